"""Ready again after an incident: what the kit can see of that by itself, the steps of cards that it ticks by what it
sees, and the card that closes an incident."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from fieldkit.acts import cards, printing, rotation, vault
from fieldkit.core.cards.types import Seen
from fieldkit.core.clock.danish import danish_date_time
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.personal import BY_ITSELF
from fieldkit.core.facts.said import CardAct, CardStep
from fieldkit.core.remedies import Part, TakeInAgain
from fieldkit.core.state.incidents import called
from fieldkit.core.text.wording import named
from fieldkit.core.views.card_progress import RunView
from fieldkit.kit import Kit
from fieldkit.store.tables.done import Done, last_done
from fieldkit.store.tables.status import Device, DeviceState, engine_tells, read_status

CARD = "klar-igen"
"""The card that closes an incident."""
CHARGED_PERCENT = 95


class Sight(NamedTuple):
    """What the kit sees: whether it is so, None when it cannot tell; and by what, in a few Danish words."""

    is_so: bool | None
    what: str


class Closing(NamedTuple):
    """How far an incident, by its tag, is from being closed: the card as it is followed, what the kit sees now, and
    whether all is done: it is closed."""

    incident: int
    view: RunView
    sights: dict[Seen, Sight]
    closed: bool


def sights(kit: Kit) -> dict[Seen, Sight]:
    """All that a card's step can leave to the kit, as it is now."""
    return {
        Seen.JOURNAL: _since_end(kit, Done.JOURNAL, "journalen er skrevet", "journalen er ikke skrevet siden"),
        Seen.COPY: _since_end(kit, Done.COPY, "kopien er taget", "der er ikke taget kopi på et andet medie siden"),
        Seen.LISTS: _lists(kit),
        Seen.KEYS: _keys(kit),
        Seen.PAPER: _paper(kit),
        Seen.BATTERY: _battery(kit),
    }


def tick_seen(kit: Kit) -> list[Event[CardStep]]:
    """Tick the open steps of this kit's cards that it sees are done, and say by what. What a person has unticked stays
    so: they know better. What the kit took back itself (`close`) it ticks again."""
    open_steps = [(view.card.id, line.step) for view in cards.running(kit) for line in view.steps if line.act is None]
    waiting = [(card, step.number, step.sees) for card, step in open_steps if step.sees is not None]
    seen = sights(kit) if waiting else {}
    return [
        cards.seen(kit, card, number, seen[sees].what)
        for card, number, sees in waiting
        if seen[sees].is_so and not _unticked_by_a_person(kit, card, number)
    ]


def _unticked_by_a_person(kit: Kit, card: str, number: int) -> bool:
    act, by = cards.last_act(kit, card, number) or (None, "")
    return act is CardAct.UNTICK and by != BY_ITSELF


def close(kit: Kit, by: str = "") -> Closing:
    """Begin the card that closes an incident, or go on with it; tick what the kit sees, and open again what it ticked
    and sees is so no more. When nothing is open it is laid away: the incident is closed here, and stays so when this is
    asked again. InputError while one runs, when none has ended, without the card."""
    if kit.state.current():
        raise InputError("Hændelsen er i gang; slut den først.")
    if (last := ended_last(kit)) is None:
        raise InputError("Der er ingen hændelse at lukke.")
    if CARD not in kit.cards:
        raise InputError("Kortet om at lukke hændelsen ligger ikke i kittet.", TakeInAgain(Part.CARDS))
    if cards.follow(kit, CARD).running and not _is_about(kit, last):
        cards.end(kit, CARD, by)  # of an incident before: what was true then need not be now
    seen = sights(kit)
    about, view = _laid_away(kit, last)
    if view is not None and view.current is None and not _not_so_any_more(view, seen):
        return Closing(last, view, seen, closed=True)
    if not cards.follow(kit, CARD).running:
        cards.start(kit, CARD, by, incident=about)
    for number, why in _not_so_any_more(cards.follow(kit, CARD), seen):
        cards.untick(kit, CARD, number, BY_ITSELF, why)
    tick_seen(kit)
    view = cards.follow(kit, CARD)
    closed = view.current is None
    if closed:
        cards.end(kit, CARD, by)
    return Closing(last, view, seen, closed)


