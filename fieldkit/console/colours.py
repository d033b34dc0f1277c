"""The screen's colours: one table of what each is in the dark, the light and the red theme, and what draws it.

Modules write the dark ones. What is drawn is turned into the theme that was chosen, line by line, and whatever letters
and what lies behind them come to be, they stay readable: `READABLE` is held for every pair, not only for those here.
"""

from colorsys import hls_to_rgb, rgb_to_hls
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from rich.color import Color as Shade
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter

from fieldkit.core.errors import FieldkitError
from fieldkit.store.log import Log

READABLE = 4.5
"""Contrast that letters have at least (WCAG 2, level AA)."""
KEPT_AS = "screen.theme"
"""Where the kit remembers it: in its own table, never replicated."""


class Theme(StrEnum):
    """NIGHT is red and black alone: eyes that are used to the dark stay so. What is red, yellow or green in the others
    is told apart there by its word and its mark, which stand in every theme."""

    DARK = "dark"
    LIGHT = "light"
    NIGHT = "night"


THEME_DA = {Theme.DARK: "mørke", Theme.LIGHT: "lyse", Theme.NIGHT: "røde natfarver"}


class Turned(NamedTuple):
    """What a colour of the dark theme is in the others, as letters; `…_behind` where it lies behind letters as well."""

    light: str
    night: str
    light_behind: str = ""
    night_behind: str = ""


COLOURS: dict[str, Turned] = {
    # behind letters: the screen, bars, windows, fields
    "#101418": Turned("#ffffff", "#000000"),
    "#1b1f24": Turned("#eef1f4", "#0c0000"),
    "#18212b": Turned("#eef3f8", "#0c0000"),
    "#18222c": Turned("#eef3f8", "#0c0000"),
    "#1b2530": Turned("#eef3f8", "#0c0000"),
    "#26323f": Turned("#dfe6ed", "#180000"),
    "#202a35": Turned("#f2f5f8", "#120000"),
    "#10161d": Turned("#ffffff", "#000000"),
    "#1d2630": Turned("#e6ecf2", "#140000"),
    "#1d3348": Turned("#d4e4f3", "#1c0000"),
    "#24415c": Turned("#c9e0f6", "#260000"),
    "#1f4e79": Turned("#bcd9f5", "#320000"),
    "#3a3a3a": Turned("#dddddd", "#220000"),
    "#444444": Turned("#d8d8d8", "#260000"),
    "#5c1a16": Turned("#f8d4d0", "#300000"),
    # letters
    "#ffffff": Turned("#000000", "#ff0000"),
    "#e6e6e6": Turned("#1a1a1a", "#ff0000"),
    "#d0d0d0": Turned("#2c2c2c", "#ff0000"),
    "#cfe3f5": Turned("#1d3247", "#ff0000"),
    "#c9d4de": Turned("#26323f", "#ff0000"),
    "#b8c7d6": Turned("#33475b", "#f00000"),
    "#9fb3c8": Turned("#3d5266", "#f00000"),
    "#8fa3b8": Turned("#465a6e", "#ec0000"),
    "#a8a8a8": Turned("#4d4d4d", "#ec0000"),
    "#8a8a8a": Turned("#5c5c5c", "#ec0000"),
    "#6f8296": Turned("#51647a", "#ec0000"),
    # lines
    "#7fb2e5": Turned("#2b6cab", "#c00000"),
    "#44566a": Turned("#9fb3c8", "#800000"),
    "#3a4a5a": Turned("#b8c7d6", "#600000"),
    # what means something
    "#7fd0ff": Turned("#00568c", "#ff0000", "#7fd0ff", "#ea0000"),
    "#ffd75f": Turned("#7a5200", "#ff0000", "#ffd75f", "#f40000"),
    "#ff8a80": Turned("#b00020", "#ff0000", "#ff8a80", "#f40000"),
    "#ff9f43": Turned("#8a4700", "#ff0000", "#ff9f43", "#f40000"),
    "#7fbf7f": Turned("#1f6b2a", "#f00000", "#8fcf8f", "#ee0000"),
    "#b3261e": Turned("#b3261e", "#ff0000", "#b3261e", "#ff0000"),
    "#000000": Turned("#000000", "#000000"),
}
"""By the dark colour that modules write. One that is missing here is turned by its lightness."""

