"""The command line: one thin module per family of commands, loaded only when one of them is asked for."""

import importlib
import os
import signal
import sys
from pathlib import Path

import click

from fieldkit import __version__
from fieldkit.cli.common import DEFAULT_HOME, Places
from fieldkit.core.errors import FieldkitError

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
    "fieldkit.cli.vault": ("vault",),
    "fieldkit.cli.read": ("log", "board", "phrase", "airtime", "delivery"),
    "fieldkit.cli.library": ("cards", "roster"),
    "fieldkit.cli.carry": ("bundle", "journal", "backup"),
    "fieldkit.cli.slip": ("slip",),
    "fieldkit.cli.keys": ("keys",),
    "fieldkit.cli.paper": ("print", "jobs", "reprint"),
    "fieldkit.cli.care": ("doctor",),
}
"""Which module brings which commands; listed here so that `--help` need not load them all to know the names."""


class LazyCommands(click.Group):
    """Looks a command up in its module; a module exports `COMMANDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(name for names in MODULES.values() for name in names)

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


def main() -> None:
    """Entry of `fieldkit`: one sentence on stderr and exit 1 for what a user can mend, never a traceback."""
    try:
        status = cli.main(standalone_mode=False)
        sys.exit(status if isinstance(status, int) else 0)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.UsageError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(1)
    except FieldkitError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort):
        click.echo("Afbrudt. Alt der var noteret, er gemt.", err=True)
        sys.exit(128 + signal.SIGINT)
    except BrokenPipeError:
        # whoever read our output has gone (head, less): not a fault, and nothing more to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        click.echo(
            f"Maskinen siger nej: {error.strerror or error}{where}. Se efter stien, pladsen og rettighederne.", err=True
        )
        sys.exit(1)
