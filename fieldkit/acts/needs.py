"""What waits for a person at this kit now, the most urgent first: what the kit asks, what nobody here has read, and
devices that want a hand. Nothing here does anything."""

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from fieldkit.acts.proposals import asked_now
from fieldkit.core.ask.proposal import Asks, Proposal, Yes
from fieldkit.core.clock.danish import danish_clock
from fieldkit.core.errors import Remedy
from fieldkit.core.facts.terms import PRECEDENCE_DA, Level, Precedence
from fieldkit.core.text.wording import many_da
from fieldkit.core.views.board import place_name
from fieldkit.core.views.inbox import Entry, make_inbox
from fieldkit.kit import Kit
from fieldkit.store.tables.status import WHAT_TO_DO, Device, DeviceState, engine_tells, read_status

SHOWN_CHARS = 160
"""So much of an unread text stands in the line about it."""
ONE_BY_ONE = 5
"""Silent places that each have a line of their own; more of them share one."""
_ASKED_WITHIN = {Precedence.FLASH: 0, Precedence.URGENT: 1, Precedence.ROUTINE: 3, Precedence.INFO: 4}
_DEVICES = {Device.BATTERY: "Batteri", Device.RADIO: "Radio", Device.PRINTER: "Printer", Device.CLOCK: "Uret"}


class NeedSort(IntEnum):
    """What a need is about; within a rank they come in this order."""

    MESSAGE = 0
    REPORT = 1
    ASKED = 2
    DEVICE = 3
    REPORTS = 4


class Need(NamedTuple):
    """One thing that waits. Rank 0 is first; `since` is the Unix second from which it waits; `key` stays while it does.

    `proposal` is what a yes would do; `entry` the id of the message or report to read, also of one that is asked about;
    `device` what wants a hand, and `remedy` what would help it, to be said behind the text.
    """

    sort: NeedSort
    key: str
    rank: int
    since: int
    text: str
    proposal: Proposal | None = None
    entry: bytes = b""
    remedy: Remedy | None = None
    device: Device | None = None


class Together(NamedTuple):
    """Why places are silent, and the key of the line that they share: the same would be done about each of them."""

    yes: type[Yes]


class Gathered(NamedTuple):
    """Needs that share a line, or one alone. `reason` is None for one alone."""

    reason: Together | None
    needs: tuple[Need, ...]

    @property
    def text(self) -> str:
        """In one sentence what waits."""
        if self.reason is None:
            return " ".join(self.needs[0].text.split())
        return f"{many_da(len(self.needs), 'sted', 'steder')} har ikke meldt."

    @property
    def key(self) -> Together | str:
        return self.reason or self.needs[0].key


class _Latest(NamedTuple):
    """What was found last, and what was written and which minute it was then."""

    at: tuple[tuple[int, int, int], int] | None = None
    needs: tuple[Need, ...] = ()


def needs_now(kit: Kit) -> list[Need]:
    """Everything, in order. It is worked out once a minute and after anything was written: line, list and
    board ask for the same."""
    at = (kit.log.written(), int(kit.now()) // 60)
    latest: _Latest = kit.state.seen_by_views.get(_Latest, _Latest())
    if latest.at != at:
        latest = _Latest(at, tuple(_found(kit)))
        kit.state.seen_by_views[_Latest] = latest
    return list(latest.needs)


def gathered(needs: Sequence[Need]) -> list[Gathered]:
    """The needs as lines, in order: more than `ONE_BY_ONE` places that are silent in the same way share the line of
    the first."""
    together: dict[Together | str, list[Need]] = {}
    for need in needs:
        together.setdefault(reason_of(need) or need.key, []).append(need)
    lines = []
    for need in needs:
        alike = together[reason_of(need) or need.key]
        if len(alike) <= ONE_BY_ONE:
            lines.append(Gathered(None, (need,)))
        elif need is alike[0]:
            lines.append(Gathered(reason_of(need), tuple(alike)))
    return lines


def reason_of(need: Need) -> Together | None:
    """The same for places that are silent in the same way; None for anything else."""
    proposal = need.proposal
    return Together(type(proposal.yes)) if proposal is not None and proposal.asks is Asks.SILENT else None


def _found(kit: Kit) -> list[Need]:
    entries = make_inbox(kit.state, kit.roster, kit.now(), place=kit.place, kit=kit.config.number)
    unread = {entry.number: entry for entry in entries if entry.waits_here}
    found = []
    for proposal in asked_now(kit):
        read = unread.pop(proposal.number, None) if proposal.asks is Asks.READ else None
        found.append(_asked(proposal, read))
    found += [_to_read(entry, kit) for entry in unread.values() if entry.report is None]
    found += _reports([entry for entry in unread.values() if entry.report is not None], kit)
    found += _devices(kit)
    return sorted(found, key=lambda need: (need.rank, need.sort, need.since, need.key))


def _asked(proposal: Proposal, read: Entry | None) -> Need:
    sort = NeedSort.ASKED if read is None else NeedSort.MESSAGE
    entry = read.event_id if read is not None else b""
    return Need(sort, proposal.key, proposal.rank, proposal.since, proposal.text, proposal, entry)


def _to_read(entry: Entry, kit: Kit) -> Need:
    """A message that is still within its time: it is no question yet, and waits all the same."""
    word = PRECEDENCE_DA[entry.precedence]
    word = word.upper() if entry.precedence is Precedence.FLASH else word
    by = danish_clock(entry.due_at, kit.now()) if entry.due_at is not None else ""
    text = f"{word} besked fra {_sender(entry, kit)}: {_short(entry.text)}{f' (forstået inden {by})' if by else ''}"
    return Need(
        NeedSort.MESSAGE,
        f"read/{entry.number}",
        _ASKED_WITHIN[entry.precedence],
        entry.at,
        text[0].upper() + text[1:],
        entry=entry.event_id,
    )


def _reports(unread: list[Entry], kit: Kit) -> list[Need]:
    """Red ones each on a line; the rest together, for there may be one of every place."""
    red = [entry for entry in unread if entry.report is not None and entry.report.level is Level.RED]
    found = [
        Need(
            NeedSort.REPORT,
            f"report/{entry.number}",
            1,
            entry.at,
            f"{_sender(entry, kit)} har meldt RØD: ingen her har sagt forstået.",
            entry=entry.event_id,
        )
        for entry in red
    ]
    if left := [entry for entry in unread if entry not in red]:
        many = "1 melding" if len(left) == 1 else f"{len(left)} meldinger"
        since = min(entry.at for entry in left)
        found.append(Need(NeedSort.REPORTS, "reports", 4, since, f"{many} fra steder venter på forstået her."))
    return found


def _devices(kit: Kit) -> list[Need]:
    """What the engine says of its devices while it runs; that it does not run stands in the status line."""
    known = read_status(kit.log)
    if not engine_tells(known, kit.now()):
        return []
    ranks = {DeviceState.FAULT: 1, DeviceState.WARNING: 3}
    found = []
    for device, name in _DEVICES.items():
        status = known.get(device)
        if status is None or status.state not in ranks:
            continue
        do = str(status.facts.get(WHAT_TO_DO) or "")
        text = f"{name}: {status.text}{f'. {do}' if do else ''}"
        rank, helps = ranks[status.state], status.remedy
        found.append(Need(NeedSort.DEVICE, f"device/{device}", rank, status.at, text, remedy=helps, device=device))
    return found


def _sender(entry: Entry, kit: Kit) -> str:
    return place_name(entry.sender, kit.roster) if entry.sender else "en ukendt"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text}”" if len(text) <= SHOWN_CHARS else f"“{text[:SHOWN_CHARS]}…”"
