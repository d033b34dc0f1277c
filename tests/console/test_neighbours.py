"""N in the overview: a neighbour's board, marked as theirs, with its age; nothing can be done there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from console_pilot import SIZE, press, screen, settle
from two_towns import Town, two_towns

from fieldkit.acts import incidents, reports
from fieldkit.console.app import FeltkitApp
from fieldkit.core.carrier import Carrier
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Note
from fieldkit.core.phrase.parse import parse
from fieldkit.resync.neighbours import import_neighbour


@pytest.fixture
def towns(tmp_path: Path) -> Iterator[tuple[Town, Town]]:
    made = two_towns(tmp_path)
    yield made
    for town in made:
        town.close()


async def test_the_neighbours_board_is_marked_as_theirs_and_read_only(towns: tuple[Town, Town]) -> None:
    ours, theirs = towns
    incidents.start(theirs.seat, "Strømsvigt øst")
    place = theirs.seat.roster.places[3]
    said = reports.report(theirs.seat, place.number, parse("vand! mad ok"))
    forged = make_event(Note("hjem med jer"), kit=2, epoch=said.epoch, seq=90, hlc=said.hlc)
    theirs.seat.merge([forged], Carrier.RADIO)
    import_neighbour(ours.seat, theirs.bundle())
    theirs.clock.now += 3 * 3600
    before = ours.seat.log.count()
    app = FeltkitApp(ours.seat)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "N nabo" in screen(app)
        await press(pilot, "n")
        await settle(pilot)
        shown = screen(app)
        title = shown.splitlines()[2]
        assert "NABO Naboby" in title and "billedet er 3 t gammelt" in title
        assert place.name[:12] in shown and "VAND" in shown and "kritisk vand" in shown and "Kun til at læse" in shown
        assert "1 linje uden underskrift er ikke talt med." in shown
        for key in ("enter", "k", "t", "m", "p", "f8", "escape", "n"):
            await press(pilot, key)
        await settle(pilot)
        assert "NABO Naboby" in screen(app)
        await press(pilot, "escape")
        assert "NABO" not in screen(app)
    assert ours.seat.log.count() == before


async def test_a_bundle_that_is_fetched_meanwhile_is_shown(towns: tuple[Town, Town]) -> None:
    ours, theirs = towns
    app = FeltkitApp(ours.seat)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "n")
        await settle(pilot)
        assert "ikke hentet nogen pakke" in screen(app)
        incidents.start(theirs.seat, "Brand")
        import_neighbour(ours.seat, theirs.bundle())
        await press(pilot, "n")
        await settle(pilot)
        assert "Brand" in screen(app)


async def test_a_kit_that_follows_nobody_says_so(towns: tuple[Town, Town]) -> None:
    app = FeltkitApp(towns[1].seat)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "N nabo" not in screen(app)
        await press(pilot, "n")
        assert "følger ingen anden kommune" in screen(app)
