"""Every command of the program with what each needs to do what it does, and a way to give them in this process."""

import contextlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from command_tree import LEAVES

from fieldkit.cli import main as program

DOCUMENTS = ("board", "contacts", "handover", "open-items", "log", "messages", "notice", "chits", "answers", "roster",
             "evaluation", "badge", "signin", "test")  # fmt: skip
NUMBERS = ("1-0001", "9-0001", "2-0002", "9-0010", "1-0040", "9-0001/0", "2-0002/zz")
LEFT_OUT = {"console", "demo", "mesh", "simulate", "run"}
"""Commands that do not end, or have nothing to do with a kit."""


def run_program(*arguments: str, home: Path, typed: str = "") -> tuple[int, str]:
    """A command in this process: status, and all that it said. What it raises is for whoever looks for it."""
    said = io.BytesIO()
    with io.TextIOWrapper(said, "utf-8", write_through=True) as told:
        given = sys.stdin
        sys.stdin = io.TextIOWrapper(io.BytesIO(typed.encode()), "utf-8")
        status = 1
        try:
            with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
                program(["--home", str(home), *arguments])
        except SystemExit as stop:
            status = stop.code if isinstance(stop.code, int) else 1
        finally:
            sys.stdin = given
        told.flush()
        return status, said.getvalue().decode("utf-8", "replace")


def commands() -> Iterator[tuple[str, ...]]:
    """Every command, with what each needs to do what it does; and what is read in words and as JSON."""
    given = {
        "number": "9-0001", "file": "STICK/ny", "folder": "STICK/mappe", "place": "uglemoseskolen", "node": "!0a0f0065",
        "text": "vand ok", "title": "Titel", "instruks": "1", "name": "Øvelse Andersen", "result": "reached",
        "card_id": "alarm", "step": "1", "runner": "Øvelse Andersen", "kit": "9", "what": "tæpper", "state": "working",
        "table": "personer", "row": "Øvelse Andersen", "cells": "telefon=00 00 00 00", "hours": "2", "job": "1",
        "old": "1", "document": "board", "source": "4", "path": "CARDS", "incident": "", "new": "31",
        "url": "postgresql://127.0.0.1:1/feltkit",
        "code": "999", "exported_table": "tasks",
    }  # fmt: skip
    more = {
        ("answer", "set"): ("--on-behalf",),
        ("answer", "withdraw"): ("--on-behalf", "--reason", "x"),
        ("dispatch", "new"): ("--to", "uglemoseskolen", "--carry", "9-0002"),
        ("init",): ("--number", "1", "--role", "secretariat", "--place", "sekretariat"),
        ("keys", "revoke"): ("--undo",),
        ("keys", "root"): ("--municipality", "999"),
        ("keys", "vouch"): ("--root", "STICK/ny"),
        ("keys", "renumber"): ("--key", "0"),
        ("warning",): ("--source", "weather"),
        ("question", "close"): ("--reason", "x"),
        ("question", "turn"): ("--into", "request"),
        ("slip", "make"): ("--to", "STICK/s.png"),
        ("message",): ("--to", "alle"),
        ("handover", "done"): ("--from", "A B", "--to", "C D", "--fact", "a", "--fact", "b", "--fact", "c"),
        ("radio", "setup"): ("--dry-run",),
        ("evaluate",): ("--format", "html", "--out", "STICK/e.html"),
        ("lesson",): ("--worked", "x"),
        ("journal",): ("--out", "STICK/j.html"),
        ("archive", "journal"): ("--municipality", "751"),
    }
    for path, command in sorted(LEAVES.items()):
        if path[0] in LEFT_OUT or path == ("incident", "stop"):
            continue
        words = [given.get(str(one.name), "x") for one in command.params if one.param_type_name == "argument"]
        words += more.get(path, ())
        if any("--by" in one.opts for one in command.params):
            words += ["--by", "Øvelse Andersen"]
        yield (*path, *words)
        if any("--json" in one.opts for one in command.params):
            yield (*path, *words, "--json")
    for number in NUMBERS:
        for document in ("receipt", "docket", "notice", "board"):
            yield "print", document, number, "--text"
        yield "delivery", number
        yield "ack", number, "--by", "Øvelse Andersen"
    for document in DOCUMENTS:
        yield "print", document, "--text"
        yield "print", document, "--to", "STICK/papir.bin"
    for form in ("html", "csv", "json"):
        yield "journal", "--format", form
    for table in ("situation", "decisions", "tasks", "log", "shared"):
        for form in ("csv", "json"):
            yield "export", table, "--format", form, "--with-personal-data"
    yield from (
        ("board", "--all"),
        ("log", "--search", "ord"),
        ("request", "list", "--all"),
        ("dispatch", "list", "--all"),
    )
    yield "incident", "stop"
