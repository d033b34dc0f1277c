"""What people hang up, wear and write on: wall notice, role badge, and blank numbered chits."""

import re

from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.terms import PRECEDENCE_DA, TOPIC_DA, Precedence, Topic
from fieldkit.core.remedies import NameRole
from fieldkit.core.roster.roster import PERSON_ROLE_DA, PersonRole
from fieldkit.core.tell.sentences import poster
from fieldkit.core.text.names import fold_name
from fieldkit.core.views.chits import chit_label
from fieldkit.core.views.crew import find_people, on_duty, role_words
from fieldkit.paper.blocks import (
    Align,
    Banner,
    Blank,
    Block,
    Column,
    Cut,
    Document,
    Heading,
    KeyValue,
    Rule,
    SignatureLine,
    Table,
    Text,
)
from fieldkit.paper.documents.source import DocumentSource

LONGEST_HEADLINE = 90
"""Characters that still can be read from across a room."""
SHORT_HEADLINE = 40
WIDEST_WORD = 16
"""Characters of double width on 32 columns."""
_SENTENCE_END = re.compile(r"(?<=[.!?])(?<!\bkl\.)(?<!\bca\.)(?<!\bnr\.) +(?=[A-ZÆØÅ0-9])")


def notice(event: Event, source: DocumentSource, hours: int | None = None) -> Document:
    """Opslag for the wall: the text big, until when it holds, and which older notice it takes the place of.

    `hours` counts from the event's time; None leaves a line to write the expiry on, unless the event tells it.
    """
    shown = poster(event)
    if shown is None or not (shown.headline or shown.text):
        raise InputError(f"Nr. {event.number} har ingen tekst til et opslag: vælg et opslag, en besked eller et notat.")
    headline, rest = (shown.headline, shown.text) if shown.headline else _divide(shown.text)
    until = shown.until
    if hours is not None:
        until = event.at + hours * 3600
    blocks: list[Block] = []
    outdated = source.outdated(event)
    blocks += outdated
    if not outdated and until is not None and source.now > until:
        blocks.append(Banner("UDLØBET"))
    blocks += [_headline(headline), *([Text(rest, tall=True)] if rest else []), Rule()]
    blocks.append(KeyValue("Gælder fra", source.time_of(event)))
    if until is not None:
        blocks.append(KeyValue("Gælder til", source.moment(until, sure=event.time_sure), bold=True))
    elif not outdated:
        blocks.append(SignatureLine("Gælder til (skriv dato og klokkeslæt)"))
    if shown.replaces:
        blocks.append(KeyValue("Erstatter nr.", f"{shown.replaces}, tag det ned", bold=True))
    blocks.append(Text("Se efter nummeret: kun det nyeste opslag gælder. Spørg på stedet, hvis du er i tvivl."))
    return source.of_event("Opslag", event, blocks)


def _headline(text: str) -> Block:
    """As big as the printer can when that splits no word on the narrowest paper, else only high."""
    wide = len(text) <= SHORT_HEADLINE and all(len(word) <= WIDEST_WORD for word in text.split())
    return Banner(text) if wide else Heading(text, level=1)


def _divide(text: str) -> tuple[str, str]:
    """What is shown biggest, and the rest: the first line, or the first sentence when there is only one line."""
    first, _, rest = text.partition("\n")
    if rest.strip():
        return first, rest.strip()
    end = _SENTENCE_END.search(text)
    return (text[: end.start()], text[end.end() :]) if end and end.start() <= LONGEST_HEADLINE else (text, "")


def badge(argument: str, source: DocumentSource) -> Document:
    """Rollekort to wear: `runner` or `runner Navn`; a name of the roster brings its role. Empty lines to write on."""
    role, name, place = _badge_words(argument, source)
    if not role:
        raise InputError("Skriv rollen på kortet.", NameRole())
    return source.of_now(
        "Rollekort",
        [
            Banner(role.upper()),
            *([Heading(name, level=1, align=Align.CENTER)] if name else [SignatureLine("Navn")]),
            *([Text(place, align=Align.CENTER)] if place else []),
            Blank(),
            KeyValue("Gælder", f"{source.local(source.now):%d.%m.%Y}, til vagten er slut"),
            KeyValue("Udstedt af", source.kit_name(source.kit)),
            SignatureLine("Underskrift, vagthavende"),
            Text("Aflever kortet, når du går hjem."),
        ],
    )


def _badge_words(argument: str, source: DocumentSource) -> tuple[str, str, str]:
    """Role, name and place from `role`, `role name` or a name: the role in which its owner is on duty now, else the
    roster's."""
    text = " ".join(argument.split())
    named = fold_name(text)
    for spell in on_duty(source.state, source.now):
        if fold_name(spell.name) == named and spell.role:
            return role_words(spell.role), spell.name, source.place_name(spell.place)
    for person in find_people(text, source.roster):
        place = source.roster.by_slug(person.place) if person.place else None
        return PERSON_ROLE_DA[person.role], person.name, place.name if place else ""
    for role in PersonRole:
        for word in (PERSON_ROLE_DA[role], role.value):
            if text.casefold() == word or text.casefold().startswith(word + " "):
                return PERSON_ROLE_DA[role], text[len(word) :].strip(" :"), source.place_name(source.place)
    role_text, _, name = text.partition(":")
    return role_text.strip(), name.strip(), source.place_name(source.place) if source.place else ""


def chits(count: int, source: DocumentSource, first: int | None = None) -> Document:
    """Blanketter: `count` numbered slips for reports and messages by hand, entered into the kit later in order.

    `first` is the first one's count, by default the source's next.
    """
    start = source.next_chit if first is None else first
    blocks: list[Block] = []
    for index in range(count):
        blocks += [Cut()] if index else []
        blocks += _chit(chit_label(source.kit, start + index), source)
    last = chit_label(source.kit, start + count - 1)
    numbers = chit_label(source.kit, start) + (f" til {last}" if count > 1 else "")
    return source.of_now("Blanketter", blocks, numbers, headed=False)


def _chit(label: str, source: DocumentSource) -> list[Block]:
    boxes = "   ".join(f"[ ] {PRECEDENCE_DA[p]}" for p in (Precedence.FLASH, Precedence.URGENT, Precedence.ROUTINE))
    half = (len(Topic) + 1) // 2
    names = [f"[ ] {TOPIC_DA[topic]}" for topic in Topic]
    pairs = tuple((names[i], names[i + half] if i + half < len(names) else "") for i in range(half))
    return [
        Heading(f"Blanket {label}", level=1),
        Text(source.kit_name(source.kit)),
        Text("Udfyldt dato og kl.:"),
        Blank(ruled=True),
        Text("Fra (sted og navn):"),
        Blank(ruled=True),
        Text("Til:"),
        Blank(ruled=True),
        Text(boxes),
        Rule(),
        Text("Melding: skriv + ok, ? mangel, ! kritisk, og timer. Tomt felt betyder ukendt."),
        Table((Column(width=13), Column()), pairs, header=False),
        Text("Børn: ______  Voksne: ______"),
        Text("Niveau: [ ] grøn [ ] gul [ ] rød"),
        Text("Tekst:"),
        Blank(4, ruled=True),
        SignatureLine("Modtaget af / kl."),
        SignatureLine("Skrevet ind i kittet som nr. / kl."),
    ]
