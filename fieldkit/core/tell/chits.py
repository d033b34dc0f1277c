"""How hand-written chits are told: by what was written on them."""

from fieldkit.core.facts.chits import CHIT_SORT_DA, Chit
from fieldkit.core.facts.event import Event
from fieldkit.core.state.chits import told_by
from fieldkit.core.tell.parts import Names, Telling, aside, join
from fieldkit.core.tell.said import TELLINGS as SAID
from fieldkit.core.views.chits import chit_label


def _chit(body: Chit, event: Event[Chit], names: Names) -> str:
    written = told_by(event)
    what = CHIT_SORT_DA[body.sort]
    if written is not None:
        what = SAID[type(written.body)].line(written.body, written, names)
    at = names.when(body.at, "ca. " if body.circa else "")
    when = f", skrevet {at}" if at else ", skrevet på et ukendt tidspunkt" if written is not None else ""
    again = "rettet" if body.correct else ""
    return (
        f"Blanket {chit_label(body.series, body.count)}{when}: {what}{aside(again, join('skrevet ind af ', body.by))}"
    )


TELLINGS: dict[type, Telling] = {Chit: Telling(line=_chit, via=lambda chit: "blanket")}
