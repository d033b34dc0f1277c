"""Faults have an end as well as a beginning."""

from console_pilot import SIZE, at_screen, engines_log, press, rows, screen, settle
from hypothesis import given
from hypothesis import strategies as st
from kits import Clock

from fieldkit.console.kit_state.faults import spells
from fieldkit.kit import Kit
from fieldkit.store.tables.status import (
    Device,
    DeviceState,
    DeviceStatus,
    Problem,
    Trouble,
    add_problem,
    end_trouble,
    put_status,
)


async def test_what_stands_is_told_first_and_what_has_ended_says_when(crisis: Kit, clock: Clock) -> None:
    now = clock.now
    with engines_log(crisis) as log:
        put_status(log, DeviceStatus(Device.ENGINE, DeviceState.OK, "kører", int(now)))
        add_problem(log, "printer", "Papiret er slut.", now - 7200, trouble=Trouble.PRINTER)
        add_problem(log, "radio", "Radioen er trukket ud.", now - 3600, trouble=Trouble.RADIO)
        end_trouble(log, Trouble.RADIO, now - 3000)
        add_problem(log, "radio", "En ramme blev afvist.", now - 600)
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f10", "4")
        first, second, third = rows(app)
        assert first.startswith("! ") and "–står" in first and "Papiret er slut." in first
        assert "ramme" in second and "–" not in second
        assert "trukket ud" in third and "–" in third
        await press(pilot, "enter")
        assert "står endnu" in screen(app)
        with engines_log(crisis) as log:
            end_trouble(log, Trouble.PRINTER, now)
        app.poll()
        await settle(pilot)
        assert "efter 2 t" in screen(app), "the open page follows"
        assert "Printeren virker igen." in screen(app)


async def test_what_stood_when_the_engine_stopped_is_not_known_to_stand_now(crisis: Kit, clock: Clock) -> None:
    with engines_log(crisis) as log:
        add_problem(log, "printer", "Papiret er slut.", clock.now - 3 * 86_400, trouble=Trouble.PRINTER)
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f10", "4", "enter")
        assert "stod, da motoren standsede" in screen(app)


async def test_a_day_without_faults_says_so(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f10", "4")
        assert "Ingen fejl det seneste døgn." in screen(app)


faults = st.builds(
    Problem,
    problem=st.integers(1, 50),
    at=st.integers(0, 100),
    source=st.just("radio"),
    text=st.sampled_from("abc"),
    trouble=st.none() | st.sampled_from(Trouble),
    told=st.integers(0, 100),
    ended=st.none() | st.integers(0, 100),
)


@given(st.lists(faults, unique_by=(lambda one: one.problem, lambda one: one.at)))
def test_every_fault_is_in_one_spell_and_what_stands_comes_first(found):
    told = spells(found)
    assert sorted(fault.problem for one in told for fault in one.faults) == sorted(one.problem for one in found)
    stands = [one.latest.stands for one in told]
    assert stands == sorted(stands, reverse=True)
    assert len({one.key for one in told}) == len(told)
