"""Commands that read: log, board, phrase, airtime, delivery."""

from typing import TYPE_CHECKING, Any

import click
import msgspec

from fieldkit.acts import messages, reports, typed
from fieldkit.cli.moments import clock, event_clock
from fieldkit.cli.opening import Places, open_kit
from fieldkit.cli.options import as_json
from fieldkit.cli.output import NO_BREAK, say, say_wrapped, show_json
from fieldkit.core.clock.hybrid import iso_at
from fieldkit.core.delivery import DELIVERY_DA, DeliveryState
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import UNKNOWN_PLACE
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.terms import CONDITION_DA, LEVEL_DA, TOPIC_DA, TRUST_DA, Condition, Level, Topic, Trust
from fieldkit.core.phrase.parse import Phrase, parse, read_back
from fieldkit.core.signed.standing import STANDING_DA, TO_LOOK_AT
from fieldkit.core.tell.parts import aside
from fieldkit.core.tell.sentences import sentence
from fieldkit.core.text.wording import heard_da
from fieldkit.core.views.board import Board, BoardRow, make_board, place_name, place_of_kit, place_slug, resolve_place
from fieldkit.core.views.understood import readers_of
from fieldkit.kit import Kit
from fieldkit.store.log import Row
from fieldkit.store.tables.retention import DAY_S, DELIVERY_DAYS

if TYPE_CHECKING:
    from fieldkit.store.tables.delivery import Delivery

LEVEL_COLUMNS = 8
NAME_COLUMNS = 40
"""A longer name takes its place on the line all the same; the columns after it move."""


def event_json(row: Row) -> dict[str, Any]:
    """The JSON of one event, as `log --json` prints it."""
    event = row.event
    return {
        "number": event.number,
        "id": event.id.hex(),
        "kit": event.kit,
        "epoch": event.epoch,
        "seq": event.seq,
        "at": iso_at(event.at),
        "at_certain": event.time_sure,
        "incident": event.incident,
        "exercise": event.exercise,
        "kind": event.kind,
        "body": msgspec.Raw(event.raw),
        "carrier": str(row.carrier),
        "trust": event.row.trust(event.body),
    }


@click.command()
@as_json
@click.option("--since", default="", help="Only what comes after this number.")
@click.option("--search", default="", help="Only events that say all these words.")
@click.option("--standing", is_flag=True, help="Also whether each is signed, and whether it is set aside.")
@click.pass_obj
def log(places: Places, as_json: bool, since: str, search: str, standing: bool) -> None:
    """The log, one event a line, oldest first.

    \b
    Example: fieldkit log --search vand
    """
    with open_kit(places) as kit:
        after = kit.find(since).stamp if since else None
        reading, standings = kit.reading, kit.standings()
        found = False
        for row in reading.found(search, kit.roster, after=after) if search else reading.rows(after=after):
            found = True
            if as_json:
                more = {"standing": standings.of(row.event), "apart": kit.is_apart(row.event)} if standing else {}
                show_json({**event_json(row), **more})
            else:
                mark = "ØVELSE " if row.event.exercise else ""
                mark = f"SAT TIL SIDE {mark}" if kit.is_apart(row.event) else mark
                if (behind := standings.of(row.event)) in TO_LOOK_AT:
                    mark = f"{STANDING_DA[behind].upper()} {mark}"
                elif standing:
                    mark = f"{STANDING_DA[behind]}: {mark}"
                text = sentence(row.event, kit.roster, kit.state.incidents)
                say(f"{row.event.number:>9}  {event_clock(row.event, kit.now()):>16}  {mark}{text}")
        if not found and not as_json:
            with_words = f", der har alle ordene “{search}”" if search else ""
            say(f"Ingen linjer{f' efter {since}' if since else ''}{with_words}.")


def row_json(row: BoardRow) -> dict[str, Any]:
    """One place of the board, as `board --json` prints it."""
    return {
        "place": row.slug,
        "name": row.name,
        "level": row.level,
        "age_s": row.age_s,
        "silent": row.silent,
        "topics": {t: {"state": c.condition, "hours": c.hours} for t, c in row.topics.items()},
        "children": row.children,
        "staff": row.staff,
        "note": row.note,
        "via": row.via,
        "trust": row.trust,
    }


@click.command()
@as_json
@click.option("--all", "show_all", is_flag=True, help="Also places that have not reported (people's view).")
@click.pass_obj
def board(places: Places, as_json: bool, show_all: bool) -> None:
    """The situation picture: how each place is, the worst first.

    \b
    Example: fieldkit board --json
    """
    with open_kit(places) as kit:
        picture = make_board(kit.state, kit.roster, kit.now(), knows_time=kit.knows_time)
        if as_json:
            show_json(
                {
                    "incident": picture.incident,
                    "exercise": picture.exercise,
                    "places": [row_json(row) for row in picture.rows],
                }
            )
            return
        say_board(picture, show_all=show_all, knows_time=kit.knows_time)


