"""What people read in a terminal of 80 columns: names instead of slugs, the worst first, ages and times in words."""

import contextlib
import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
import time

import pytest
from command_line import command, fieldkit, program, surroundings
from kits import closed, secretariat
from paths import CARDS

from fieldkit.core.clock.danish import danish
from fieldkit.core.facts.body import unknown_place
from fieldkit.core.facts.said import Report
from fieldkit.core.facts.terms import Condition, Topic, Trust, Via
from fieldkit.core.facts.topic_state import TopicState

ENGLISH = re.compile(r"\b(ok_to|unknown|warning|fault|engine|clock|battery|key|true|false|none|state)\b", re.IGNORECASE)


@pytest.fixture(autouse=True)
def eighty_columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")


def widest(text: str) -> int:
    return max(map(len, text.splitlines()))


def states(condition: Condition, *topics: Topic, hours: int | None = None) -> dict[Topic, TopicState]:
    return dict.fromkeys(topics, TopicState(condition, hours))


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A kit of the secretariat that was made three days ago, and what four places and a stranger said since then."""
    folder = tmp_path_factory.mktemp("reading") / "kit"
    ago = 3 * 86_400.0
    kit = secretariat(folder, now=lambda: time.time() - ago)
    try:
        for seconds, body in (
            (2 * 86_400 + 300, Report(2, states(Condition.OK, *Topic), children=112, staff=14, via=Via.PHONE)),
            (3 * 3600 + 330, Report(15, states(Condition.SHORTAGE, Topic.FOOD), note="lommelygter og varmt tøj " * 6)),
            (
                720,
                Report(
                    101,
                    states(Condition.CRITICAL, Topic.WATER, Topic.TOILET, hours=2)
                    | states(Condition.OK, Topic.HEAT)
                    | states(Condition.SHORTAGE, Topic.LIGHT, Topic.COMMS, Topic.POWER, Topic.PAPER, Topic.HYGIENE),
                    children=43,
                    staff=6,
                    trust=Trust.UNVERIFIED,
                ),
            ),
            (10, Report(unknown_place(0x0BAD0099), states(Condition.CRITICAL, Topic.HEAT), trust=Trust.UNVERIFIED)),
        ):
            ago = float(seconds)
            kit.record(body)
    finally:
        kit.close()
    return folder


def test_the_board_names_places_worst_first_within_the_screen(home):
    told = fieldkit("board", home=home).out
    assert widest(told) <= 80
    names = ["Børnehuset Regnfrakken", "Ukendt radio 0bad0099", "Nøddehegnskolen", "Uglemoseskolen"]
    found = [told.index(name) for name in names]
    assert found == sorted(found), told
    assert "boernehuset-regnfrakken" not in told and "uglemoseskolen" not in told
    assert "2 rød  1 gul  1 grøn  " in told
    assert "fieldkit assign unknown-0bad0099 STED" in told, "what cannot be named is told with what to type"


def test_the_board_cuts_nothing_and_says_each_state_in_danish(home):
    told = " ".join(fieldkit("board", home=home).out.split())
    assert "KRITISK: vand 2 t, toilet 2 t; mangel: lys, hygiejne, kommunikation, nødstrøm, papir; ok: varme" in told
    assert "3 punkter ikke meldt; 43 børn, 6 voksne" in told
    assert "“" + " ".join(["lommelygter og varmt tøj"] * 6) + "”" in told
    assert "alt ok; 112 børn, 14 voksne" in told
    assert "ubekræftet" in told
    assert not ENGLISH.search(told.replace("unknown-0bad0099", ""))


def test_the_board_says_ages_as_the_console_does(home):
    told = fieldkit("board", home=home).out
    assert re.search(r"Børnehuset Regnfrakken +12 min", told)
    assert re.search(r"Nøddehegnskolen +3 t 05 +TAVS", told)
    assert re.search(r"Uglemoseskolen +2 døgn +TAVS", told)
    assert re.search(r"Ukendt radio 0bad0099 +nu", told)


def test_the_board_follows_a_narrow_and_a_wide_terminal(home, monkeypatch):
    monkeypatch.setenv("COLUMNS", "50")
    narrow = fieldkit("board", home=home).out
    assert widest(narrow) <= 50
    monkeypatch.setenv("COLUMNS", "300")
    wide = fieldkit("board", home=home).out
    assert 80 < widest(wide) <= 100
    assert narrow.split() == wide.split()


def test_places_that_never_reported_are_counted_or_shown(home):
    hidden = int(re.search(r"^(\d+) steder har ikke meldt noget", fieldkit("board", home=home).out, re.MULTILINE)[1])
    shown = fieldkit("board", "--all", home=home).out
    assert len(re.findall(r"  aldrig\b", shown)) == hidden > 70 and widest(shown) <= 80


def test_a_new_key_says_when_it_takes_effect(tmp_path):
    home = closed(secretariat(tmp_path / "kit"))
    assert fieldkit("keys", "new", tmp_path / "next.key", "--number", "2").status == 0
    told = fieldkit("keys", "add", tmp_path / "next.key", home=home)
    assert told.status == 0 and "når motoren starter næste gang" in told.out
    assert fieldkit("keys", "show", "--json", home=home).document["number"] == 2


def test_lint_says_how_many_cards_it_found_clean(home):
    many = len([path for path in CARDS.glob("*.md") if path.name != "README.md"])
    assert fieldkit("cards", "lint", CARDS).out == f"Ingen fejl: {many} kort.\n"
    assert fieldkit("cards", "lint", CARDS / "alarm.md").out == "Ingen fejl: 1 kort.\n"
    clean = fieldkit("cards", "lint", CARDS, "--json")
    assert (clean.status, clean.document) == (0, [])


FOREIGN = [
    "# Et andet projekt\n\n- en liste\n- [ ] en opgave\n\n## Brug\nid: 3 i en liste\n",
    "hej\n",
    "",
    "a,b\n1,2\n",
    "---\n",
]


@pytest.mark.parametrize("text", FOREIGN, ids=range(len(FOREIGN)))
def test_lint_of_a_file_that_is_no_card_names_the_one_cause(tmp_path, text):
    (tmp_path / "andet.md").write_text(text, encoding="utf-8")
    told = fieldkit("cards", "lint", tmp_path / "andet.md")
    assert told.status == 1 and len(told.out.splitlines()) == 1, told.out
    assert told.out.startswith("andet.md:1: filen er ikke et actioncard: den begynder ikke med en linje ---")
    assert len(fieldkit("cards", "lint", tmp_path / "andet.md", "--json").document) == 1


def test_doctor_says_what_it_looked_at_in_danish_and_scripts_keep_their_keys(home):
    checks = [found["check"] for found in fieldkit("doctor", "--json", home=home).document]
    assert {"log", "forks", "gaps", "roster", "cards", "key", "clock", "battery", "disk", "engine"} <= set(checks)
    told = fieldkit("doctor", home=home).out
    names = [line[8:17].strip() for line in told.splitlines() if not line.startswith(" ")]
    assert len(names) == len(checks) and widest(told) <= 80
    assert {"numre", "huller", "steder", "kort", "nøgle", "ur", "batteri", "motor"} <= set(names)
    assert not ENGLISH.search(" ".join(names))


def test_the_roster_fits_the_screen_by_name(home):
    told = fieldkit("roster", "show", home=home).out
    assert widest(told) <= 80 and "Børnehuset Regnfrakken" in told and "hører til Uglemoseskolen" in told
    for table in ("steder", "personer", "ressourcer", "planer", "partnere", "niveauer"):
        shown = fieldkit("roster", "show", table, home=home).out
        assert widest(shown) <= 80, table
        said = " ".join(shown.split())
        for row in fieldkit("roster", "show", table, "--json", home=home).lines:
            assert all(" ".join(text.split()) in said for column, text in row.items() if column != "row"), row


def test_a_time_is_told_as_the_clock_on_the_wall_with_its_date_on_another_day(home):
    now = time.time()
    lines = {line.split()[0]: line for line in fieldkit("log", home=home).out.splitlines()}
    for number, seconds in (("1-0001", 3 * 86_400), ("1-0002", 2 * 86_400 + 300)):
        when = danish(now - seconds)
        assert re.search(rf"  (ca\. )?{when:%d.%m.} {when:%H}\.[0-5][0-9]  ", lines[number]), lines[number]
    today = fieldkit("note", "nu", home=home)
    assert today.status == 0
    last = fieldkit("log", home=home).out.splitlines()[-1]
    assert re.search(r"^ +1-\d{4}  +(ca\. )?[0-2][0-9]\.[0-5][0-9]  ", last), last


@pytest.mark.processes
def test_long_lines_are_wrapped_by_words_on_a_terminal_and_left_whole_in_a_pipe(home):
    whole = program("log", home=home).out
    assert widest(whole) > 100
    controller, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    surrounding = {name: value for name, value in surroundings({}).items() if name not in ("COLUMNS", "LINES")}
    process = subprocess.Popen(command("log", home=home), stdout=terminal, stderr=subprocess.PIPE, env=surrounding)
    os.close(terminal)
    seen = b""
    with contextlib.suppress(OSError):  # the other end has closed: Linux tells so
        while piece := os.read(controller, 4096):
            seen += piece
    os.close(controller)
    assert process.wait(timeout=30) == 0
    shown = seen.decode().replace("\r\n", "\n")
    again = program("log", home=home).out  # at midnight the same times are told with their date
    assert widest(shown) <= 80 and shown.split() in (whole.split(), again.split())


def test_lists_with_nothing_in_them_say_so(tmp_path):
    home = closed(secretariat(tmp_path / "kit"))
    for arguments in (["jobs"], ["request", "list"], ["notice", "list"], ["incident", "list"], ["roster", "edits"]):
        told = fieldkit(*arguments, home=home)
        assert told.status == 0 and told.out.startswith("Ingen "), arguments
        assert fieldkit(*arguments, "--json", home=home).out == ""


def test_errands_and_a_search_without_any_say_so_and_scripts_get_nothing(home):
    for arguments in (["dispatch", "list"], ["dispatch", "list", "--all"], ["log", "--search", "zebra"]):
        told = fieldkit(*arguments, home=home)
        assert told.status == 0 and told.out.startswith("Ingen ") and told.out.count("\n") == 1, arguments
        assert fieldkit(*arguments, "--json", home=home).out == ""
    last = fieldkit("log", "--json", home=home).lines[-1]["number"]
    assert fieldkit("log", "--since", last, home=home).out == f"Ingen linjer efter {last}.\n"


def test_a_search_finds_any_spelling_any_order_and_what_the_roster_calls_a_place(home):
    fieldkit("note", "Vandvognen holder ved Ærøgade", home=home)

    def found(*arguments: str) -> list[str]:
        return [line["number"] for line in fieldkit("log", "--json", "--search", *arguments, home=home).lines]

    (note,) = found("ærøgade")
    assert found("AEROEGADE vogn") == found("vogn holder aeroe") == found(note) == [note]
    assert found("vandvognen cykel") == found("“") == []
    by_name = found("boernehuset regnfrakken")
    assert by_name and by_name == found("BØRNEHUSET REGNFRAKKEN") == found("regnfrakken")
    assert set(found("melding")) >= set(by_name)
    assert found("vandvognen", "--since", note) == []
    earlier = fieldkit("log", "--json", home=home).lines[0]["number"]
    assert found("vandvognen", "--since", earlier) == [note]