Rgb = tuple[int, int, int]


class Themed(LineFilter):
    """Draws in one theme. In the dark one only letters change that what lies behind them would swallow."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        theme = self.theme
        return [
            Segment(text, None if style is None else themed(style, theme, text.isspace()), control)
            for text, style, control in segments
        ]


@lru_cache(4096)
def themed(style: Style, theme: Theme, empty: bool = False) -> Style:
    """The style in a theme; `empty`: there are no letters to be read."""
    front, back = _rgb(style.color), _rgb(style.bgcolor)
    turned_back = turned(back, theme, behind=True) if back is not None else None
    turned_front = turned(front, theme, behind=False) if front is not None else None
    if turned_front is not None and not empty:
        behind = turned_back if turned_back is not None else turned((0x10, 0x14, 0x18), theme, behind=True)
        one, other = (behind, turned_front) if style.reverse else (turned_front, behind)
        if contrast(one, other) < READABLE:
            turned_front = other_end(behind, theme)
    if turned_front == front and turned_back == back:
        return style
    return style + Style(color=_shade(turned_front), bgcolor=_shade(turned_back))


def turned(rgb: Rgb, theme: Theme, *, behind: bool) -> Rgb:
    """A colour of the dark theme in another."""
    if theme is Theme.DARK:
        return rgb
    row = COLOURS.get(hex_of(rgb))
    if row is None:
        return _by_lightness(rgb, theme, behind=behind)
    if theme is Theme.LIGHT:
        return rgb_of((behind and row.light_behind) or row.light)
    return rgb_of((behind and row.night_behind) or row.night)


def _by_lightness(rgb: Rgb, theme: Theme, *, behind: bool) -> Rgb:
    """Light becomes dark and keeps its hue; or both become red, so bright as they were."""
    red, green, blue = (part / 255 for part in rgb)
    hue, lightness, strength = rgb_to_hls(red, green, blue)
    if theme is Theme.LIGHT:
        red, green, blue = hls_to_rgb(hue, 1 - lightness, strength)
        return round(red * 255), round(green * 255), round(blue * 255)
    if behind:  # between these two no letters are readable, neither red ones nor black ones
        return 235 + round(20 * lightness) if lightness > 0.5 else round(100 * lightness), 0, 0
    return round(255 * lightness**0.3), 0, 0


def other_end(behind: Rgb, theme: Theme) -> Rgb:
    """The letters that stand out most against what lies behind them."""
    dark, bright = (0, 0, 0), (255, 0, 0) if theme is Theme.NIGHT else (255, 255, 255)
    return max(dark, bright, key=lambda front: contrast(front, behind))


def contrast(one: Rgb, other: Rgb) -> float:
    """From 1 to 21, as WCAG 2 counts it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(rgb: Rgb) -> float:
    red, green, blue = (part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def rgb_of(written: str) -> Rgb:
    """`#1f4e79` as three numbers."""
    return int(written[1:3], 16), int(written[3:5], 16), int(written[5:7], 16)


def hex_of(rgb: Rgb) -> str:
    return "#{:02x}{:02x}{:02x}".format(*rgb)


def _rgb(shade: Shade | None) -> Rgb | None:
    if shade is None or shade.is_default:
        return None
    red, green, blue = shade.get_truecolor()
    return red, green, blue


def _shade(rgb: Rgb | None) -> Shade | None:
    return None if rgb is None else Shade.from_rgb(*rgb)


def kept_theme(log: Log) -> Theme:
    """The one that was chosen on this kit last."""
    try:
        return Theme(log.get_meta(KEPT_AS) or Theme.DARK)
    except (FieldkitError, ValueError):  # the log's fault is told elsewhere; another version may know other themes
        return Theme.DARK


def keep_theme(log: Log, theme: Theme) -> None:
    log.set_meta(KEPT_AS, theme.value)
