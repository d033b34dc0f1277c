"""What is told when a command is typed wrongly: one plain Danish sentence with what to write instead."""

import difflib
import inspect
import re
from collections.abc import Sequence

import click

from fieldkit.core.text.clean import one_line

_SHOWN_CHARS = 60
"""Of what somebody typed; the rest adds nothing to the sentence."""
_BARE_GROUP: type[BaseException] | tuple[()] = getattr(click.exceptions, "NoArgsIsHelpError", ())
"""What newer versions of click raise for a group without a command; older ones show the help."""
_ARGUMENT_DA = {
    "CARD_ID": "kortets id",
    "CELLS": "cellerne, kolonne=det nye",
    "DIR": "mappen",
    "DOCUMENT": "dokumentet",
    "FILE": "filen",
    "FOLDER": "mappen",
    "HOURS": "antallet af timer",
    "INSTRUKS": "svarets nummer",
    "JOB": "udskriftens nummer",
    "KIT": "kittets nummer",
    "NAME": "navnet",
    "NODE": "radioens nummer",
    "NUMBER": "nummeret",
    "PLACE": "stedet",
    "RESULT": "hvad der kom ud af det",
    "ROW": "rækken",
    "RUNNER": "runnerens navn",
    "STATE": "hvor langt den er",
    "STEP": "trinnets nummer",
    "TABLE": "tabellen",
    "TEXT": "teksten",
    "TITLE": "overskriften",
    "URL": "adressen",
    "WHAT": "hvad der mangler",
}


def usage_sentence(error: click.UsageError, root: click.Group, arguments: Sequence[str]) -> str:
    """One sentence for a mistake in how a command was typed: what is wrong, and an example or where the help is."""
    path, command = _typed(error, root, arguments)
    if isinstance(error, _BARE_GROUP) and isinstance(command, click.Group) and error.ctx is not None:
        names = _either(command.list_commands(error.ctx))
        return f"“{path}” skal have et ord mere: {names}; se dem forklaret med “{path} --help”."
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return f"“{path}” mangler {_called(error.param)}; {_advice(path, command)}."
    if isinstance(error, click.BadParameter) and error.param is not None:
        return _bad_value(error, error.param, path)
    if isinstance(error, click.NoSuchOption):
        near = f": mente du {_either(error.possibilities)}?" if error.possibilities else f"; se “{path} --help”."
        return f"“{path}” kender ikke {_shown(error.option_name)}{near}"
    if isinstance(error, click.BadOptionUsage):
        option = _shown(error.option_name)
        if "not take" in error.message:
            return f"{option} skal stå alene, uden = og uden noget efter; se “{path} --help”."
        return f"{option} mangler det, der skal stå efter den; se med “{path} --help”, hvad det kan være."
    if (found := re.match(r"No such command ['\"](.*)['\"]", error.message)) and isinstance(command, click.Group):
        return _no_command(found[1], path, command, error.ctx)
    if found := re.match(r"Got unexpected extra arguments? \((.*)\)", error.message, re.DOTALL):
        return (
            f"“{_shown(found[1])}” er for meget for “{path}”; "
            f"sæt en tekst på flere ord i anførselstegn, og {_advice(path, command)}."
        )
    return f"“{path}” er skrevet forkert; {_advice(path, command)}."


def example_of(command: click.Command) -> str:
    """The first example in a command's help, on one line; empty when it has none."""
    lines = iter(inspect.cleandoc(command.help or "").splitlines())
    for line in lines:
        text = line.strip()
        if text.startswith(("Example:", "Examples:")):
            text = text.partition(":")[2].strip() or next(lines, "").strip()
            while text.endswith("\\"):
                text = f"{text[:-1].rstrip()} {next(lines, '').strip()}"
            return re.split(r"\s{3,}", text)[0]
    return ""


def _typed(error: click.UsageError, root: click.Group, arguments: Sequence[str]) -> tuple[str, click.Command]:
    """The command as far as it was understood: by click's word, else by walking what was typed."""
    if error.ctx is not None:
        return error.ctx.command_path, error.ctx.command
    path, command = ["fieldkit"], root
    context = click.Context(root, info_name="fieldkit")
    words = iter(arguments)
    for word in words:
        if word == "--home":
            next(words, None)
        elif not word.startswith("-"):
            found = command.get_command(context, word)
            if found is None:
                break
            path.append(word)
            if not isinstance(found, click.Group):
                return " ".join(path), found
            command = found
    return " ".join(path), command


def _bad_value(error: click.BadParameter, param: click.Parameter, path: str) -> str:
    called, kind = _called(param), param.type
    match = re.match(r"'?(.*?)'? is not ", error.message, re.DOTALL)
    typed = f", ikke “{_shown(match[1])}”" if match else ""
    if isinstance(kind, click.Choice):
        return f"{_upper(called)} skal være {_either([str(choice) for choice in kind.choices])}{typed}."
    if isinstance(kind, (click.types.IntParamType, click.types.FloatParamType)):
        number = "et helt tal" if isinstance(kind, click.types.IntParamType) else "et tal med punktum"
        low, high = getattr(kind, "min", None), getattr(kind, "max", None)
        span = f" fra {low:g} til {high:g}" if low is not None and high is not None else ""
        return f"{_upper(called)} skal være {number}{span}{typed}."
    if isinstance(kind, click.Path) and not kind.file_okay:
        return f"{_upper(called)} skal være en mappe, ikke en fil."
    return f"{_upper(called)} kan ikke bruges, som det er skrevet; se “{path} --help”."


def _no_command(word: str, path: str, group: click.Group, context: click.Context | None) -> str:
    names = group.list_commands(context) if context is not None else []
    near = difflib.get_close_matches(word.lower(), names, n=2)
    told = f": mente du {_either([f'“{path} {name}”' for name in near])}?" if near else f"; se “{path} --help”."
    return f"Kommandoen “{path} {_shown(word)}” findes ikke{told}"


def _called(param: click.Parameter) -> str:
    """`--to`, or `stedet (PLACE)`."""
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    name = (param.metavar or param.name or "").upper()
    return f"{_ARGUMENT_DA[name]} ({name})" if name in _ARGUMENT_DA else name


def _advice(path: str, command: click.Command) -> str:
    example = example_of(command)
    return f"skriv for eksempel: {example} (se også “{path} --help”)" if example else f"se “{path} --help”"


def _either(words: Sequence[str]) -> str:
    """`a, b eller c`."""
    return f"{', '.join(words[:-1])} eller {words[-1]}" if len(words) > 1 else "".join(words)


def _shown(text: str) -> str:
    return one_line(text, _SHOWN_CHARS)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
