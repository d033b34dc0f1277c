"""What a person does with slips: make one of what the next kit lacks, and scan one. The codes: `resync.slips`."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import msgspec

from fieldkit.acts.printing import source_of
from fieldkit.core.document_kind import SLIP
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import Event
from fieldkit.core.state.incidents import called
from fieldkit.core.text.wording import new_lines_da
from fieldkit.kit import Kit
from fieldkit.link.wire.slip import split_codes
from fieldkit.paper.printing import JobState
from fieldkit.resync.slips import Scan, Scanner, backlog, slip_digits, slip_document, together
from fieldkit.store.tables.jobs import job_row, queue_job

__all__ = [
    "Choice",
    "Made",
    "Scan",
    "Sitting",
    "Slip",
    "choices",
    "chosen",
    "codes_da",
    "made_beside",
    "missing_da",
    "note_made",
    "queue_slip",
    "scan_da",
    "scanned_da",
    "slip_since",
    "slip_with",
]

_LAST = "slip.last"
"""Where it is kept what this kit's latest slip holds (`_Latest`)."""


class Slip(NamedTuple):
    """The codes of one slip and the events that they carry. `until`: the number behind which the next slip may begin,
    "" where this one leaves something out."""

    codes: list[str]
    events: list[Event]
    until: str = ""


def slip_since(kit: Kit, since: str = "") -> Slip:
    """What came into this log after the event numbered `since`; the whole log without it. InputError when that is
    nothing, CarrierError when it is too much for paper."""
    events = backlog(kit, since)
    if not events:
        raise InputError(f"Der er intet efter nr. {since} at lægge på en seddel." if since else "Loggen er tom.")
    return slip_with(kit, events)


def slip_with(kit: Kit, events: Sequence[Event], most: int | None = None, until: str = "") -> Slip:
    """These events in codes for this kit's paper, or of `most` digits each. CarrierError when they are too many."""
    codes = slip_digits(kit, events, kit.config.columns, kit.config.dots, signed=True, most=most)
    return Slip(codes, list(events), until)


class _Latest(msgspec.Struct, frozen=True):
    """The number of the last event on the slip, the print job that it lies in, 0 for a screen, and the number as it was
    before it: that holds when the paper never came."""

    until: str
    job: int = 0
    before: str = ""


class Choice(NamedTuple):
    """What may go on a slip: the words for it, and after which number, None for the whole incident `tag`."""

    words: str
    since: str | None = ""
    tag: int = 0


def choices(kit: Kit) -> list[Choice]:
    """What a person is offered, what the next kit most likely lacks first."""
    found = []
    if last := _last(kit):
        found.append(Choice(f"Det, der er kommet siden den seneste seddel (efter {last})", last))
    if tag := kit.state.current():
        found.append(Choice(f"Alt i {called(kit.state.incidents, tag)}", None, tag))
    return [*found, Choice("Hele loggen")]


def chosen(kit: Kit, choice: Choice, most: int | None = None) -> Slip:
    """What was chosen, in codes. InputError when there is nothing in it, CarrierError when it is too much."""
    last = kit.log.id_at(kit.log.last_row())
    if choice.since is None:
        found = list(kit.log.of_incident(choice.tag))
    else:
        found = backlog(kit, choice.since)
    if not found:
        raise InputError("Der er intet nyt at lægge på en seddel.")
    until = kit.exact(last) if last is not None and choice.since is not None else ""
    return slip_with(kit, found, most, until)


def note_made(kit: Kit, slip: Slip, job: int = 0) -> None:
    """The next slip may begin behind this one, unless its print `job` comes to nothing."""
    if slip.until:
        kit.log.set_meta(_LAST, msgspec.json.encode(_Latest(slip.until, job, _last(kit))).decode())


