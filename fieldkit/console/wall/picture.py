"""What the wall shows, read from an open kit at one moment. Records nothing."""

import msgspec

from fieldkit.acts.needs import Need, NeedSort, needs_now
from fieldkit.console.words import clock_da
from fieldkit.core.errors import FieldkitError
from fieldkit.core.facts.terms import Level, Precedence
from fieldkit.core.roster.roster import Roster
from fieldkit.core.views.activation import Activation, make_activation
from fieldkit.core.views.board import Board, BoardRow, make_board
from fieldkit.core.views.inbox import Entry, message_entries
from fieldkit.core.views.requests import RequestView, make_requests
from fieldkit.kit import Kit
from fieldkit.store.tables.status import Device, DeviceState, engine_tells, read_status


class Picture(msgspec.Struct, frozen=True):
    """`now` Unix seconds, `sure` whether this kit's clock is; without `knows_time` nothing has an age.

    `wrong`: what keeps the picture from being fresh, as a sentence, empty when nothing is known to. `akut` are messages
    that somebody here has still to read, the oldest first; `needs` what else waits for a person here.
    """

    now: float
    sure: bool
    knows_time: bool
    here: int
    board: Board
    level: Activation
    requests: tuple[RequestView, ...]
    akut: tuple[Entry, ...]
    unread: int
    needs: tuple[Need, ...]
    wrong: str
    roster: Roster

    @property
    def heard(self) -> bool:
        """Whether anything was ever heard of any place."""
        return any(row.heard for row in self.board.rows)

    @property
    def worst(self) -> list[BoardRow]:
        """Red, yellow or silent, the worst first."""
        return [row for row in self.board.rows if row.silent or row.level in (Level.RED, Level.YELLOW)]


def look_at(kit: Kit) -> Picture:
    """The picture of this kit now."""
    state, roster, now, number = kit.state, kit.roster, kit.now(), kit.config.number
    messages = [e for e in message_entries(state, roster, now, place=kit.place, kit=number) if e.waits_here]
    akut = sorted((e for e in messages if e.precedence is Precedence.FLASH), key=lambda e: (e.at, e.number))
    known = {entry.event_id for entry in akut}
    needs = (need for need in needs_now(kit) if not (need.sort is NeedSort.MESSAGE and need.entry in known))
    return Picture(
        now=now,
        sure=kit.time_sure,
        knows_time=kit.knows_time,
        here=kit.place,
        board=make_board(state, roster, now, knows_time=kit.knows_time),
        level=make_activation(state, roster, now),
        requests=tuple(view for view in make_requests(state, roster, now) if view.open),
        akut=tuple(akut),
        unread=len(messages),
        needs=tuple(needs),
        wrong=what_is_wrong(kit),
        roster=roster,
    )


def what_is_wrong(kit: Kit) -> str:
    """Why what is shown may be older than it looks; empty when nothing is known to be wrong."""
    if kit.log.believed.is_cut(kit.identity.kit, kit.identity.epoch):
        return "Kittet er SPÆRRET: de andre kits hører ikke på det"
    try:
        status = read_status(kit.log)
    except FieldkitError:
        return "Kittets log kan ikke læses: billedet er måske gammelt"
    engine, radio, now = status.get(Device.ENGINE), status.get(Device.RADIO), kit.now()
    if engine is None:
        return "Motoren kører ikke: intet nyt kommer ind"
    if not engine_tells(status, now) or not kit.home.engine_runs():
        return f"Motoren er standset: intet nyt siden {clock_da(engine.at, now=now)}"
    if kit.config.has_radio and (radio is None or radio.state in (DeviceState.FAULT, DeviceState.OFF)):
        return "Radioen virker ikke: intet nyt kommer ind den vej"
    return ""
