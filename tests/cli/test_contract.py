"""The command line keeps its written promises: the JSON of every command, help with an example, a README line."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from command_line import HEX_ID, ISO, NUMBER, SLUG, fieldkit, program
from command_tree import LEAVES, TREE
from kits import closed, meeting_point, secretariat
from paths import CARDS, DATA, ROOT

from fieldkit.cli.tree import cli
from fieldkit.core.facts.terms import Condition, Level, Precedence, Topic, Trust, Via
from fieldkit.core.facts.work import RequestState

ANY = object()
SOME_TEXT = re.compile(r".+", re.DOTALL)
LEVELS = frozenset(map(str, Level))
CONDITIONS = frozenset(map(str, Condition))
TRUST = frozenset(map(str, Trust))
FINGERPRINT = re.compile(r"[0-9a-f]{8}")
DELIVERY = frozenset({"queued", "sent", "heard", "received", "acknowledged"})
JOB_STATES = frozenset({"queued", "printing", "confirmed", "unconfirmed", "failed"})
PHRASE = "vand! mad ok varme? lys 6t 43b 6v"
EVENT = {"number": NUMBER, "id": HEX_ID}
RECORDED = {**EVENT, "body": dict}
REQUEST = {
    "number": NUMBER, "id": HEX_ID, "what": str, "count": (int, None), "unit": str, "place": SLUG, "due": (ISO, None),
    "topic": (frozenset(map(str, Topic)), None), "precedence": frozenset(map(str, Precedence)), "ref": (NUMBER, None),
    "by": str, "at": ISO, "state": frozenset(map(str, RequestState)), "holder": str, "note": str,
    "late": bool, "resources": list,
}  # fmt: skip
CARD = {"id": SLUG, "title": SOME_TEXT, "role": SOME_TEXT, "levels": [int], "version": FINGERPRINT, "steps_count": int}
PLACE = {
    "number": int, "slug": SLUG, "name": SOME_TEXT, "kind": SLUG, "address": str, "lat": (float, None),
    "lon": (float, None), "meeting_point": (SLUG, None), "node": (re.compile(r"![0-9a-f]{8}"), None), "pinned": bool,
    "kit": (int, None),
}  # fmt: skip
LEVEL = {"level": (int, None), "name": str, "by": str, "since": (ISO, None), "clock": (dict, None)}
KEY = {"number": int, "fingerprint": FINGERPRINT, "path": SOME_TEXT}
ANSWER = {
    "answer": int, "version": int, "number": NUMBER, "title": SOME_TEXT, "text": str, "at": ISO, "by": str,
    "current": bool, "withdrawn": bool, "rivals": list, "questions": list,
}  # fmt: skip

# (command line, whether it prints one document or one object a line, shape). {n} are files of the test's own folder.
# The order is that of a shift: what the first ones record, the later ones show.
PROMISES: list[tuple[list[str], str, Any]] = [
    (["incident", "start", "Prøve nord", "--exercise", "--level", "2"], "document",
     {**EVENT, "incident": int, "exercise": bool}),
    (["incident", "list"], "lines",
     {"incident": int, "name": SOME_TEXT, "exercise": bool, "level": str, "open": bool, "started": ISO}),
    (["report", "uglemoseskolen", "vand!:6 mad ok 43b 6v", "--via", "runner"], "document",
     {**RECORDED, "place": SLUG, "understood": SOME_TEXT}),
    (["message", "Vandvognen kommer kl. 15", "--to", "uglemoseskolen", "--precedence", "haster"], "document", RECORDED),
    (["request", "new", "tæpper", "--count", "40"], "document", REQUEST),
    (["request", "status", "1-0006", "working"], "document", {"number": NUMBER, "request": NUMBER, "state": str}),
    (["request", "list"], "lines", REQUEST),
    (["dispatch", "new", "Øvelse Runner", "--to", "uglemoseskolen", "--carry", "1-0005"], "document", ANY),
    (["dispatch", "list"], "lines", ANY),
    (["crew", "in", "Øvelse Andersen"], "document", {**RECORDED, "on_roster": bool}),
    (["crew", "list"], "lines",
     {"name": SOME_TEXT, "role": (SLUG, None), "place": SLUG, "since": ISO, "since_certain": bool,
      "until": (ISO, None), "number": NUMBER, "long": bool, "elsewhere": [SLUG]}),
    (["handover", "show"], "document", ANY),
    (["handover", "done", "--from", "Øvelse Andersen", "--to", "Prøve Andersen", "--fact", "vandvogn kl. 15",
      "--fact", "én runner ude", "--fact", "to hold fra i morgen"], "document", RECORDED),
    (["crew", "out", "Prøve Andersen"], "document", RECORDED),
    (["level", "set", "1", "--by", "vagthavende"], "document", {**EVENT, "change": str, **LEVEL}),
    (["level", "full", "--by", "kriseleder"], "document", {**EVENT, "change": str, **LEVEL}),
    (["level", "list"], "document", {**LEVEL, "history": list}),
    (["level", "stand-down", "--by", "kriseleder"], "document",
     {**EVENT, "change": str, **LEVEL}),
    (["call", "next"], "document", {"next": (dict, None), "open": int, "reached": int}),
    (["call", "done", "Øvelse Andersen", "reached"], "document", {**RECORDED, "on_roster": bool}),
    (["call", "list"], "lines", {"role": SLUG, "reached": bool, "people": list}),
    (["question", "add", "Hvornår kommer strømmen?"], "document", {**RECORDED, "answer": (int, None)}),
    (["question", "list"], "lines", ANY),
    (["answer", "set", "Strøm", "Strømmen ventes i morgen kl. 8."], "document",
     {**EVENT, "answer": int, "version": int}),
    (["answer", "list"], "lines", ANSWER),
    (["answer", "show", "1"], "lines", ANSWER),
    (["answer", "withdraw", "1", "--reason", "tidspunktet holder ikke"], "document",
     {**EVENT, "answer": int, "version": int}),
    (["question", "add", "Der ligger en strømledning på Humlegangen"], "document",
     {**RECORDED, "answer": (int, None)}),
    (["notice", "new", "Drikkevand", "Vand udleveres i gården.", "--expires", "om 2 t"], "document", RECORDED),
    (["notice", "list"], "lines", ANY),
    (["note", "Vi lukker vestfløjen"], "document", RECORDED),
    (["warning", "Orkan fra vest i nat", "--source", "weather", "--from", "vejrtjenesten"], "document", RECORDED),
    (["round", "set", "3"], "document", {"number": NUMBER, "hours": int, "first": ISO}),
    (["round", "list"], "lines", ANY),
    (["proposals"], "lines",
     {"asks": SLUG, "number": (NUMBER, None), "text": SOME_TEXT, "do": str, "places": [SLUG], "since": (ISO, None)}),
    (["cards", "list"], "lines", CARD),
    (["cards", "show", "alarm"], "document", {**CARD, "purpose": SOME_TEXT, "steps": [
        {"section": SOME_TEXT, "number": int, "text": SOME_TEXT, "deadline_s": (int, None)}]}),
    (["cards", "lint", str(CARDS)], "document", [{"file": str, "line": int, "what": str}]),
    (["roster", "check", str(DATA)], "document", [{"file": str, "line": int, "what": str}]),
    (["roster", "show"], "document", {"places": [PLACE], "people": [dict]}),
    (["log"], "lines",
     {"number": NUMBER, "id": HEX_ID, "kit": int, "epoch": int, "seq": int, "at": ISO, "at_certain": bool,
      "incident": int, "exercise": bool, "kind": SLUG, "body": dict, "carrier": str, "trust": TRUST}),
    (["log", "--since", "1-0004", "--search", "vandvogn"], "lines", ANY),
    (["board"], "document",
     {"incident": SOME_TEXT, "exercise": bool, "places": [
         {"place": SLUG, "name": SOME_TEXT, "level": LEVELS, "age_s": (int, None), "silent": bool, "topics": dict,
          "children": (int, None), "staff": (int, None), "note": str,
          "via": (frozenset(map(str, Via)), None), "trust": (TRUST, None)}]}),
    (["phrase", PHRASE], "document",
     {"topics": dict, "children": int, "staff": int, "note": str, "unparsed": [str]}),
    (["airtime", PHRASE], "document",
     {"frame_bytes": int, "text_bytes": int, "ms": {"LONG_FAST": int, "MEDIUM_FAST": int, "SHORT_FAST": int}}),
    (["delivery", "1-0005"], "document", {"number": NUMBER, "places": [
        {"place": SLUG, "state": DELIVERY, "at": ISO, "trust": (TRUST, None), "by": str}]}),
    (["jobs"], "lines",
     {"job": int, "document": SLUG, "number": str, "state": JOB_STATES, "copies": int, "reason": str}),
    (["keys", "new", "{folder}/ny.key"], "document", KEY),
    (["keys", "show"], "document", KEY),
    (["bundle", "export", "{folder}/kit.fkb"], "document", {"file": SOME_TEXT, "events": int}),
    (["bundle", "import", "{folder}/kit.fkb"], "document", {"new": int, "known": int, "forks": int, "rejected": int}),
    (["slip", "make", "--to", "{folder}/seddel.png"], "document", {"codes": int, "events": int, "file": SOME_TEXT}),
    (["slip", "scan", "{folder}/seddel.png"], "document",
     {"codes": int, "new": int, "known": int, "numbers": [NUMBER], "refused": [str], "missing": dict}),
    (["lesson", "--worked", "Runnerne kendte vejen", "--by", "Øvelse Andersen"], "document", RECORDED),
    (["lesson"], "lines", ANY),
    (["backup", "{folder}/medie"], "document", ANY),
    (["vault", "list"], "lines", ANY),
    (["exercise", "list"], "lines", {"id": SLUG, "file": SOME_TEXT, "name": SOME_TEXT, "minutes": int, "faults": int}),
    (["exercise", "check", "to-kommuner"], "document", [{"file": str, "line": int, "what": str}]),
    (["doctor"], "document",
     [{"check": SLUG, "state": frozenset({"ok", "warning", "fault", "unknown"}), "detail": SOME_TEXT, "do": str}]),
]  # fmt: skip


def conforms(value: Any, shape: Any, at: str = "$") -> None:
    """Fail unless `value` has exactly this shape."""
    if shape is ANY:
        return
    if isinstance(shape, tuple):
        fitting = [one for one in shape if one is None or value is not None]
        assert value is None or fitting, at
        if value is None:
            assert None in shape, f"{at} is null"
        else:
            conforms(value, next(one for one in shape if one is not None), at)
    elif isinstance(shape, dict):
        assert isinstance(value, dict), f"{at} is {value!r}"
        assert list(value) == list(shape) or set(value) == set(shape), f"{at} has {sorted(set(value) ^ set(shape))}"
        for key, inner in shape.items():
            conforms(value[key], inner, f"{at}.{key}")
    elif isinstance(shape, list):
        assert isinstance(value, list), f"{at} is {value!r}"
        for index, item in enumerate(value):
            conforms(item, shape[0], f"{at}[{index}]")
    elif isinstance(shape, re.Pattern):
        assert isinstance(value, str) and shape.fullmatch(value), f"{at} is {value!r}"
    elif isinstance(shape, frozenset):
        assert value in shape, f"{at} is {value!r}"
    else:
        assert type(value) is shape, f"{at} is {value!r}"


def every_time_has_a_zone(value: Any, at: str = "$") -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            every_time_has_a_zone(inner, f"{at}.{key}")
    elif isinstance(value, list):
        for inner in value:
            every_time_has_a_zone(inner, at)
    elif isinstance(value, str) and re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]", value):
        assert ISO.fullmatch(value), f"{at}: {value} has no zone"


@pytest.fixture(scope="module")
def shift(tmp_path_factory):
    """One kit through one shift: every promise's answer, in order."""
    folder = tmp_path_factory.mktemp("shift")
    home = closed(secretariat(folder / "kit", printer="virtual:"))
    answers = {}
    for arguments, _, _ in PROMISES:
        filled = [argument.replace("{folder}", str(folder)) for argument in arguments]
        answers[" ".join(arguments)] = fieldkit(*filled, "--json", home=home)
        if arguments[0] == "note":
            assert fieldkit("print", "receipt", "1-0004", home=home).status == 0
            assert fieldkit("ack", "1-0005", "--by", "en læser", "--place", "uglemoseskolen", home=home).status == 0
    return answers


