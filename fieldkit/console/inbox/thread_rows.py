"""Threads as text: the rows of one thread, a melding and a besked told apart by word and place on the line, and the
rows of the list of threads. Pure."""

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import NamedTuple

from textual.content import Content

from fieldkit.console.inbox.entry_rows import NOT_SENT, REPORT_STYLE, UNREAD, WITH_NUMBER, said, urgency
from fieldkit.console.row_list import Row
from fieldkit.console.words import DIM, LATE, PRECEDENCE_STYLE, SOON, clock_da, cut, fitted, over_da, to_da
from fieldkit.core.clock.age import age_s
from fieldkit.core.delivery import DELIVERY_DA, furthest
from fieldkit.core.facts.terms import ADDRESSED_DA, TRUST_DA, Precedence, Trust
from fieldkit.core.roster.roster import Roster
from fieldkit.core.text.wording import age_da
from fieldkit.core.views.board import place_name
from fieldkit.core.views.inbox import Direction
from fieldkit.core.views.thread import Other, Said, Thread, ThreadHead
from fieldkit.store.tables.delivery import Delivery

STATUS_CELLS = 15
LINES = 8
"""So many lines of one text are shown; Enter shows all of it."""
STEP = 3
"""Cells by which what went out stands further in."""
WITH_STATUS = 50
"""Below this width the status stands behind the text."""
MORE = "more"
"""Key of the row that says that there is more before it."""
_GREEN = "#7fbf7f"


class ThreadKey(NamedTuple):
    """The key of a thread's row in the list."""

    of: Other


def other_name(of: Other, roster: Roster) -> str:
    """Whose thread it is, as people say it."""
    if isinstance(of, int):
        return place_name(of, roster) if of else "Ukendt afsender"
    return f"Til {ADDRESSED_DA.get(of, of)}"


def thread_rows(
    thread: Thread, delivered: Mapping[bytes, Sequence[Delivery]], roster: Roster, now: float, width: int, *, here: int
) -> list[Row]:
    """The rows of a thread as the place `here` has it, the oldest first; `delivered` by the id of what went out from
    there."""
    rows = [Row(MORE, Content.assemble(("Der er mere før dette: Enter henter det.", SOON)))] if thread.more else []
    return rows + [
        said_row(one, thread.of, delivered.get(one.entry.event_id, ()), roster, now, width, here=here)
        for one in thread.said
    ]


def said_row(
    one: Said, of: Other, delivered: Sequence[Delivery], roster: Roster, now: float, width: int, *, here: int
) -> Row:
    """One thing in a thread: its text in full as far as there is room, and where it stands. What came from there has an
    arrow to the left, what went there one to the right and stands further in."""
    entry = one.entry
    status, style = status_of(one, of, delivered, now, here=here)
    head = f"{clock_da(entry.at, sure=entry.time_sure, now=now):>5} {'←' if one.theirs else '→'} "
    word = f"{'melding' if one.is_report else 'besked':<8}"
    number = f"{entry.number:<8} " if width >= WITH_NUMBER else ""
    step = "" if one.theirs else " " * STEP
    beside = width >= WITH_STATUS
    indent = len(head) + len(word) + len(number) + len(step)
    room = max(12, width - indent - (STATUS_CELLS + 1 if beside else 0))
    faded = not one.standing
    prefix, prefix_style = urgency(entry)
    lines = _lines(f"{prefix}{_way(one, of, roster)}{said(entry)}", room)
    plain = DIM if faded else "bold" if one.waits_here else ""
    word_style = DIM if faded else REPORT_STYLE if one.is_report else ""
    pieces: list[str | tuple[str, str]] = [(head, DIM), (word, word_style), (number, DIM), step]
    first = lines[0]
    pieces += [(first[: len(prefix)], prefix_style), (first[len(prefix) :], plain)]
    if beside and status:
        pieces += [" " * (room - len(first)), (f" {cut(status, STATUS_CELLS):>{STATUS_CELLS}}", style)]
    for line in lines[1:]:
        pieces += ["\n", " " * indent, (line, plain)]
    if not beside and status:
        pieces += ["\n", " " * indent, (status, style)]
    return Row(entry.event_id, Content.assemble(*pieces))


def _lines(text: str, room: int) -> list[str]:
    lines = wrap(text, room, break_on_hyphens=False) or [""]
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], cut(f"{lines[LINES - 1]} …", room - 1) + "…"]
    return lines


