"""Every theme can be read: each pair of letters and what lies behind them, in the table or not."""

import itertools
import re

import pytest
from console_pilot import SIZE, at_screen, press, screen, write
from hypothesis import given
from hypothesis import strategies as st
from paths import ROOT
from rich.color import Color as Shade
from rich.style import Style

from fieldkit.console.colours import COLOURS, READABLE, Rgb, Theme, contrast, kept_theme, rgb_of, themed
from fieldkit.console.words import CONDITION_STYLE, LEVEL_STYLE, PRECEDENCE_STYLE
from fieldkit.kit import Kit

COLOUR = st.tuples(*[st.integers(0, 255)] * 3)
BEHIND = [
    "#101418", "#1b1f24", "#18222c", "#26323f", "#202a35", "#10161d", "#1d2630", "#24415c", "#1f4e79", "#3a3a3a",
]  # fmt: skip
"""What rows, bars, windows and fields have behind their letters."""
WRITTEN = {
    colour.lower()
    for path in (ROOT / "fieldkit" / "console").rglob("*.[pt]*")
    if path.suffix in (".py", ".tcss")
    for colour in re.findall(r"#[0-9a-fA-F]{6}\b", path.read_text("utf-8"))
    if path.name != "colours.py"
}


def seen(front: Rgb, back: Rgb, theme: Theme) -> tuple[Rgb, Rgb]:
    style = themed(Style(color=Shade.from_rgb(*front), bgcolor=Shade.from_rgb(*back)), theme)
    assert style.color is not None and style.bgcolor is not None
    return tuple(style.color.get_truecolor()), tuple(style.bgcolor.get_truecolor())


def test_every_colour_that_a_module_writes_has_its_row() -> None:
    assert WRITTEN - COLOURS.keys() == set(), "put it in COLOURS of fieldkit/console/colours.py, for all themes"


@pytest.mark.parametrize("theme", Theme)
def test_letters_are_readable_on_everything_that_lies_behind_some(theme: Theme) -> None:
    for front, back in itertools.product(COLOURS, BEHIND):
        assert contrast(*seen(rgb_of(front), rgb_of(back), theme)) >= READABLE, (front, back)


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize("styles", [LEVEL_STYLE, CONDITION_STYLE, PRECEDENCE_STYLE])
def test_what_means_something_is_readable_also_on_the_chosen_row(theme: Theme, styles: dict[object, str]) -> None:
    for text in styles.values():
        for behind in BEHIND:
            style = Style(bgcolor=behind, color="#e6e6e6") + Style.parse(text)
            drawn = themed(style, theme)
            assert drawn.color is not None and drawn.bgcolor is not None
            assert contrast(tuple(drawn.color.get_truecolor()), tuple(drawn.bgcolor.get_truecolor())) >= READABLE


@given(COLOUR, COLOUR, st.sampled_from(Theme))
def test_no_pair_of_colours_is_unreadable(front: Rgb, back: Rgb, theme: Theme) -> None:
    assert contrast(*seen(front, back, theme)) >= READABLE


@given(COLOUR, COLOUR)
def test_the_night_theme_is_red_and_nothing_else(front: Rgb, back: Rgb) -> None:
    for red, green, blue in seen(front, back, Theme.NIGHT):
        assert (green, blue) == (0, 0) and 0 <= red <= 255


def test_the_screen_is_light_in_the_light_theme_and_dark_in_the_others() -> None:
    behind = {theme: seen(rgb_of("#e6e6e6"), rgb_of("#101418"), theme)[1] for theme in Theme}
    assert min(behind[Theme.LIGHT]) > 240 and max(behind[Theme.DARK]) < 40 and max(behind[Theme.NIGHT]) < 40


async def test_a_theme_is_chosen_in_the_palette_seen_at_once_and_remembered(crisis: Kit) -> None:
    app = at_screen(crisis)
    async with app.run_test(size=SIZE) as pilot:
        dark = app.export_screenshot()
        assert "#101418" in dark
        for typed, behind, theme in [("lyse farver", "#ffffff", Theme.LIGHT), ("rød nat", "#000000", Theme.NIGHT)]:
            await press(pilot, "ctrl+p")
            await write(pilot, typed)
            await press(pilot, "enter")
            drawn = app.export_screenshot()
            assert f'fill="{behind}"' in drawn and "#101418" not in drawn
            assert kept_theme(crisis.log) is theme and app.front.id == "overview"
        assert "rød og sort" in screen(app)
    again = at_screen(crisis)
    async with again.run_test(size=SIZE) as pilot:
        await press(pilot, "f6")
        assert "#101418" not in again.export_screenshot()
        await press(pilot, "ctrl+p")
        await write(pilot, "skift farver")
        assert len(again.screen.query_one("#found").rows) >= 3  # type: ignore[attr-defined]