@pytest.mark.parametrize(("arguments", "form", "shape"), PROMISES, ids=[" ".join(a[:3]) for a, _, _ in PROMISES])
def test_the_json_is_what_was_promised(shift, arguments, form, shape):
    answer = shift[" ".join(arguments)]
    assert answer.status == 0, answer.err
    assert "\x1b" not in answer.out
    if form == "document":
        assert answer.out.count("\n") == 1, "one document on one line"
        values = [answer.document]
    else:
        values = answer.lines
        assert values or shape is ANY, "nothing to look at"
    for value in values:
        conforms(value, shape)
        every_time_has_a_zone(value)


def test_card_runs_are_listed_as_json(tmp_path):
    home = closed(secretariat(tmp_path / "kit"))
    assert fieldkit("card", "start", "alarm", "--by", "vagthavende", home=home).status == 0
    assert fieldkit("card", "tick", "alarm", "1", home=home).status == 0
    conforms(
        fieldkit("card", "list", "--json", home=home).lines[0],
        {"card": SLUG, "kit": int, "open": bool, "steps": {"1": str}, "version": FINGERPRINT,
         "current_version": FINGERPRINT, "late": list},
    )  # fmt: skip


def test_no_command_with_json_is_without_a_test():
    held = {tuple(arguments[:size]) for arguments, _, _ in PROMISES for size in (1, 2)}
    files = [path for path in (ROOT / "tests").rglob("test_*.py") if path != Path(__file__)]
    others = "".join(path.read_text(encoding="utf-8") for path in files)
    for path, found in LEAVES.items():
        if path not in held and any("--json" in option.opts for option in found.params):
            typed = r'",\s*"'.join(map(re.escape, path))
            assert re.search(rf'"{typed}"', others), f"no test runs {' '.join(path)}: add it to PROMISES"


