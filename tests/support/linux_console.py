"""What a terminal is given, and what of it a Linux console shows: sixteen colours for letters and eight behind them."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

from rich.console import Console
from rich.style import Style
from textual.app import App
from textual.strip import Strip


def strips(app: App[Any]) -> list[Strip]:
    """The lines that the terminal is given."""
    return app.screen._compositor.render_strips()


def words(app: App[Any]) -> str:
    """What stands on the screen, with what a window leaves to be seen of those behind it; line by line.

    Textual's own picture of it says the same, at seven times the cost: a third of all tests look at screens.
    """
    width, height = app.size
    paper = Console(
        width=width,
        height=height,
        file=StringIO(),
        force_terminal=True,
        color_system="truecolor",
        record=True,
        legacy_windows=False,
        safe_box=False,
    )
    paper.print(app.screen._compositor.render_update(full=True, screen_stack=app._background_screens))
    return "\n".join(line.rstrip() for line in paper.export_text().replace("\xa0", " ").split("\n")[:height])


def shown(app: App[Any]) -> Iterator[tuple[str, Style]]:
    """Each piece of what the terminal is given, all lines."""
    for line in strips(app):
        for text, style, _ in line:
            yield text, style or Style()


def on_a_linux_console(style: Style) -> tuple[int, int]:
    """The colours of letters, 0–15, and behind them, 0–7, that the kernel shows."""
    letters = 7 if style.color is None or style.color.is_default else style.color.number
    behind = 0 if style.bgcolor is None or style.bgcolor.is_default else style.bgcolor.number
    assert letters is not None and behind is not None, f"{style} is no colour of sixteen"
    assert behind < 8, f"{style}: behind letters the kernel shows {behind} as {behind - 8}"
    letters += 8 if style.bold and letters < 8 else 0
    return (behind, letters % 8) if style.reverse else (letters, behind)
