"""The tree of commands, and the program's entry: which module brings which command, and how each mistake is told."""

import contextlib
import importlib
import io
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from fieldkit import __version__
from fieldkit.cli.opening import DEFAULT_HOME, Places
from fieldkit.cli.usage import usage_sentence
from fieldkit.core.errors import FieldkitError
from fieldkit.core.text.system_errors import because
from fieldkit.store.files.owner_only import write_for_owner_only

MODULES: dict[str, tuple[str, ...]] = {
    "fieldkit.cli.start": ("init", "run", "console", "demo", "mesh"),
    "fieldkit.cli.record": ("incident", "report", "message", "ack", "assign"),
    "fieldkit.cli.card": ("card",),
    "fieldkit.cli.work": ("request", "note"),
    "fieldkit.cli.notices": ("notice",),
    "fieldkit.cli.rounds": ("round", "proposals"),
    "fieldkit.cli.runners": ("dispatch",),
    "fieldkit.cli.staff": ("crew", "handover"),
    "fieldkit.cli.activation": ("level", "call"),
    "fieldkit.cli.answers": ("question", "answer"),
    "fieldkit.cli.warnings": ("warning",),
    "fieldkit.cli.vault": ("vault",),
    "fieldkit.cli.read": ("log", "board", "phrase", "airtime", "delivery"),
    "fieldkit.cli.library": ("cards",),
    "fieldkit.cli.roster": ("roster",),
    "fieldkit.cli.carry": ("bundle", "journal"),
    "fieldkit.cli.neighbours": ("neighbour", "shared", "offer", "export"),
    "fieldkit.cli.backup": ("backup", "restore"),
    "fieldkit.cli.archive": ("archive",),
    "fieldkit.cli.evaluate": ("evaluate", "lesson"),
    "fieldkit.cli.slip": ("slip",),
    "fieldkit.cli.keys": ("keys",),
    "fieldkit.cli.chits": ("chit",),
    "fieldkit.cli.paper": ("print", "jobs", "reprint"),
    "fieldkit.cli.printer": ("printer",),
    "fieldkit.cli.care": ("doctor",),
    "fieldkit.cli.radio": ("radio",),
    "fieldkit.cli.simulate": ("simulate",),
    "fieldkit.cli.exercise": ("exercise",),
}
"""Which module brings which commands; listed here so that `--help` need not load them all to know the names."""


class LazyCommands(click.Group):
    """Looks a command up in its module; a module exports `COMMANDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(name for names in MODULES.values() for name in names)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # whoever read our output has gone (head, less): no fault, where click would end with 1
            _drop_output()
            raise click.exceptions.Exit(0) from None

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        for module, names in MODULES.items():
            if cmd_name in names:
                commands: list[click.Command] = importlib.import_module(module).COMMANDS
                return next((command for command in commands if command.name == cmd_name), None)
        return None


@click.group(cls=LazyCommands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=True),
    envvar="FIELDKIT_HOME",
    default=DEFAULT_HOME,
    show_default="~/.local/share/fieldkit",
    help="The kit's folder.",
)
@click.version_option(__version__, prog_name="fieldkit")
@click.pass_context
def cli(ctx: click.Context, home: Path) -> None:
    """Feltkit: console, radio, printer and log for the day when power, phones and internet fail.

    \b
    Examples:
      fieldkit demo                                   a made-up municipality to try
      fieldkit init --number 12 --role meeting-point --place uglemoseskolen
      fieldkit                                        the console of the kit in --home
    """
    ctx.obj = Places(home.expanduser())
    if ctx.invoked_subcommand is None:
        from fieldkit.cli.start import open_console

        open_console(ctx.obj)


def run(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command line: one sentence on stderr and exit 1 for what a user can mend, never a traceback."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter shows a mark in its place
    write_for_owner_only()
    typed = [readable(argument) for argument in (sys.argv[1:] if arguments is None else arguments)]
    try:
        status = cli.main(list(typed), prog_name="fieldkit", standalone_mode=False)
        sys.stdout.flush()  # here, where a full disk still gets its sentence
        sys.exit(status if isinstance(status, int) else 0)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.UsageError as error:
        click.echo(usage_sentence(error, cli, typed), err=True)
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(1)
    except FieldkitError as error:
        from fieldkit.cli.remedies import told  # only when something is refused

        click.echo(told(error), err=True)
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort):
        click.echo("Afbrudt. Alt der var noteret, er gemt.", err=True)
        sys.exit(128 + signal.SIGINT)
    except BrokenPipeError:
        _drop_output()
        sys.exit(0)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        click.echo(f"Maskinen siger nej: {because(error)}{where}. Se efter stien, pladsen og rettighederne.", err=True)
        _drop_output()
        sys.exit(1)


def readable(argument: str) -> str:
    """What a person typed, also where the locale knows no æ: such letters arrive as escaped bytes, and are UTF-8."""
    try:
        return os.fsencode(argument).decode("utf-8")
    except UnicodeError:
        return argument


def _drop_output() -> None:
    """Nothing that is still in a buffer can be written: Python must not try, and complain, at its end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
