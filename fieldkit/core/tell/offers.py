"""What can be spared, in Danish."""

from collections.abc import Sequence

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.offers import Offer
from fieldkit.core.facts.terms import TOPIC_DA
from fieldkit.core.tell.parts import Fact, Names, Part, Telling, Title, aside
from fieldkit.core.text.wording import amount_words


def _offer(body: Offer, event: Event, names: Names) -> str:
    what = f"{names.place(body.place)} kan undvære {amount_words(body.count, body.unit, body.what)}"
    if body.count == 0:
        what = f"{names.place(body.place)} kan ikke længere undvære {body.what}"
    return what + aside(f"punkt: {TOPIC_DA[body.topic]}" if body.topic is not None else "", body.by)


def _slip(body: Offer, event: Event, names: Names) -> Sequence[Part]:
    return [Title("Tilbud"), Fact(names.place(body.place), amount_words(body.count, body.unit, body.what))]


TELLINGS: dict[type, Telling] = {Offer: Telling(line=_offer, slip=_slip)}
