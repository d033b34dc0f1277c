"""Inbox entries as text: rows of the list and the lines of an opened one. Pure."""

from textual.content import Content

from fieldkit.console.row_list import Row
from fieldkit.console.words import DIM, PRECEDENCE_STYLE, clock_da, fitted, to_da
from fieldkit.core.clock.age import age_s
from fieldkit.core.delivery import ARRIVED, DELIVERY_DA, DeliveryState, furthest
from fieldkit.core.facts.terms import PRECEDENCE_DA, TRUST_DA, VIA_DA, Precedence, Trust
from fieldkit.core.roster.roster import Roster
from fieldkit.core.tell.parts import aside, doubt
from fieldkit.core.tell.written import report_line
from fieldkit.core.text.wording import age_da, ago_da
from fieldkit.core.views.board import place_name
from fieldkit.core.views.inbox import Direction, Entry
from fieldkit.store.tables.delivery import Delivery

STATUS_CELLS = 13
ARROW = {Direction.IN: "ind", Direction.OUT: "ud ", Direction.OTHER: " · "}
PRECEDENCE_SHORT = {**PRECEDENCE_DA, Precedence.INFO: "orient."}
NOT_SENT = "ikke sendt"
"""No engine has taken it for the air, or there is no radio there that it could go to: nobody guesses which."""
_RED = "bold #ff8a80"
_YELLOW = "bold #ffd75f"
_GREEN = "#7fbf7f"


def said(entry: Entry) -> str:
    """What the entry says on one line."""
    return report_line(entry.report) if entry.report is not None else " ".join(entry.text.split())


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
            return (f"OVER {age_da(int(now) - entry.due_at)}", _RED)
        return ("kvittér", _YELLOW) if entry.open else (DELIVERY_DA[DeliveryState.ACKNOWLEDGED], _GREEN)
    if entry.overdue and entry.due_at is not None and len(entry.waiting) == 1:
        return (f"OVER {age_da(int(now) - entry.due_at)}", _RED)
    if len(entry.asked) > 1 and entry.due_at is not None:
        done = len(entry.understood) == len(entry.asked)
        style = _GREEN if done and not _doubt(entry) else _RED if entry.overdue else _YELLOW
        return (f"forst. {len(entry.understood)}/{len(entry.asked)}", style)
    if len(places := _places(entry, delivered)) > 1:  # nobody is asked for forstået: who has it is what there is
        here = {step.place for step in delivered if step.state in ARRIVED} | entry.understood
        return (f"modt. {len(here)}/{len(places)}", _GREEN if here >= places else "")
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
    urgent = PRECEDENCE_STYLE[entry.precedence]
    word = "melding" if entry.report is not None else PRECEDENCE_SHORT[entry.precedence]
    left: list[str | tuple[str, str]] = [
        ("!" if entry.overdue else " ", _RED),
        (f"{ARROW[entry.direction]} ", DIM),
        (f"{entry.number:<8}", "bold" if entry.open else ""),
        (f" {word:<7} ", urgent if entry.report is None and entry.open else DIM),
        clock_da(entry.at, sure=entry.time_sure).rjust(5),
        " ",
        (fitted(other_end(entry, roster), 14), "bold" if entry.open else ""),
        ("u" if entry.trust is Trust.UNVERIFIED else " ", "bold #ff9f43"),
    ]
    used = 1 + 4 + 8 + 9 + max(5, len(clock_da(entry.at, sure=entry.time_sure))) + 1 + 14 + 1
    room = max(8, width - used - 1 - STATUS_CELLS)
    text = f"(kladde) {said(entry)}" if begun else said(entry)
    left += [" ", fitted(text, room), (f"{status:>{STATUS_CELLS - 1}}", style)]
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
    for reader in entry.readers:
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
    steps = {step.place: step for step in delivered}
    read = {reader.place for reader in [*entry.readers, *entry.bystanders]}
    for place in [*entry.waiting, *(place for place in steps if place not in entry.waiting)]:
        if place in read:
            continue
        step = steps.get(place)
        if entry.direction is Direction.IN:
            word = "venter på, at nogen her siger forstået: tryk K"
        elif step is None:
            word = NOT_SENT
        else:
            word = f"{DELIVERY_DA[step.state]} {clock_da(step.at, now=now)}"
        rows.append(Row(f"wait.{place}", Content.assemble(fitted(place_name(place, roster), 28), " ", (word, _YELLOW))))
    if entry.never_heard:
        many = len(entry.never_heard)
        places = "1 sted er" if many == 1 else f"{many} steder er"
        told = f"{places} aldrig hørt her, og der ventes ikke på svar: ring, skriv til stedet, eller send en runner."
        rows.append(Row("never", Content.assemble((told, DIM))))
    return rows if len(rows) > 1 else []


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
    told = [f"{phones} {'telefonsted' if phones == 1 else 'telefonsteder'} mangler"] if phones else []
    told += [f"{len(lacking & kits)} kit mangler"] if lacking & kits else []
    told.append(f"{len(done)} af {len(kits)} kit har {'sagt forstået' if asked else 'den'}")
    return "; ".join(told) + "."


def _sender(entry: Entry, roster: Roster) -> str:
    name = place_name(entry.sender, roster) if entry.sender else "ukendt"
    by = f", {entry.by}" if entry.by else ""
    via = f", {VIA_DA[entry.report.via]}" if entry.report is not None else ""
    return f"{name}{by}{via} ({TRUST_DA[entry.trust]})"


def _ago(entry: Entry, now: float) -> str:
    age = age_s(entry.at, now)
    return "for lidt siden" if age is not None and age < 60 else ago_da(age)


def _pair(name: str, text: str) -> Content:
    return Content.assemble((f"{name:<9}", DIM), text)
