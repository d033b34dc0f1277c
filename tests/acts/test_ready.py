"""Ready again: the card that closes an incident, and what the kit ticks of it by itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kits import NOW, SAMPLE, Clock, secretariat

from fieldkit.acts import cards, incidents, ready, rotation, trust
from fieldkit.core.cards.types import SEEN_DA, Seen
from fieldkit.core.carrier import Carrier
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Hello
from fieldkit.core.facts.terms import Role
from fieldkit.kit import Kit
from fieldkit.store.tables.done import Done, note_done
from fieldkit.store.tables.status import Device, DeviceState, DeviceStatus, put_status

PRINTER_DA = {DeviceState.OK: "klar", DeviceState.WARNING: "lidt papir", DeviceState.UNKNOWN: "ukendt"}
BY = "Øvelse Andersen"


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def kit(tmp_path: Path, clock: Clock) -> Iterator[Kit]:
    made = secretariat(tmp_path / "kit", now=clock, printer="virtual:", **SAMPLE)
    yield made
    made.close()


def ended(kit: Kit, clock: Clock) -> None:
    incidents.start(kit, "Strømsvigt nord")
    clock.now += 3600
    incidents.stop(kit)
    clock.now += 60


def told(kit: Kit, *, percent: int = 100, printer: DeviceState = DeviceState.OK) -> None:
    """As a running engine tells of its devices."""
    at = int(kit.now())
    put_status(kit.log, DeviceStatus(Device.ENGINE, DeviceState.OK, "kører", at))
    put_status(kit.log, DeviceStatus(Device.PRINTER, printer, PRINTER_DA[printer], at))
    put_status(kit.log, DeviceStatus(Device.BATTERY, DeviceState.OK, f"{percent} %", at, {"percent": percent}))


def step_of(kit: Kit, seen: Seen) -> int:
    return next(step.number for step in kit.cards[ready.CARD].steps if step.sees is seen)


def test_the_card_leaves_to_the_kit_all_that_a_kit_can_see(kit: Kit) -> None:
    assert {step.sees for step in kit.cards[ready.CARD].steps} - {None} == set(Seen) == set(SEEN_DA)
    assert set(ready.sights(kit)) == set(Seen)


def test_the_kit_ticks_nothing_but_what_it_sees(kit: Kit) -> None:
    """A step that also asks for paper, boxes or other people's things is for a person: a tick would say it is done."""
    seen = [step.text for step in kit.cards[ready.CARD].steps if step.sees is not None]
    assert seen == [
        "Skriv journalen.",
        "Tag en kopi af kittets log på en USB-nøgle.",
        "Slet nødlisterne i kittet.",
        "Er et kit væk: spær det, og skift kommunens nøgle.",
        "Fyld papir i printeren.",
        "Lad kittet helt op.",
    ]


def test_nothing_is_closed_while_an_incident_runs_or_before_one_has_ended(kit: Kit, clock: Clock) -> None:
    with pytest.raises(InputError, match="ingen hændelse at lukke"):
        ready.close(kit)
    incidents.start(kit, "Strømsvigt nord")
    with pytest.raises(InputError, match="er i gang"):
        ready.close(kit)


def test_what_the_kit_sees_is_ticked_with_what_it_saw_and_the_rest_is_left_to_people(kit: Kit, clock: Clock) -> None:
    note_done(kit.log, Done.JOURNAL, clock.now)  # before the end: it does not hold all of it
    ended(kit, clock)
    told(kit, percent=60)
    found = ready.close(kit, BY)
    ticked = {line.step.sees: line.reason for line in found.view.steps if line.act}
    assert ticked == {
        Seen.LISTS: "her ligger ingen nødlister",
        Seen.KEYS: "intet kit er spærret",
        Seen.PAPER: "printeren: klar",
    }
    assert not found.closed and not found.sights[Seen.BATTERY].is_so and not found.sights[Seen.JOURNAL].is_so
    note_done(kit.log, Done.JOURNAL, clock.now)
    note_done(kit.log, Done.COPY, clock.now)
    told(kit, percent=98)
    assert len(ready.tick_seen(kit)) == 3 and ready.tick_seen(kit) == []
    for line in ready.close(kit, BY).view.steps:
        if line.act is None:
            cards.tick(kit, ready.CARD, line.step.number, BY, act=False)
    assert ready.close(kit, BY).closed and not cards.follow(kit, ready.CARD).running