def closed_da(kit: Kit, found: Closing) -> str:
    """How far the closing of an incident is."""
    name = called(kit.state.incidents, found.incident)
    if found.closed:
        return f"{name} er lukket; kittet er klar igen."
    left = sum(line.act is None for line in found.view.steps)
    return f"{name}: {'1 punkt mangler' if left == 1 else f'{left} punkter mangler'}."


def close_beside(home: Path, now: Callable[[], float], by: str) -> tuple[str, bool]:
    """As `close`, on the kit in `home`, opened for it beside whoever has it open: to look at keys and disk takes a
    while. Gives how far it is, and whether it is closed."""
    with closing(Kit.open(home, now=now)) as kit:
        found = close(kit, by)
        return closed_da(kit, found), found.closed


def _laid_away(kit: Kit, tag: int) -> tuple[int, RunView | None]:
    """The run of the card about this incident that somebody has laid away, None when there is none or it is open; and
    the tag under which it goes on: a card that was begun on the screen afterwards belongs to no incident."""
    for under in (tag, 0):
        view = cards.run_about(kit, CARD, under)
        if view is not None and not view.running and (view.started_at or 0) >= (ended_at(kit) or 0):
            return under, view
    return tag, None


def _not_so_any_more(view: RunView, seen: dict[Seen, Sight]) -> list[tuple[int, str]]:
    """Steps that the kit ticked by itself, and what it sees instead now."""
    lines = [(line, seen[line.step.sees]) for line in view.steps if line.step.sees is not None]
    return [
        (line.step.number, sight.what)
        for line, sight in lines
        if line.act is CardAct.TICK and line.by == BY_ITSELF and sight.is_so is False
    ]


def ended_at(kit: Kit) -> int | None:
    """When the incident that ended last did, Unix seconds; None while none has."""
    incidents = kit.state.incidents.values()
    return max((one.ended.at for one in incidents if one.ended is not None), default=None)


def ended_last(kit: Kit) -> int | None:
    """The tag of the incident that ended last; None while none has."""
    over = [(one.ended, tag) for tag, one in kit.state.incidents.items() if one.ended is not None]
    return max(over)[1] if over else None


def _is_about(kit: Kit, tag: int) -> bool:
    """Whether the run of the card belongs to this incident: it says so, or somebody began it when that was over."""
    started = cards.follow(kit, CARD).started_at
    return cards.incident_of(kit, CARD) == tag or (started or 0) >= (ended_at(kit) or 0)


def _since_end(kit: Kit, what: Done, done: str, missing: str) -> Sight:
    ended, last = ended_at(kit), last_done(kit.log, what)
    if last is None or (ended is not None and last < ended):
        return Sight(False, missing)
    return Sight(True, f"{done} {danish_date_time(last)}")


def _lists(kit: Kit) -> Sight:
    names = sorted(vault.ages(kit))
    return Sight(False, f"her ligger {named(names)}") if names else Sight(True, "her ligger ingen nødlister")


def _keys(kit: Kit) -> Sight:
    lost = sorted(kit.log.believed.doubted())
    found = rotation.how_far(kit)
    if found is not None and (not found.in_use or found.lacking or found.lost):
        return Sight(False, "nøglen er ved at blive skiftet")
    if lost and found is None:
        return Sight(False, f"kit {named([str(kit) for kit in lost])} er spærret, og nøglen er ikke skiftet")
    if found is not None and any(number < found.key.number for number in kit.keys):
        return Sight(False, "den gamle nøgle er ikke udgået")
    return Sight(True, "nøglen er skiftet" if found is not None else "intet kit er spærret")


def _paper(kit: Kit) -> Sight:
    told = read_status(kit.log)
    printer = told.get(Device.PRINTER) if engine_tells(told, kit.now()) else None
    if printer is None or not kit.config.has_printer:
        return Sight(None, "kittet kender ikke printeren nu")
    is_so = {DeviceState.OK: True, DeviceState.UNKNOWN: None}.get(printer.state, False)
    return Sight(is_so, f"printeren: {printer.text}")


def _battery(kit: Kit) -> Sight:
    percent, _ = printing.battery_of(kit)
    if percent is None:
        return Sight(None, "kittet kender ikke batteriet")
    return Sight(percent >= CHARGED_PERCENT, f"batteri {percent} %")
