"""Inbox entries as text: rows of the list and the lines of an opened one. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from textual.content import Content

from fieldkit.console.row_list import Row
from fieldkit.console.words import DIM, PRECEDENCE_STYLE, clock_da, cut, fitted, over_da, to_da
from fieldkit.core.clock.age import age_s
from fieldkit.core.delivery import ARRIVED, DELIVERY_DA, DeliveryState, furthest
from fieldkit.core.facts.terms import TRUST_DA, VIA_DA, Precedence, Trust
from fieldkit.core.roster.roster import Roster
from fieldkit.core.tell.parts import aside, doubt
from fieldkit.core.tell.written import report_line
from fieldkit.core.text.wording import ago_da, many_da
from fieldkit.core.views.board import place_name
from fieldkit.core.views.inbox import Direction, Entry
from fieldkit.store.tables.delivery import Delivery

STATUS_CELLS = 15
ARROW = {Direction.IN: "ind", Direction.OUT: "ud ", Direction.OTHER: " · "}
UNREAD = "ulæst"
"""Nobody here has said forstået to it."""
UNPROVEN = "?"
"""Behind the name of who said it: nothing proves that it was they. The key line says what it means."""
WITH_NUMBER = 70
"""From this width on the number stands on the line; it always does where the entry is open."""
NOT_SENT = "ikke sendt"
"""No engine has taken it for the air, or there is no radio there that it could go to: nobody guesses which."""
REPORT_STYLE = "#7fd0ff"
"""Of the word melding: a besked is plain."""
_RED = "bold #ff8a80"
_YELLOW = "bold #ffd75f"
_GREEN = "#7fbf7f"


def said(entry: Entry) -> str:
    """What the entry says on one line."""
    return report_line(entry.report) if entry.report is not None else " ".join(entry.text.split())


def urgency(entry: Entry) -> tuple[str, str]:
    """`AKUT: `, `haster: ` before the text of a message that is no routine, and how that looks while somebody has still
    to read it."""
    word = {Precedence.FLASH: "AKUT: ", Precedence.URGENT: "haster: "}.get(entry.precedence, "")
    if entry.report is not None or not word:
        return ("", "")
    return (word, PRECEDENCE_STYLE[entry.precedence] if entry.open else "")


def other_end(entry: Entry, roster: Roster) -> str:
    """Who it is from, or for one that went out, who it is for."""
    if entry.direction is Direction.OUT:
        return to_da(entry.to, roster)
    return place_name(entry.sender, roster) if entry.sender else "ukendt"


def status_of(entry: Entry, delivered: list[Delivery], now: float) -> tuple[str, str]:
    """Where it stands, in one of the five words, or what is asked of us."""
    if entry.replaced_by:
        return ("erstattet", DIM)
    if entry.direction is Direction.IN:
        if entry.overdue and entry.due_at is not None:
            return (over_da(now - entry.due_at), _RED)
        return (UNREAD, _YELLOW) if entry.open else (DELIVERY_DA[DeliveryState.ACKNOWLEDGED], _GREEN)
    if entry.overdue and entry.due_at is not None and len(entry.waiting) == 1:
        return (over_da(now - entry.due_at), _RED)
    if len(entry.asked) > 1 and entry.due_at is not None:
        done = len(entry.understood) == len(entry.asked)
        style = _GREEN if done and not _doubt(entry) else _RED if entry.overdue else _YELLOW
        return (f"forstået {len(entry.understood)}/{len(entry.asked)}", style)
    if len(places := _places(entry, delivered)) > 1:  # nobody is asked for forstået: who has it is what there is
        here = {step.place for step in delivered if step.state in ARRIVED} | entry.understood
        return (f"modtaget {len(here)}/{len(places)}", _GREEN if here >= places else "")
    if _doubt(entry):
        return (TRUST_DA[Trust.UNVERIFIED], _YELLOW)
    if entry.understood and not entry.waiting:
        return (DELIVERY_DA[DeliveryState.ACKNOWLEDGED], _GREEN)
    return (DELIVERY_DA[furthest(step.state for step in delivered)] if delivered else NOT_SENT, "")


def _places(entry: Entry, delivered: list[Delivery]) -> set[int]:
    """Everybody it is for, also those that nobody has heard anything from: a count without them would sound as if all
    had it."""
    return {*entry.asked, *entry.never_heard, *(step.place for step in delivered)}


def _doubt(entry: Entry) -> bool:
    """Whether somebody has said forstået with nothing to prove who."""
    return any(reader.trust is Trust.UNVERIFIED for reader in entry.readers)


def entry_row(
    entry: Entry, delivered: list[Delivery], roster: Roster, now: float, width: int, *, begun: bool = False
) -> Row:
    """One line of the list; `begun` says that an answer to it, or a message instead of it, is half written."""
    status, style = status_of(entry, delivered, now)
    word = "melding" if entry.report is not None else "besked"
    narrow = width < WITH_NUMBER
    left: list[str | tuple[str, str]] = [
        ("!" if entry.overdue else " ", _RED),
        (f"{ARROW[entry.direction]} ", DIM),
        ("" if narrow else f"{entry.number:<8} ", "bold" if entry.open else ""),
        (f"{word:<7} ", REPORT_STYLE if entry.report is not None else ""),
        clock_da(entry.at, sure=entry.time_sure).rjust(5),
        " ",
        (fitted(other_end(entry, roster), 10 if narrow else 14), "bold" if entry.open else ""),
        (f" {UNPROVEN} " if entry.trust is Trust.UNVERIFIED else " ", "bold #ff9f43"),
    ]
    used = sum(len(piece if isinstance(piece, str) else piece[0]) for piece in left)
    room = max(8, width - used - STATUS_CELLS)
    mark, urgent = urgency(entry)
    text = fitted(f"{'(kladde) ' if begun else ''}{mark}{said(entry)}", room)
    if begun or not mark:
        left.append(text)
    else:
        left += [(text[: len(mark)], urgent), text[len(mark) :]]
    left.append((f" {status:>{STATUS_CELLS - 1}}", style))
    return Row(entry.event_id, Content.assemble(*left))


def entry_lines(entry: Entry, delivered: list[Delivery], roster: Roster, now: float) -> list[Row]:
    """The opened entry: from, to, deadline, text, and each place with how far it got."""
    rows = [
        Row("from", _pair("Fra", _sender(entry, roster))),
        Row("to", _pair("Til", to_da(entry.to, roster))),
        Row("at", _pair("Skrevet", f"{clock_da(entry.at, sure=entry.time_sure, now=now)}, {_ago(entry, now)}")),
    ]
    if entry.due_at is not None and (entry.open or entry.overdue):
        late = entry.overdue
        text = f"forstået inden {clock_da(entry.due_at, now=now)}" + (" — FRISTEN ER GÅET" if late else "")
        rows.append(Row("due", Content.assemble((f"{'Frist':<9}", DIM), (text, _RED if late else ""))))
    if entry.replaced_by:
        rows.append(
            Row("replaced", Content.assemble((f"Gælder ikke mere: {entry.replaced_by} står i stedet.", _YELLOW)))
        )
    text = report_line(entry.report) if entry.report is not None else entry.text
    rows += [Row("gap", Content(" "), heading=True), Row("text", Content.assemble((text, "bold")))]
    rows += [Row("gap2", Content(" "), heading=True), *_delivery_lines(entry, delivered, roster, now)]
    if entry.overdue and entry.direction is Direction.OUT:
        rows.append(Row("runner", Content.assemble(("Send en runner: F8 udskriver følgesedlen.", _YELLOW))))
    return rows


def _delivery_lines(entry: Entry, delivered: list[Delivery], roster: Roster, now: float) -> list[Row]:
    rows = [Row("delivery", Content("Hvor langt er den?"), heading=True)]
    if told := _summary(entry, delivered, roster):
        rows.append(Row("summary", Content.assemble((told, _YELLOW))))
    rows += [*_lacking_lines(entry, delivered, roster, now), *_read_lines(entry, roster, now)]
    return rows if len(rows) > 1 else []


def _read_lines(entry: Entry, roster: Roster, now: float) -> list[Row]:
    """Who has said forstået."""
    rows = []
    for reader in sorted(entry.readers, key=lambda one: one.place not in entry.doubted):
        by = f"af {reader.by} " if reader.by else ""
        word, style = DELIVERY_DA[DeliveryState.ACKNOWLEDGED], _GREEN
        if reader.place in entry.doubted:
            word, style = "“ok”", _YELLOW
        said = f"{word} {by}{clock_da(reader.at, now=now)}{aside(doubt(reader.trust))}"
        said += ": ring og spørg" if reader.place in entry.doubted else ""
        line = Content.assemble(fitted(place_name(reader.place, roster), 28), " ", (said, style))
        rows.append(Row(f"read.{reader.place}", line))
    for reader in entry.bystanders:
        said = f"“ok” {clock_da(reader.at, now=now)}{aside(doubt(reader.trust))}: den er ikke dertil"
        line = Content.assemble(fitted(place_name(reader.place, roster), 28), " ", (said, DIM))
        rows.append(Row(f"beside.{reader.place}", line))
    return rows


def _lacking_lines(entry: Entry, delivered: list[Delivery], roster: Roster, now: float) -> list[Row]:
    """Who has not, the worst first."""
    rows = []
    for place, step in lacking(entry, delivered):
        style = _YELLOW
        if entry.direction is Direction.IN:
            word = "venter på, at nogen her siger forstået: tryk K"
        elif step is None:
            word, style = NOT_SENT, _RED
        else:
            word = f"{DELIVERY_DA[step.state]} {clock_da(step.at, now=now)}"
        rows.append(Row(f"wait.{place}", Content.assemble(fitted(place_name(place, roster), 28), " ", (word, style))))
    if entry.never_heard:
        many = len(entry.never_heard)
        places = "1 sted er" if many == 1 else f"{many} steder er"
        told = f"{places} aldrig hørt her, og der ventes ikke på svar: ring, skriv til stedet, eller send en runner."
        rows.append(Row("never", Content.assemble((told, DIM))))
    return rows


def lacking(entry: Entry, delivered: list[Delivery]) -> list[tuple[int, Delivery | None]]:
    """The places where nobody has said forstået, with how far it has come to each: the worst first."""
    steps = {step.place: step for step in delivered}
    read = {reader.place for reader in [*entry.readers, *entry.bystanders]}
    places = dict.fromkeys([*entry.waiting, *(place for place in steps if place not in read)])
    found = [(place, steps.get(place)) for place in places if place not in read]
    return sorted(found, key=lambda one: _far(one[1]))


class LackKey(NamedTuple):
    """The key of a row in the list of who has not said forstået: of a message, or of one place that lacks it."""

    event_id: bytes
    place: int = 0


def lacking_rows(entries: Sequence[tuple[Entry, list[Delivery]]], roster: Roster, now: float, width: int) -> list[Row]:
    """What went out from here and not all have said forstået to, each with those who have not: the worst first."""
    rows = []
    for entry, delivered in entries:
        asked, done = len(entry.asked) or len(entry.waiting), len(entry.understood)
        count = f"{done}/{asked} forstået"
        if entry.overdue and entry.due_at is not None:
            count += f", {over_da(now - entry.due_at)}"
        mark, style = urgency(entry)
        number = f"{entry.number:<8} " if width >= WITH_NUMBER else ""
        head = f"{number}{clock_da(entry.at, sure=entry.time_sure, now=now)} til {to_da(entry.to, roster)}: "
        room = max(4, width - len(head) - len(count) - len(mark) - 1)
        rows.append(
            Row(
                LackKey(entry.event_id),
                Content.assemble(
                    (head, "bold"),
                    (mark, style),
                    fitted(said(entry), room),
                    (f" {count}", _RED if entry.overdue else _YELLOW),
                ),
            )
        )
        for place, step in lacking(entry, delivered):
            known = roster.place(place)
            carrier = "kit" if known is not None and known.kit is not None else "telefon"
            word = NOT_SENT if step is None else f"{DELIVERY_DA[step.state]} {clock_da(step.at, now=now)}"
            rows.append(
                Row(
                    LackKey(entry.event_id, place),
                    Content.assemble(
                        f"    {fitted(place_name(place, roster), max(16, min(32, width - 36)))} {carrier:<8}",
                        (word, _RED if step is None else ""),
                    ),
                )
            )
        if entry.never_heard:
            many = len(entry.never_heard)
            told = f"    og {many} {'sted' if many == 1 else 'steder'}, som aldrig er hørt: ring, eller send en runner"
            rows.append(Row(LackKey(entry.event_id, -1), Content.assemble((cut(told, width), DIM)), heading=True))
    return rows


def _far(step: Delivery | None) -> int:
    return -1 if step is None else list(DeliveryState).index(step.state)


def _summary(entry: Entry, delivered: list[Delivery], roster: Roster) -> str:
    """Of a message to many: how many have not got it, the worst first, and how far those with a kit are."""
    places = _places(entry, delivered) if entry.direction is Direction.OUT else set()
    if len(places) < 2:
        return ""
    known = {place.number: place for place in roster.places}
    kits = {number for number in places if number in known and known[number].kit}
    arrived = {step.place for step in delivered if step.state in ARRIVED} | entry.understood
    lacking = places - arrived
    asked = entry.due_at is not None
    done = kits & (entry.understood if asked else arrived)
    phones = len(lacking - kits)
    told = [f"{many_da(phones, 'telefonsted', 'telefonsteder')} mangler"] if phones else []
    told += [f"{many_da(len(lacking & kits), 'kit', 'kits')} mangler"] if lacking & kits else []
    told.append(f"{len(done)} af {many_da(len(kits), 'kit', 'kits')} har {'sagt forstået' if asked else 'den'}")
    return "; ".join(told) + "."


def _sender(entry: Entry, roster: Roster) -> str:
    name = place_name(entry.sender, roster) if entry.sender else "ukendt"
    by = f", {entry.by}" if entry.by else ""
    via = f", {VIA_DA[entry.report.via]}" if entry.report is not None else ""
    return f"{name}{by}{via} ({TRUST_DA[entry.trust]})"


def _ago(entry: Entry, now: float) -> str:
    return ago_da(age_s(entry.at, now))


def _pair(name: str, text: str) -> Content:
    return Content.assemble((f"{name:<9}", DIM), text)