def say_board(picture: Board, *, show_all: bool, knows_time: bool = True) -> None:
    """A board for people."""
    title = picture.incident or "Ingen hændelse er i gang"
    say_wrapped(f"{'ØVELSE  ' if picture.exercise else ''}{title}")
    if picture.others:
        say_wrapped(f"Også i gang: {', '.join(picture.others)}. Det står der intet om her.")
    say(_counted(picture))
    if not knows_time:
        say("Kittets ur er ikke til at regne med (se fieldkit doctor): ingen alder er kendt.")
    shown = [row for row in picture.rows if show_all or row.heard]
    names = min(NAME_COLUMNS, max((len(row.name) for row in shown), default=0))
    for row in shown:
        _say_row(row, names)
    if unheard := len(picture.rows) - len(shown):
        say(f"{unheard} {'sted' if unheard == 1 else 'steder'} har ikke meldt noget (--all viser dem).")


def _counted(picture: Board) -> str:
    """`2 rød  1 gul  0 grøn  81 ukendt  3 tavse`, as the console says it."""
    levels = (Level.RED, Level.YELLOW, Level.GREEN, Level.UNKNOWN)
    told = [f"{sum(row.level is level for row in picture.rows)} {LEVEL_DA[level]}" for level in levels]
    return "  ".join([*told, f"{sum(row.silent for row in picture.rows)} tavse"])


def _say_row(row: BoardRow, names: int) -> None:
    """A place: level, name and age on one line, and below it what was said, the worst first."""
    head = f"{LEVEL_DA[row.level].upper():<{LEVEL_COLUMNS}}{row.name:<{names}}  {heard_da(row.age_s, row.heard):<7}"
    marks = ["TAVS"] if row.silent else []
    if row.second_hand:
        marks.append("set af andre")
    elif row.trust is Trust.UNVERIFIED:
        marks.append(TRUST_DA[row.trust])
    say_wrapped(f"{head}  {', '.join(marks)}".rstrip(), hang=LEVEL_COLUMNS)
    if row.heard:
        say_wrapped(board_words(row), first=LEVEL_COLUMNS, hang=LEVEL_COLUMNS)
    if row.place >= UNKNOWN_PLACE:
        whose = f"Sig hvis radio det er: fieldkit assign {row.slug} STED"
        say_wrapped(whose, first=LEVEL_COLUMNS, hang=LEVEL_COLUMNS)


def board_words(row: BoardRow) -> str:
    """What is known of a place, the worst first, for `say_wrapped`; what was never said is counted, not called ok."""
    told = []
    for condition, word in ((Condition.CRITICAL, "KRITISK"), (Condition.SHORTAGE, CONDITION_DA[Condition.SHORTAGE])):
        topics = [
            f"{TOPIC_DA[topic]}{f' {cell.hours} t' if cell.hours is not None else ''}".replace(" ", NO_BREAK)
            for topic, cell in row.topics.items()
            if cell.condition is condition
        ]
        told += [f"{word}: {', '.join(topics)}"] if topics else []
    fine = [TOPIC_DA[topic] for topic, cell in row.topics.items() if cell.condition is Condition.OK]
    if len(fine) == len(Topic):
        told.append("alt ok")
    elif fine:
        told.append(f"ok: {', '.join(fine)}")
    unsaid = len(Topic) - sum(cell.condition is not Condition.UNKNOWN for cell in row.topics.values())
    told += [f"{unsaid}{NO_BREAK}{'punkter' if unsaid > 1 else 'punkt'} ikke meldt"] if unsaid else []
    counts = [
        f"{count}{NO_BREAK}{one if count == 1 else more}"
        for count, one, more in ((row.children, "barn", "børn"), (row.staff, "voksen", "voksne"))
        if count is not None
    ]
    told += [", ".join(counts)] if counts else []
    told += [f"“{row.note}”"] if row.note else []
    return "; ".join(told)


@click.command()
@click.argument("text")
@as_json
def phrase(text: str, as_json: bool) -> None:
    """Parse a text in the Danish shorthand; records nothing.

    \b
    Example: fieldkit phrase "vand! mad ok varme? 43b 6v" --json
    """
    found = parse(text)
    if as_json:
        show_json(phrase_json(found))
    else:
        say(
            read_back(found)
            if found.is_report
            else "Ingen melding: teksten siger intet om de elleve punkter, antal eller niveau."
        )