def _way(one: Said, of: Other, roster: Roster) -> str:
    """Who else it is from or for: the other end is in the title."""
    entry = one.entry
    if one.is_report:
        return ""
    if one.theirs:
        return (
            "" if entry.direction is Direction.IN and isinstance(entry.to, int) else f"(til {to_da(entry.to, roster)}) "
        )
    if entry.direction is not Direction.OUT:
        return f"(fra {place_name(entry.sender, roster) if entry.sender else 'ukendt'}) "
    return f"(til {to_da(entry.to, roster)}) " if entry.to != of and not isinstance(entry.to, int) else ""


def status_of(one: Said, of: Other, delivered: Sequence[Delivery], now: float, *, here: int) -> tuple[str, str]:
    """Where it stands between these two: read here, or read there."""
    entry = one.entry
    if entry.replaced_by:
        return ("erstattet", DIM)
    if entry.direction is Direction.IN:
        if entry.overdue and entry.due_at is not None:
            return (over_da(now - entry.due_at), LATE)
        if entry.open:
            return (UNREAD, SOON)
        mine = one.read_by(here)
        return (f"forstået {clock_da(mine.at)}", _GREEN) if mine is not None else ("", DIM)
    if not one.standing:
        return ("", DIM)
    if not isinstance(of, int):
        return _by_many(one)
    reader = one.read_by(of)
    if one.is_report and reader is None:  # of one's own, in whosever thread: it is the secretariat's to read
        reader = next((found for found in entry.readers if found.counts(entry.precedence)), None)
    if reader is not None:
        return (f"forstået {clock_da(reader.at)}", _GREEN)
    if any(reader.place == of and reader.trust is Trust.UNVERIFIED for reader in entry.readers):
        return (TRUST_DA[Trust.UNVERIFIED], SOON)
    if entry.direction is Direction.OTHER:
        return ("", "")
    if entry.overdue and entry.due_at is not None and one.waits_for(of):
        return (over_da(now - entry.due_at), LATE)
    steps = [step.state for step in delivered if one.is_report or step.place == of]
    return (DELIVERY_DA[furthest(steps)] if steps else NOT_SENT, "")


def _by_many(one: Said) -> tuple[str, str]:
    """Of what many are to read: how many have."""
    entry = one.entry
    if not entry.asked:
        return ("", "")
    done = len(entry.understood)
    style = _GREEN if done == len(entry.asked) else LATE if entry.overdue else SOON
    return (f"forstået {done}/{len(entry.asked)}", style)


def head_row(
    head: ThreadHead, delivered: Sequence[Delivery], roster: Roster, now: float, width: int, *, begun: bool = False
) -> Row:
    """One thread in the list: whose, what waits in it, its latest line and how old that is; `begun`: a message to it is
    half written."""
    status, style = head_status(head, delivered)
    name_cells = 22 if width >= WITH_NUMBER else 16
    status_cells = 13
    entry = head.latest
    age = age_s(entry.at, now)
    when = age_da(age) if age is not None else "?"
    arrow = "→" if entry.direction is Direction.OUT else "←"
    word = "melding" if entry.report is not None else "besked"
    left: list[str | tuple[str, str]] = [
        ("!" if head.cries or head.late_here or head.late_there else " ", LATE),
        (fitted(other_name(head.of, roster), name_cells), "bold" if head.waits_here else ""),
        " ",
        (fitted(status, status_cells), style),
        f" {arrow} ",
        (f"{word:<8}" if width >= WITH_NUMBER else "", REPORT_STYLE if entry.report is not None else ""),
    ]
    used = sum(len(piece if isinstance(piece, str) else piece[0]) for piece in left)
    text = f"{'(kladde) ' if begun else ''}{urgency(entry)[0]}{said(entry)}"
    left += [fitted(text, max(4, width - used - 8)), (f" {when:>7}", DIM)]
    return Row(ThreadKey(head.of), Content.assemble(*left))


def head_status(head: ThreadHead, delivered: Sequence[Delivery]) -> tuple[str, str]:
    """What waits in a thread, the worst alone; of one message that went out how far it is."""
    if head.cries:
        return ("AKUT ulæst", PRECEDENCE_STYLE[Precedence.FLASH])
    if head.late_here:
        return (f"over frist: {head.late_here}", LATE)
    if head.waits_here:
        return (f"ulæst her: {head.waits_here}", SOON)
    if head.waits_there and any(reader.place == head.of for reader in head.latest.readers if head.latest.doubted):
        return (TRUST_DA[Trust.UNVERIFIED], SOON)
    if head.waits_there == 1 and not head.late_there and head.latest.open and isinstance(head.of, int):
        step = next((step for step in delivered if step.place == head.of), None)
        return (DELIVERY_DA[step.state] if step is not None else NOT_SENT, "")
    if head.waits_there:
        return (f"ulæst der: {head.waits_there}", LATE if head.late_there else "")
    return ("", "")