def test_the_board_says_what_was_reported(shift):
    places = {row["place"]: row for row in shift["board"].document["places"]}
    row = places["uglemoseskolen"]
    assert row["topics"] == {"water": {"state": "critical", "hours": 6}, "food": {"state": "ok", "hours": None}}
    assert (row["children"], row["staff"], row["via"], row["trust"]) == (43, 6, "runner", "unverified")
    unheard = places["brombaerskolen"]
    assert (unheard["level"], unheard["age_s"], unheard["topics"]) == ("unknown", None, {}), "unknown is never ok"


def test_a_phrase_says_only_what_was_said():
    said = fieldkit("phrase", PHRASE, "--json").document
    assert said["topics"] == {
        "water": {"state": "critical"}, "food": {"state": "ok"}, "heat": {"state": "shortage"},
        "light": {"state": "shortage", "hours": 6},
    }  # fmt: skip
    assert (said["children"], said["staff"], said["unparsed"]) == (43, 6, []) and "level" not in said
    assert fieldkit("phrase", "rød", "--json").document["level"] == "red"
    assert fieldkit("phrase", "", "--json").document == {"topics": {}, "note": "", "unparsed": []}


def test_delivery_is_told_place_by_place(shift):
    (told,) = shift["delivery 1-0005"].document["places"]
    assert (told["place"], told["state"]) == ("uglemoseskolen", "acknowledged")
    assert (told["trust"], told["by"]) == ("verified", "en læser")


