"""What people read in a terminal of 80 columns: names instead of slugs, the worst first, ages and times in words."""

import re
import time

import pytest
from command_line import CARDS, DATA, fieldkit, make_kit

from fieldkit.core.bodies import Report, unknown_place
from fieldkit.core.terms import Condition, Role, Topic, Trust, Via
from fieldkit.core.topic_state import TopicState
from fieldkit.kit import Kit
from fieldkit.store.home import KitConfig

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
    config = KitConfig(1, Role.SECRETARIAT, "sekretariat", 1)
    kit = Kit.create(folder, config, data=DATA, cards=CARDS, now=lambda: time.time() - ago)
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
    names = ["Børnehuset Regnfrakken", "Ukendt node 0bad0099", "Nøddehegnskolen", "Uglemoseskolen"]
    found = [told.index(name) for name in names]
    assert found == sorted(found), told
    assert "boernehuset-regnfrakken" not in told and "uglemoseskolen" not in told
    assert "2 rød  1 gul  1 grøn  " in told
    assert "fieldkit assign unknown-0bad0099 STED" in told, "what cannot be named is told with what to type"


def test_the_board_cuts_nothing_and_says_each_state_in_danish(home):
    told = " ".join(fieldkit("board", home=home).out.split())
    assert "KRITISK: vand 2 t, toilet 2 t; mangel: lys, hygiejne, kommunikation, nødstrøm, papir; ok: varme" in told
    assert "3 emner ikke meldt; 43 børn, 6 voksne" in told
    assert "“" + " ".join(["lommelygter og varmt tøj"] * 6) + "”" in told
    assert "alt ok; 112 børn, 14 voksne" in told
    assert "ubekræftet" in told
    assert not ENGLISH.search(told.replace("unknown-0bad0099", ""))


def test_the_board_says_ages_as_the_console_does(home):
    told = fieldkit("board", home=home).out
    assert re.search(r"Børnehuset Regnfrakken +12 min", told)
    assert re.search(r"Nøddehegnskolen +3 t 05 +TAVS", told)
    assert re.search(r"Uglemoseskolen +2 døgn +TAVS", told)
    assert re.search(r"Ukendt node 0bad0099 +nu", told)


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
    home = make_kit(tmp_path / "kit")
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
