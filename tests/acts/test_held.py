"""A message can be taken back for ten seconds: until then it is on this kit's disk alone, and no power cut loses it."""

import asyncio
from contextlib import closing

import pytest
from console_pilot import engines_log
from kits import Clock, make_kit

from fieldkit.acts import held, incidents
from fieldkit.acts.messages import message_of
from fieldkit.core.errors import InputError
from fieldkit.core.facts.said import Message
from fieldkit.core.facts.terms import Precedence
from fieldkit.devices.machine.power import Power
from fieldkit.engine.engine import Engine
from fieldkit.kit import Kit
from fieldkit.resync.slips import slip_digits
from fieldkit.store.log import Log
from fieldkit.store.log_copy import copy_whole
from fieldkit.store.tables.held import held_in


@pytest.fixture
def clock() -> Clock:
    return Clock(1_795_258_800.0)


@pytest.fixture
def kit(tmp_path, clock):
    made = make_kit(tmp_path / "kit", now=clock)
    incidents.start(made, "Strømsvigt nord")
    yield made
    made.close()


def said(kit: Kit) -> list[str]:
    return [row.event.body.text for row in kit.log.all() if type(row.event.body) is Message]


def test_it_becomes_an_event_after_ten_seconds_and_once(kit: Kit, clock: Clock) -> None:
    held.hold(kit, message_of("Tæpper på vej", to=2, precedence=Precedence.URGENT))
    clock.now += 9.9
    assert held.let_go(kit) == [] and said(kit) == [] and len(held.waiting(kit)) == 1
    clock.now += 0.2
    (event,) = held.let_go(kit)
    assert event.body == Message("Tæpper på vej", to=2, precedence=Precedence.URGENT)
    assert event.at == int(clock.now) and event.incident == kit.state.current()
    assert held.let_go(kit) == [] and said(kit) == ["Tæpper på vej"] and held_in(kit.log) == []


def test_what_is_taken_back_is_never_recorded_and_the_latest_is_first(kit: Kit, clock: Clock) -> None:
    for text in ("en", "to", "tre"):
        held.hold(kit, message_of(text))
    assert [held.take_back(kit).text for _ in range(2)] == ["tre", "to"]
    clock.now += 11
    assert held.take_back(kit) is None
    assert [event.body.text for event in held.let_go(kit)] == ["en"] == said(kit)
    assert held.take_back(kit) is None


def test_of_two_processes_one_records_it_and_none_what_was_taken_back(kit: Kit, clock: Clock) -> None:
    held.hold(kit, message_of("en"))
    clock.now += 11
    with closing(Kit.open(kit.home.folder, now=clock)) as other:
        rows = held_in(other.log)
        assert len(held.let_go(kit)) == 1
        other_log_still_sees = [held.held.letting_go(one.held) for one in rows]
        with pytest.raises(held.Gone):
            other.record(rows[0].body, also=other_log_still_sees[0])
        other.refresh()
        assert said(other) == ["en"]


def test_the_next_start_records_what_a_power_cut_left(kit: Kit, clock: Clock) -> None:
    held.hold(kit, message_of("en"))
    kit.close()
    clock.now += 3600
    with closing(Kit.open(kit.home.folder, now=clock)) as again:
        assert [event.body.text for event in held.let_go(again)] == ["en"]


@pytest.mark.parametrize("by", [-3600, 3600])
def test_a_clock_that_is_set_makes_nobody_wait(kit: Kit, clock: Clock, by: int) -> None:
    held.hold(kit, message_of("en"))
    clock.now += by
    assert len(held.let_go(kit)) == 1


def test_it_belongs_to_the_incident_in_which_it_was_sent(kit: Kit, clock: Clock) -> None:
    tag = kit.state.current()
    held.hold(kit, message_of("en"))
    incidents.stop(kit)
    clock.now += 11
    assert held.let_go(kit)[0].incident == tag


def test_until_then_it_goes_nowhere(kit: Kit, tmp_path) -> None:
    from fieldkit.resync.bundle import export_bundle
    from fieldkit.resync.journal import journal_pieces

    held.hold(kit, message_of("hemmeligt endnu"))
    export_bundle(kit, tmp_path / "ud.fkb")
    (tmp_path / "kopi").mkdir()
    copy_whole(kit.log, tmp_path / "kopi" / "log.db")
    assert b"hemmeligt" not in (tmp_path / "kopi" / "log.db").read_bytes()
    with closing(Log.open(tmp_path / "kopi" / "log.db")) as copy:
        assert held_in(copy) == []
    assert "hemmeligt" not in "".join(journal_pieces(kit.reading.events, "csv", kit.standings(), is_apart=kit.is_apart))
    assert slip_digits(kit, [row.event for row in kit.log.all()][-1:], 48)


def test_what_may_not_be_recorded_is_refused_at_once(kit: Kit) -> None:
    with pytest.raises(InputError, match="CPR"):
        held.hold(kit, message_of("010190-1234"))
    assert held_in(kit.log) == []


def test_a_disk_that_refuses_leaves_it_waiting(kit: Kit, clock: Clock, monkeypatch) -> None:
    held.hold(kit, message_of("en"))
    clock.now += 11

    def full(*_args, **_more):
        raise held.Gone

    with monkeypatch.context() as patched:
        patched.setattr(held, "letting_go", lambda _number: full)
        assert held.let_go(kit) == [] and said(kit) == []
    assert len(held.let_go(kit)) == 1


def test_what_the_disk_has_damaged_is_left_out(kit: Kit, clock: Clock) -> None:
    held.hold(kit, message_of("en"))
    held.hold(kit, message_of("to"))
    with engines_log(kit) as log:
        log.write("UPDATE held SET body='{' WHERE held=1")
    clock.now += 11
    assert [event.body.text for event in held.let_go(kit)] == ["to"]


@pytest.mark.real_time
async def test_the_engine_records_it_when_no_screen_does(tmp_path) -> None:
    made = make_kit(tmp_path / "motor")
    held.held.hold(made.log, message_of("en"), 0, made.now() - 1)
    made.close()
    engine = Engine(tmp_path / "motor", power=lambda: Power(96, False))
    work = asyncio.create_task(engine.run())
    with closing(Kit.open(tmp_path / "motor")) as kit:
        for _ in range(500):
            kit.refresh()
            if said(kit):
                break
            await asyncio.sleep(0.02)
        engine.stop()
        await work
        assert said(kit) == ["en"] and held_in(kit.log) == []


def test_a_log_that_can_only_be_read_and_is_older_than_what_is_held_holds_nothing(kit: Kit, monkeypatch) -> None:
    kit.log.write("DROP TABLE held")
    monkeypatch.setattr(kit.log, "read_only", True)
    assert held.waiting(kit) == [] and held.let_go(kit) == [] and held.take_back(kit) is None
