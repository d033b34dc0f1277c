"""Options that several commands have, and what may stand in them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from fieldkit.acts import typed
from fieldkit.core.facts.body import NAME_CHARS, Text
from fieldkit.core.text.clean import MAX_TEXT
from fieldkit.paper.widths import WIDTHS

PAPER_WIDTH = click.Choice([str(width) for width in WIDTHS])
as_json = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document (long lists: one object a line)."
)

without_personal_data = click.option(
    "--without-personal-data", is_flag=True, help="Leave out names, contacts and what people wrote freely."
)
names_of_places = click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    help="Name the places that no event names from this roster folder (logs of earlier versions).",
)
Command = Callable[..., Any]


def output_as(*forms: str, default: str) -> Callable[[Command], Command]:
    """For a command that writes one document: in which `form`, and to which file `out` (`output.write_out`)."""

    def with_both(command: Command) -> Command:
        out = click.option("--out", type=click.Path(path_type=Path), help="Write to this file; default: stdout.")
        form = click.option(
            "--format", "form", type=click.Choice(forms), default=default, show_default=True, help="Of the output."
        )
        return form(out(command))

    return with_both


def text_option(*flags: str, help: str, limit: int = MAX_TEXT, required: bool = False) -> Callable[[Command], Command]:
    """An option for words that an event keeps: refused, and not cut, when there are too many; it may be left out."""

    def whole(context: click.Context, param: click.Parameter, text: str | None) -> str:
        return typed.fits(text, f"Teksten efter {param.opts[0]}", Text(limit)) if text and text.strip() else ""

    default: dict[str, Any] = {} if required else {"default": ""}
    return click.option(*flags, required=required, callback=whole, help=help, **default)


def name_option(*flags: str, help: str, required: bool = False) -> Callable[[Command], Command]:
    """An option for a person's name or role."""
    return text_option(*flags, help=help, limit=NAME_CHARS, required=required)
