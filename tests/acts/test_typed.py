"""What people type: one meaning at the screen and at the prompt, and a refusal that says what was wrong."""

import pytest
from kits import meeting_point
from paths import DATA

from fieldkit.acts import notes, typed
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import UNKNOWN_PLACE, Text
from fieldkit.core.facts.said import Message, Note
from fieldkit.core.facts.terms import ADDRESSED_DA, Precedence, Topic
from fieldkit.core.facts.work import RequestState
from fieldkit.core.remedies import LeaveEmpty, SeeNumbers, SendAsMessage, WriteIt, WriteText
from fieldkit.store.files.roster import load_roster


@pytest.fixture(scope="module")
def roster():
    return load_roster(DATA)[0]


@pytest.fixture
def kit(tmp_path):
    made = meeting_point(tmp_path / "kit", cards=None)
    yield made
    made.close()


@pytest.mark.parametrize("text", ["uglemoseskolen", " UGLEMOSESKOLEN ", "2", "Uglemoseskolen"])
def test_a_place_has_a_number_a_short_name_and_a_name(roster, text):
    assert typed.place(text, roster) == 2


def test_a_node_that_no_place_owns_stands_for_itself(roster):
    assert typed.place("unknown-0A0F0099", roster) == UNKNOWN_PLACE + 0x0A0F0099
    with pytest.raises(InputError, match="kendes ikke"):
        typed.known_place("unknown-0a0f0099", roster)


def test_a_place_that_nobody_knows_is_refused_with_names_like_it(roster):
    with pytest.raises(InputError, match="mente du Uglemoseskolen"):
        typed.place("uglemoseskoln", roster)


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("alle", "all"),
        ("ALL", "all"),
        ("sekretariat", "secretariat"),
        ("Sekretariatet", "secretariat"),
        ("mødesteder", "meeting-point"),
        ("moedestederne", "meeting-point"),
        ("meeting-point", "meeting-point"),
        ("institutionerne", "institution"),
        ("uglemoseskolen", 2),
        ("unknown-0a0f0099", UNKNOWN_PLACE + 0x0A0F0099),
    ],
)
def test_an_addressee_is_everybody_a_role_or_a_place(roster, text, to):
    assert typed.addressee(text, roster) == to


def test_what_people_say_of_an_addressee_may_be_typed_for_it(roster):
    assert {word: typed.addressee(word, roster) for word in ADDRESSED_DA.values()} == {
        word: str(to) for to, word in ADDRESSED_DA.items()
    }


def test_words_of_a_list_are_danish_or_english(roster):
    assert typed.word(typed.TOPICS, "Vand", "et punkt") is Topic.WATER
    assert typed.word(typed.TOPICS, "water", "et punkt") is Topic.WATER
    assert typed.word(typed.PRECEDENCES, "haster", "en hast") is Precedence.URGENT
    assert typed.word(typed.REQUEST_STATES, "under  udførelse", "en status") is RequestState.WORKING
    assert typed.word(notes.ENTRY_WORDS, "beslutning", "et notat") == "decision"


def test_a_word_that_is_not_on_the_list_is_refused_with_the_list():
    with pytest.raises(InputError) as refused:
        typed.word(typed.PRECEDENCES, "straks", "en hast")
    assert str(refused.value) == "“straks” er ikke en hast; vælg orientering, rutine, haster, akut."


def test_a_number_points_at_an_event_of_the_wanted_kind(kit):
    message, note = kit.record(Message("Vi er her.")), kit.record(Note("Lyset er gået."))
    assert typed.event_of(message.number, kit, Message, "en besked") == (message, message.body)
    assert typed.ref(note.number, kit) == note.ref
    assert typed.ref("", kit) is None
    with pytest.raises(InputError, match=f"{note.number} er ikke en besked"):
        typed.event_of(note.number, kit, Message, "en besked")
    with pytest.raises(InputError, match="findes ikke"):
        typed.ref("9-0001", kit)


def test_a_count_is_whole_and_in_bounds_or_not_said():
    assert typed.count(" 40 ") == 40
    assert typed.count("  ") is None
    for text in ("4,5", "-1", "mange", "100000", "٤"):
        with pytest.raises(InputError, match="er ikke et antal"):
            typed.count(text)
    with pytest.raises(InputError, match="fra 1 til 15"):
        typed.count("16", most=15, least=1)


def test_text_is_refused_when_it_is_empty_too_long_or_cannot_be_read():
    assert typed.need("Vi er her.", "Beskeden") == "Vi er her."
    assert typed.fits("", "Beskeden") == "" and typed.name("Øvelse Ærø") == "Øvelse Ærø"
    for text, wrong in (
        (" \u200b ", "Navnet mangler"),
        ("x" * 61, "Navnet er på 61 tegn, og der er plads til 60; skriv det kortere"),
        ("S\udcc3ren", "ikke kan læses"),
    ):
        with pytest.raises(InputError, match=wrong):
            typed.name(text)
    for text, what, wrong in (
        (" ", "Notatet", "Notatet er tomt"),
        (" ", "Beskeden", "Beskeden er tom\\."),
        (" ", "Det, der skal bruges,", "bruges, er tomt"),
    ):
        with pytest.raises(InputError, match=wrong):
            typed.need(text, what)


def test_only_what_a_field_would_lose_is_too_long():
    line = Text(10)
    assert typed.fits("a" + " " * 20 + "b", "Navnet", line), "runs of blanks are one blank in the field"
    assert typed.fits("a\u030a" * 10, "Navnet", line), "letters are counted as they are kept"
    with pytest.raises(InputError, match="på 11 tegn"):
        typed.fits("  " + "a\u030a" * 11, "Navnet", line)
    with pytest.raises(InputError, match="del den i flere"):
        typed.fits("x" * 2001, "Beskeden")


def test_a_node_is_named_as_on_the_board_or_as_on_the_radio():
    assert typed.node("unknown-0A0F0099") == typed.node("!0a0f0099") == typed.node(" 0a0f0099 ") == 0x0A0F0099
    for text in ("zzz", "", "unknown-", "10a0f0099"):
        with pytest.raises(InputError, match="er ingen radio"):
            typed.node(text)


def test_the_shorthand_of_a_report_must_say_something_of_it():
    assert typed.report("vand! 43b").children == 43
    with pytest.raises(InputError) as refused:
        typed.report("vi har det fint her måske")
    assert isinstance(refused.value.remedy, SendAsMessage)


def test_refusals_carry_what_would_help_as_a_fact(kit):
    note = kit.record(Note("Lyset er gået."))
    for act, remedy in (
        (lambda: typed.count("mange"), LeaveEmpty("feltet")),
        (lambda: typed.word(typed.TOPICS, "sne", "et punkt", may_be_empty=True), LeaveEmpty("det")),
        (lambda: typed.word(typed.TOPICS, "sne", "et punkt"), None),
        (lambda: typed.required(" ", "Navnet"), WriteIt("det")),
        (lambda: typed.need(" ", "Navnet"), WriteText("det")),
        (lambda: typed.event_of(note.number, kit, Message, "en besked"), SeeNumbers()),
    ):
        with pytest.raises(InputError) as refused:
            act()
        assert refused.value.remedy == remedy
