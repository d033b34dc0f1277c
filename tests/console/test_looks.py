"""On the kit's own screen, without colours and without Danish letters all can be read, and what is chosen is seen.

A Linux console shows sixteen colours for letters and eight behind them: what is asked for beyond that it shows as
something else, so nothing may be.
"""

import re

import pytest
from console_pilot import SIZE, press
from hypothesis import given
from hypothesis import strategies as st
from linux_console import on_a_linux_console, shown, strips
from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from fieldkit.console.app import FeltkitApp
from fieldkit.console.colours import Theme
from fieldkit.console.looks import Bare, Few, Look, PlainLetters, bare, few, look_of, plain
from fieldkit.kit import Kit

BLACK = Color(0, 0, 0)
SCREENS = {
    "board": (), "inbox": ("f3",), "write": ("f3", "n"), "cards": ("f4",), "report": ("f5",), "log": ("f6",),
    "people": ("f7",), "incident": ("h",), "work": ("a",), "tasks": ("f9",), "help": ("f2", "question_mark"),
    "name": ("ctrl+n",),
}  # fmt: skip


@pytest.mark.parametrize("name", SCREENS)
async def test_every_screen_can_be_read_on_a_linux_console(crisis: Kit, name: str) -> None:
    app = FeltkitApp(crisis, look=Look.FEW)
    app.operator = "Øvelse"
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *SCREENS[name])
        for text, style in shown(app):
            letters, behind = on_a_linux_console(style)
            assert letters != behind or not text.strip() or set(text) <= set("▔▁█▆ "), (text, style)


@pytest.mark.parametrize("look", [Look.FEW, Look.NONE])
@pytest.mark.parametrize("name", ["board", "log", "cards"])
async def test_the_chosen_row_is_turned_round_and_no_other(crisis: Kit, look: Look, name: str) -> None:
    app = FeltkitApp(crisis, look=look)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *SCREENS[name])
        turned = [line for line in strips(app)
                  if sum(len(text) for text, style, _ in line if style and style.reverse) > 30]  # fmt: skip
        assert len(turned) in (1, 2), "a row is one line or two"


@pytest.mark.parametrize("name", SCREENS)
async def test_without_colours_there_are_none(crisis: Kit, name: str) -> None:
    app = FeltkitApp(crisis, look=Look.NONE)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *SCREENS[name])
        assert all(style.color is None and style.bgcolor is None for _, style in shown(app))


@pytest.mark.parametrize("name", SCREENS)
async def test_without_danish_letters_every_screen_is_ascii_and_as_wide(crisis: Kit, name: str) -> None:
    app = FeltkitApp(crisis, look=Look.NONE, plain_letters=True)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *SCREENS[name])
        lines = ["".join(text for text, _, _ in line) for line in strips(app)]
        assert all(line.isascii() and len(line) == SIZE[0] for line in lines)
        if name == "board":
            rows = [line for line in lines if "aldrig" in line]
            assert len({line.index("aldrig") for line in rows}) == 1, "the columns stay"
            assert any("skolen" in line and re.search("ae|oe|aa", line) for line in rows)


@given(st.lists(st.text("æøåÆØÅ·…abc  12é☃", max_size=12), max_size=6))
def test_a_line_keeps_its_width(pieces: list[str]) -> None:
    told = PlainLetters().apply([Segment(piece, Style(bold=bool(at % 2))) for at, piece in enumerate(pieces)], BLACK)
    text = "".join(text for text, _, _ in told)
    assert len(text) == sum(map(len, pieces)) and text.isascii()


def test_letters_as_people_write_them_without() -> None:
    assert "".join(map(plain, "æøåÆØÅ·é→☃")) == "aeoeaaAEOEAA.e>?"
    line = [Segment("Rådhus   ", Style(bold=True)), Segment("sø  ok", None)]
    assert PlainLetters().apply(line, BLACK) == [Segment("Raadhus  ", Style(bold=True)), Segment("soe ok", None)]


@pytest.mark.parametrize(
    ("style", "letters", "behind"),
    [
        ("bold #ffffff on #b3261e", 15, 1), ("bold #000000 on #ffd75f", 0, 3), ("bold #000000 on #7fbf7f", 0, 2),
        ("#9fb3c8 on #101418", 7, 0), ("#e6e6e6 on #26323f", 7, 0), ("#ffffff on #5c1a16", 15, 1),
        ("bold #000000 on #7fd0ff", 0, 6), ("#ff8a80", 9, 0), ("#7fbf7f", 10, 0),
    ],
)  # fmt: skip
def test_colours_mean_on_a_linux_console_what_they_mean_elsewhere(style: str, letters: int, behind: int) -> None:
    assert on_a_linux_console(few(Style.parse(style))) == (letters, behind)


def test_what_stands_out_stands_out_without_colours() -> None:
    assert bare(Style.parse("bold #ffffff on #b3261e")) == Style(bold=True, reverse=True)
    assert bare(Style.parse("#e6e6e6 on #101418")) == Style()
    assert Bare().apply([Segment("a", None)], BLACK) == [Segment("a", None)]
    assert Few().apply([Segment("a", None)], BLACK) == [Segment("a", None)]


@pytest.mark.parametrize(
    ("environ", "look"),
    [
        ({"TERM": "linux"}, Look.FEW),
        ({"TERM": "xterm-256color"}, Look.FULL),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, Look.FULL),
        ({"TERM": "xterm-256color", "NO_COLOR": ""}, Look.NONE),
        ({"TERM": "vt220"}, Look.NONE),
        ({}, Look.NONE),
    ],
)
def test_a_terminal_says_what_it_can_show(environ: dict[str, str], look: Look) -> None:
    assert look_of(environ) is look


@pytest.mark.parametrize(
    "written", ["#e6e6e6 on #101418", "bold #ffd75f on #101418", "bold #ffffff on #b3261e", "#ffffff on #1f4e79"]
)
def test_with_few_colours_the_light_theme_is_black_on_white_and_the_night_red_and_black(written: str) -> None:
    light, night = few(Style.parse(written), Theme.LIGHT), few(Style.parse(written), Theme.NIGHT)
    assert light.bgcolor is not None and light.bgcolor.number in (1, 7) and light.color is not None
    assert light.color.number == (15 if light.bgcolor.number == 1 else 0)
    assert night.color is not None
    assert {night.color.number, night.bgcolor.number if night.bgcolor else 0} in ({9, 0}, {0, 1})
    chosen = "#1f4e79" in written
    assert bool(light.reverse) is chosen and bool(night.reverse) is chosen


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("skriv et helt tal fra 1 til på øen", "skriv et helt tal fra 1 til pa oen"),
        ("få ærter på øen ", "faa erter pa oen"),
        ("Hvornår? ", "Hvornaar?"),
        ("▇", "#"),
    ],
)
def test_where_there_is_no_room_for_two_letters_one_is_written_and_nothing_is_cut_off(row: str, told: str) -> None:
    assert "".join(text for text, _, _ in PlainLetters().apply([Segment(row)], BLACK)) == told