@pytest.mark.processes
def test_the_demo_counts_what_came_of_it():
    told = program("demo", "--headless", "--for", "12", "--speed", "2", "--json")
    assert told.status == 0, told.err
    conforms(told.document, {"events": int, "reports": int, "messages": int, "receipts_printed": int,
                             "places_heard": int, "delivered": int, "errors": list})  # fmt: skip
    assert told.document["errors"] == []
    assert told.document["reports"] >= 3 and told.document["receipts_printed"] >= 1


def test_the_journal_is_the_same_from_every_kit_with_the_same_events(tmp_path):
    key = tmp_path / "kommune.key"
    assert fieldkit("keys", "new", key).status == 0
    one = closed(secretariat(tmp_path / "1", key=key))
    two = closed(meeting_point(tmp_path / "2", key=key))
    assert fieldkit("report", "uglemoseskolen", "vand!", home=two).status == 0
    assert fieldkit("message", "hej", "--to", "alle", home=one).status == 0
    for giver, taker in ((one, two), (two, one)):
        file = tmp_path / f"{giver.name}.fkb"
        assert fieldkit("bundle", "export", file, home=giver).status == 0
        told = fieldkit("bundle", "import", file, "--json", home=taker).document
        assert told["new"] == 2 and told["rejected"] == 0
    for form in ("html", "csv", "json"):
        made = [fieldkit("journal", "--format", form, home=home) for home in (one, two)]
        assert made[0].status == 0 and made[0].out == made[1].out and "1-0002" in made[0].out
    assert fieldkit("journal", "--format", "json", "--out", tmp_path / "j.json", home=one).out == ""
    assert (tmp_path / "j.json").read_text() == fieldkit("journal", "--format", "json", home=two).out


