"""What waits for a person: most urgent first, each once, and nothing that somebody has already answered."""

from console_pilot import arrives
from kits import Clock, meeting_point

from fieldkit.acts import incidents, messages
from fieldkit.acts.needs import NeedSort, needs_now
from fieldkit.core.facts.said import Message
from fieldkit.core.facts.terms import Precedence
from fieldkit.store.tables.status import ENGINE_SILENT_S, Device, DeviceState, DeviceStatus, put_status


def test_an_akut_message_comes_before_what_is_late_and_goes_when_it_is_read(tmp_path, clock: Clock) -> None:
    kit = meeting_point(tmp_path / "kit", now=clock)
    incidents.start(kit, "Strømsvigt nord")
    late = arrives(kit, clock, Message("Tæl børnene", to=2), ago=3 * 3600)
    fresh = arrives(kit, clock, Message("Kom straks", to=2, precedence=Precedence.FLASH), seq=2, ago=10)
    kit.refresh()
    needs = [need for need in needs_now(kit) if need.sort is NeedSort.MESSAGE]
    assert [need.entry for need in needs] == [fresh.id, late.id]
    assert needs[0].proposal is None and needs[1].proposal is not None, "the late one is a question, asked once"
    messages.acknowledge(kit, fresh.ref, "Øvelse Andersen")
    assert [need.entry for need in needs_now(kit) if need.sort is NeedSort.MESSAGE] == [late.id]
    kit.close()


def test_devices_are_told_of_while_the_engine_runs_and_not_by_old_news(tmp_path, clock: Clock) -> None:
    kit = meeting_point(tmp_path / "kit", now=clock)
    put_status(kit.log, DeviceStatus(Device.ENGINE, DeviceState.OK, "kører", int(clock.now)))
    put_status(kit.log, DeviceStatus(Device.RADIO, DeviceState.FAULT, "ingen forbindelse", int(clock.now)))
    put_status(kit.log, DeviceStatus(Device.PRINTER, DeviceState.OK, "klar", int(clock.now)))
    assert [need.text for need in needs_now(kit)] == ["Radio: ingen forbindelse"]
    clock.now += ENGINE_SILENT_S + 1
    assert needs_now(kit) == []
    kit.close()


def test_what_was_written_before_it_was_folded_is_found_when_it_is(tmp_path, clock: Clock) -> None:
    kit = meeting_point(tmp_path / "kit", now=clock)
    incidents.start(kit, "Strømsvigt nord")
    akut = arrives(kit, clock, Message("Kom straks", to=2, precedence=Precedence.FLASH))
    assert [need for need in needs_now(kit) if need.entry == akut.id] == [], (
        "it lies in the log, and nobody has read it"
    )
    kit.refresh()
    assert [need.entry for need in needs_now(kit) if need.sort is NeedSort.MESSAGE] == [akut.id]
    kit.close()