def phrase_json(found: Phrase) -> dict[str, Any]:
    """The parse as JSON; what was not said is absent."""
    out: dict[str, Any] = {"topics": {}}
    for topic, state in found.topics.items():
        out["topics"][topic] = {"state": state.condition}
        if state.hours is not None:
            out["topics"][topic]["hours"] = state.hours
    for name in ("children", "staff", "level"):
        if getattr(found, name) is not None:
            out[name] = getattr(found, name)
    out["note"] = found.note
    out["unparsed"] = list(found.unparsed)
    return out


@click.command()
@click.argument("text")
@as_json
def airtime(text: str, as_json: bool) -> None:
    """What a report costs on the air, sealed in one frame.

    \b
    Example: fieldkit airtime "vand!:6 mad ok varme? 43b 6v" --json
    """
    from fieldkit.acts.air_cost import cost_of

    found = parse(typed.fits(typed.need(text, "Meldingen"), "Meldingen"))
    body = reports.report_of(12, found) if found.is_report else messages.message_of(text)
    presets = ("LONG_FAST", "MEDIUM_FAST", "SHORT_FAST")
    costs = {preset: cost_of(body, preset) for preset in presets}
    size = costs[presets[0]].frame_bytes
    if not size:
        raise InputError("Teksten er for lang til én ramme i luften; del den i flere eller send den med en runner.")
    cost = {
        "frame_bytes": size,
        "text_bytes": len(text.encode()),
        "ms": {preset: costs[preset].ms for preset in presets},
    }
    if as_json:
        show_json(cost)
    else:
        say(f"Ramme {size} bytes (teksten selv er {len(text.encode())}).")
        for preset in presets:
            say(f"{preset}: {cost['ms'][preset]} ms i luften")  # type: ignore[index]


@click.command()
@click.argument("number")
@as_json
@click.pass_obj
def delivery(places: Places, number: str, as_json: bool) -> None:
    """How far an event has got, place by place.

    \b
    Example: fieldkit delivery 1-0042 --json
    """
    from fieldkit.store.tables.delivery import deliveries, with_acks

    with open_kit(places) as kit:
        event: Event = kit.find(number)
        sender = event.row.origin(event.body) or place_of_kit(event.kit, kit.state, kit.roster)
        readers = readers_of(event.ref, kit.state, kit.roster, sender=resolve_place(sender, kit.state, kit.roster))
        found = with_acks(deliveries(kit.log, event.id), readers, event.row.precedence(event.body))
        entries = [
            {
                "place": place_slug(d.place, kit.roster),
                "state": d.state,
                "at": iso_at(d.at),
                "trust": d.trust,
                "by": d.by,
            }
            for d in found
        ]
        if as_json:
            show_json({"number": event.number, "places": entries})
            return
        if kit.now() - event.at > DELIVERY_DAYS * DAY_S:
            rest = "ellers " if found else ""
            say(f"{event.number} er over {DELIVERY_DAYS} dage gammel: hvor langt den {rest}nåede, er slettet.")
        elif not found:
            say_wrapped(f"{event.number} {_why_nowhere(event, kit)}")
        for d in found:
            say_wrapped(f"{place_name(d.place, kit.roster)}: {_how_far(d, kit.now())}")


def _why_nowhere(event: Event, kit: Kit) -> str:
    """Why no place can be told of; nothing of it is guessed."""
    from fieldkit.store.tables.delivery import is_untaken

    if (event.kit, event.epoch) != (kit.identity.kit, kit.identity.epoch):
        return f"er ikke dette kits at sende; den er skrevet på kit {event.kit}."
    if not kit.config.has_radio:
        return "er ikke sendt: kittet har ingen radio. Ring, send en runner, eller tag den med på en USB-nøgle."
    if is_untaken(kit.log, event.id):
        return "er ikke sendt: kittets motor har ikke kørt, siden den blev skrevet. Start den med fieldkit run."
    return "går ikke til noget sted, hvor dette kit kender en radio."


def _how_far(step: "Delivery", now: float) -> str:
    """`modtaget, 03.30`; what nothing proves is never told without saying so."""
    doubt = TRUST_DA[Trust.UNVERIFIED] if step.trust is Trust.UNVERIFIED else ""
    if step.state is DeliveryState.ACKNOWLEDGED:
        return f"{DELIVERY_DA[step.state]}{aside(doubt)}, {clock(step.at, now)}"
    told = f"{DELIVERY_DA[step.state]}, {clock(step.at, now)}"
    return f"{told}; {doubt} “ok” {clock(step.said_at, now)}: ring, og hør, om den er læst" if doubt else told


COMMANDS = [log, board, phrase, airtime, delivery]