def test_another_incident_is_closed_anew(kit: Kit, clock: Clock) -> None:
    ended(kit, clock)
    note_done(kit.log, Done.JOURNAL, clock.now)
    first = ready.close(kit, BY).view
    assert first.steps[step_of(kit, Seen.JOURNAL) - 1].by == "kittet"
    assert ready.close(kit, BY).view.started_at == first.started_at
    clock.now += 86_400
    ended(kit, clock)
    second = ready.close(kit, BY).view
    assert second.started_at != first.started_at and second.steps[step_of(kit, Seen.JOURNAL) - 1].act is None


def test_what_the_kit_ticked_and_is_so_no_more_is_open_again(kit: Kit, clock: Clock) -> None:
    ended(kit, clock)
    for line in ready.close(kit, BY).view.steps:
        if line.act is None:
            cards.tick(kit, ready.CARD, line.step.number, BY, act=False)
    keys = step_of(kit, Seen.KEYS)
    closed = ready.close(kit, BY)
    assert closed.closed and closed.view.steps[keys - 1].reason == "intet kit er spærret"
    many = kit.log.count()
    assert ready.close(kit, BY).closed and kit.log.count() == many, "closed once is closed"
    lost = Hello(Role.MEETING_POINT, 9, None, 1, "ab" * 32)
    kit.merge([make_event(lost, kit=9, epoch=1, seq=1, hlc=1 << 30)], Carrier.BUNDLE)
    trust.revoke(kit, 9, BY, reason="stjålet")
    again = ready.close(kit, BY)
    assert not again.closed and again.view.steps[keys - 1].act is None
    rotation.begin(kit, BY, unvouched=True)
    rotation.put_in_use(kit, BY)
    rotation.retire(kit, 1, BY)
    assert ready.close(kit, BY).closed, "the kit ticks again what it opened itself"


def test_what_a_person_unticked_stays_so(kit: Kit, clock: Clock) -> None:
    ended(kit, clock)
    ready.close(kit, BY)
    cards.untick(kit, ready.CARD, step_of(kit, Seen.LISTS), BY, "der ligger papir i skabet")
    assert ready.tick_seen(kit) == []
    assert cards.follow(kit, ready.CARD).steps[step_of(kit, Seen.LISTS) - 1].act is None


def test_unknown_is_never_ticked(kit: Kit, clock: Clock) -> None:
    ended(kit, clock)
    told(kit, printer=DeviceState.UNKNOWN)
    assert ready.sights(kit)[Seen.PAPER] == (None, "printeren: ukendt")
    told(kit, printer=DeviceState.WARNING)
    assert ready.sights(kit)[Seen.PAPER] == (False, "printeren: lidt papir")
    put_status(kit.log, DeviceStatus(Device.ENGINE, DeviceState.OFF, "standset", int(kit.now())))
    assert ready.sights(kit)[Seen.PAPER] == (None, "kittet kender ikke printeren nu"), "the engine has stopped"
    clock.now += 3600
    found = ready.close(kit, BY)
    assert found.sights[Seen.PAPER].is_so is None and found.sights[Seen.BATTERY].is_so is None
    assert not {Seen.PAPER, Seen.BATTERY} & {line.step.sees for line in found.view.steps if line.act}


def test_the_key_is_in_order_when_no_kit_is_lost_or_the_key_is_changed_to_its_end(kit: Kit, clock: Clock) -> None:
    ended(kit, clock)
    assert ready.sights(kit)[Seen.KEYS].is_so
    lost = Hello(Role.MEETING_POINT, 9, None, 1, "ab" * 32)
    kit.merge([make_event(lost, kit=9, epoch=1, seq=1, hlc=1 << 30)], Carrier.BUNDLE)
    trust.revoke(kit, 9, BY, reason="stjålet")
    assert ready.sights(kit)[Seen.KEYS] == (False, "kit 9 er spærret, og nøglen er ikke skiftet")
    rotation.begin(kit, BY, unvouched=True)
    assert ready.sights(kit)[Seen.KEYS] == (False, "nøglen er ved at blive skiftet")
    rotation.put_in_use(kit, BY)
    assert ready.sights(kit)[Seen.KEYS] == (False, "den gamle nøgle er ikke udgået")
    rotation.retire(kit, 1, BY)
    assert ready.sights(kit)[Seen.KEYS] == (True, "nøglen er skiftet")