def _last(kit: Kit) -> str:
    """The number behind which the next slip may begin; "" where there was none."""
    kept = kit.log.get_meta(_LAST)
    try:
        latest = msgspec.json.decode(kept, type=_Latest) if kept else _Latest("")
        lost = latest.job and job_row(kit.log, latest.job).state in (JobState.FAILED, JobState.WITHDRAWN)
    except (msgspec.MsgspecError, InputError):  # the disk has damaged it: more is offered than need be
        return ""
    return latest.before if lost else latest.until


def queue_slip(kit: Kit, codes: Sequence[str], events: Sequence[Event]) -> int:
    """Put a slip with these codes in the print queue; the job's number."""
    source = source_of(kit)
    now = kit.now()
    document = slip_document(
        codes, events, kit=source.kit_name(kit.identity.kit), time=source.moment(now, sure=kit.time_sure)
    )
    return queue_job(kit.log, document, SLIP, document.number, now)


class Sitting:
    """Slips that are scanned at one screen; what is missing of them is remembered."""

    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._scanner: Scanner | None = None
        self._before: list[Scan] = []
        """What came since the last time that nothing was missing: a slip is told as a whole with its last code."""

    @property
    def missing(self) -> dict[str, tuple[int, ...]]:
        """By slip, the parts of it that were not scanned yet."""
        return self._scanner.missing() if self._scanner is not None else {}

    def read(self, digits: str) -> Iterator[Scan]:
        """Merge one code after the other; what all have brought until then. InputError when the kit has no key."""
        self._scanner = self._scanner or Scanner(self._kit)
        found: list[Scan] = []
        for code in split_codes(digits):
            found.append(self._scanner.scan([code]))
            yield together(found if found[-1].missing else [*self._before, *found])
        if found:
            self._before = [*self._before, *found] if found[-1].missing else []


class Made(NamedTuple):
    """A slip, and the number of its print job; 0 where it is not for paper."""

    slip: Slip
    job: int


def made_beside(home: Path, now: Callable[[], float], choice: Choice, most: int | None = None) -> Made:
    """Make a slip on the kit in `home`, opened for it beside whoever has it open, and queue it for the printer unless
    it is for a screen that shows `most` digits a code. A FieldkitError when that cannot be."""
    with closing(Kit.open(home, now=now)) as kit:
        slip = chosen(kit, choice, most)
        job = queue_slip(kit, slip.codes, slip.events) if most is None else 0
        if job:  # of a slip on a screen the screen knows how far it was shown
            note_made(kit, slip, job)
        return Made(slip, job)


def codes_da(count: int) -> str:
    """`1 kode`, `3 koder`."""
    return "1 kode" if count == 1 else f"{count} koder"


def scan_da(scan: Scan) -> str:
    """What the codes brought, and what is missing of the slips that were begun."""
    told = f"{new_lines_da(scan.brought.new)}, {scan.brought.known} var her allerede."
    return f"{told} Mangler {missing_da(scan.missing)}." if scan.missing else told


def scanned_da(scan: Scan) -> str:
    """The same in a line of the screen: how far the slip is, what it brought, and other slips that were begun."""
    tags = {one.tag: one.parts for one in scan.read}
    left = {tag: parts for tag, parts in scan.missing.items() if tag in tags}
    others = {tag: parts for tag, parts in scan.missing.items() if tag not in tags}
    if left and len(scan.read) == 1:
        head = f"Kode {scan.read[0].part} af {scan.read[0].parts} læst, mangler {missing_da(left)}"
    elif left:
        head = f"{codes_da(len(scan.read))} læst, mangler {missing_da(left)}"
    else:
        head = "Hele sedlen er læst" if max(tags.values(), default=1) > 1 else "Seddel læst"
    known = f", {scan.brought.known} var her allerede" if scan.brought.known else ""
    also = f" En anden seddel mangler {missing_da(others)}." if others else ""
    return f"{head}: {new_lines_da(scan.brought.new)}{known}.{also}"


def missing_da(missing: dict[str, tuple[int, ...]]) -> str:
    """`kode 2, 3`, slip by slip."""
    return "; ".join("kode " + ", ".join(map(str, parts)) for parts in missing.values())