@pytest.mark.processes
def test_print_writes_bytes_or_text_on_demand(tmp_path):
    home = closed(secretariat(tmp_path / "kit"))
    assert fieldkit("report", "uglemoseskolen", "vand! mad ok", home=home).status == 0
    text = fieldkit("print", "receipt", "1-0002", "--text", "--width", "42", home=home)
    assert "1-0002" in text.out and "Uglemoseskolen" in text.out and max(map(len, text.out.splitlines())) <= 42
    assert fieldkit("print", "receipt", "1-0002", "--to", tmp_path / "k.bin", home=home).status == 0
    assert (tmp_path / "k.bin").read_bytes().startswith(b"\x1b@")
    assert fieldkit("jobs", "--json", home=home).out == "", "neither of them is a job"
    assert program("print", "board", "--to", "-", home=home, PYTHONIOENCODING="ascii").out.startswith("\x1b@")


@pytest.mark.parametrize("path", TREE, ids=" ".join)
def test_every_command_has_help_with_an_example(path):
    answer = fieldkit(*path, "--help")
    assert answer.status == 0 and answer.err == ""
    help_text = TREE[path].help or ""
    assert len(help_text.strip().splitlines()[0]) > 10
    if path in LEAVES:
        examples = help_text.partition("Example: ")[2]
        assert re.search(rf"\bfieldkit\b.*\b{re.escape(' '.join(path))}\b", examples), help_text
    for option in TREE[path].params:
        if isinstance(option, click.Option):
            assert option.help or option.opts[0] == "--help", f"{' '.join(path)} {option.opts[0]} explains nothing"


def test_examples_in_the_help_use_options_that_exist():
    for path, found in LEAVES.items():
        known = {opt for option in (*found.params, *cli.params) for opt in (*option.opts, *option.secondary_opts)}
        examples = re.sub(r"\\\n\s*", "", (found.help or "").partition("Example: ")[2])
        own = [line for line in examples.splitlines() if re.search(rf"\bfieldkit\b.*\b{' '.join(path)}\b", line)]
        used = {option for line in own for option in re.findall(r"(?<!\S)--[a-z-]+", line)}
        assert used <= known, f"{' '.join(path)}: {used - known}"


@pytest.mark.parametrize("path", [path for path in TREE if len(path) == 1], ids=" ".join)
def test_the_readme_names_every_command(path):
    readme = (ROOT / "README.md").read_text()
    assert f"`fieldkit {path[0]}" in readme or f"`{path[0]}`" in readme, f"README.md does not tell of {path[0]}"


def test_version_and_wrong_usage():
    assert re.fullmatch(r"fieldkit, version [0-9.]+\n", fieldkit("--version").out)
    for wrong in (["nonsens"], ["ack"], ["board", "--nope"], ["init", "--number", "x"], ["message", "hej"], ["card"]):
        answer = fieldkit(*wrong)
        assert answer.status == 2 and answer.sentence() and answer.out == "", wrong


LIGHT = """
import sys
from fieldkit.cli import main
try:
    main(sys.argv[1:])
except SystemExit as stop:
    assert not stop.code, stop.code
heavy = {name.partition(".")[0] for name in sys.modules}
print(sorted(heavy & {"textual", "meshtastic", "escpos", "openpyxl", "serial", "PIL", "qrcode", "zxingcpp", "google"}))
"""


@pytest.mark.processes
@pytest.mark.parametrize("arguments", [["phrase", "vand!"], ["--help"], ["board"], ["report", "sekretariat", "vand!"]])
def test_a_short_command_loads_no_screen_radio_or_printer_library(tmp_path, arguments):
    home = closed(secretariat(tmp_path / "kit"))
    done = subprocess.run(
        [sys.executable, "-c", LIGHT, "--home", str(home), *arguments], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"
