"""A slip that is scanned, wherever the focus is: its events come in, and what was half typed stays as it was."""

from pathlib import Path

import pytest
from console_pilot import SIZE, at_screen, press, screen, settle, type_keys, write
from kits import Clock, make_kit
from textual.app import App
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input

from fieldkit.console.keyboard import KeyStream
from fieldkit.core.facts.said import Message, Note
from fieldkit.kit import Kit
from fieldkit.resync.slips import backlog, slip_digits


@pytest.fixture
def other(tmp_path: Path, crisis: Kit, clock: Clock) -> Kit:
    made = make_kit(tmp_path / "andet", number=9, key=crisis.home.key_path, now=clock)
    made.record(Note("fra det andet kit"))
    return made


def codes_of(kit: Kit, *, many: int = 0) -> list[str]:
    for turn in range(many):
        kit.record(Note(f"notat {turn}: vandet er tilbage i bygning {turn % 7}"))
    return slip_digits(kit, backlog(kit), 32)


async def scan(pilot: Pilot[None], code: str, end: str = "\r") -> None:
    """As the terminal gives what a scanner types, some letters at a time."""
    stream, typed = KeyStream(), (code + end).encode()
    for at in range(0, len(typed), 7):
        for message in stream.feed(typed[at : at + 7]):
            pilot.app.post_message(message)
    for message in stream.look():
        pilot.app.post_message(message)
    await settle(pilot)


def said(app: App[None]) -> str:
    """The message line, with what stands on more than one line of it."""
    return " ".join(screen(app).split("\n")[-4:])  # type: ignore[arg-type]


async def test_a_scan_into_the_board_is_merged_and_told(crisis: Kit, other: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await scan(pilot, codes_of(other)[0])
        assert "Seddel læst: 2 nye linjer." in said(app)
        await press(pilot, "f6")
        assert "fra det andet kit" in screen(app)
        await scan(pilot, codes_of(other)[0])
        assert "0 nye linjer, 2 var her allerede." in said(app)


async def test_what_is_half_typed_in_a_field_stays_and_the_scans_enter_sends_nothing(crisis: Kit, other: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "n")
        await write(pilot, "alle")
        field = app.screen.focused
        assert isinstance(field, Input)
        await scan(pilot, codes_of(other)[0])
        assert app.screen.focused is field and field.value == "alle"
        assert "2 nye linjer" in said(app)
        await type_keys(pilot, "3358")
        assert field.value == "alle3358"
    assert not [row for row in crisis.log.all() if isinstance(row.event.body, Message)]


async def test_a_scan_over_a_question_answers_nothing(crisis: Kit, other: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f6", "n")
        await write(pilot, "halvt")
        await scan(pilot, codes_of(other)[0])
        field = app.screen.focused
        assert isinstance(field, Input) and field.value == "halvt"
        await press(pilot, "escape")
        assert "2 nye linjer" in said(app)
        assert not [row for row in crisis.log.all() if getattr(row.event.body, "text", "") == "halvt"]


async def test_a_slip_of_several_codes_says_what_is_missing_until_it_is_whole(crisis: Kit, other: Kit) -> None:
    codes = codes_of(other, many=60)
    assert len(codes) > 2
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await scan(pilot, codes[1])
        assert f"Kode 2 af {len(codes)} læst, mangler kode 1" in said(app)
        for code in (codes[0], *codes[2:]):
            await scan(pilot, code)
        assert "mangler" not in said(app) and "Hele sedlen er læst: 62 nye linjer." in said(app)
    assert sum(isinstance(row.event.body, Note) for row in crisis.log.all()) == 61


async def test_a_paste_of_codes_is_a_scan_and_a_pasted_number_is_a_number(crisis: Kit, other: Kit) -> None:
    codes = codes_of(other, many=60)
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "n")
        app.post_message(Paste("\n".join(codes)))
        await settle(pilot)
        assert "62 nye linjer" in said(app)
        field = app.screen.focused
        assert isinstance(field, Input) and field.value == ""
        await write(pilot, "33581234")
        assert field.value == "33581234"


async def test_a_code_that_is_cut_or_foreign_says_so_and_lands_nowhere(crisis: Kit, other: Kit, tmp_path: Path) -> None:
    code = codes_of(other)[0]
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3", "n")
        await scan(pilot, code[:120])
        assert "Koden er beskadiget" in said(app) and "scan den igen" in said(app)
        field = app.screen.focused
        assert isinstance(field, Input) and field.value == ""
        before = crisis.log.count()
        await scan(pilot, code[:-1] + str((int(code[-1]) + 1) % 10))
        assert "kontroltallet passer ikke" in said(app)
        assert crisis.log.count() == before
