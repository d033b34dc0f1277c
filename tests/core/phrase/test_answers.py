"""What counts as read, what is a cry for help, and what asks for the manual."""

import pytest

from fieldkit.core.facts.terms import Precedence
from fieldkit.core.phrase.answers import acknowledged, also_read, asks_how_to_write, cry, may_ask_how_to_write

READ = {
    "OK 1-0008, vi kommer kl 18": ((1, 8), "vi kommer kl 18"),
    "Ok 1-0008 👍": ((1, 8), ""),
    "1-0008 ok": ((1, 8), ""),
    "OK 1–0008": ((1, 8), ""),
    "ok 1—0008": ((1, 8), ""),
    "ok 1‑0008": ((1, 8), ""),
    "ok 1 - 0008": ((1, 8), ""),
    "ok 1 0008": ((1, 8), ""),
    "forstået 1-0008. vi kommer": ((1, 8), "vi kommer"),
    "Forstaaet 12-147": ((12, 147), ""),
    "forstaet 12-147": ((12, 147), ""),
    "ok12-0147": ((12, 147), ""),
    "ok nr. 12-0147": ((12, 147), ""),
    "Hej. Ok til 12-0147, tak!": ((12, 147), ""),
    "svar: ok 12-0147": ((12, 147), ""),
    "12-0147 er forstået": ((12, 147), ""),
    "12-0147 er læst, vi mangler vand": ((12, 147), "vi mangler vand"),
    "👍🏽 12-0147": ((12, 147), ""),
    "12-0147 👌🏻": ((12, 147), ""),
    "Modtaget 12-0147 og sendt videre til køkkenet": ((12, 147), "sendt videre til køkkenet"),
    "vi har 12 børn. ok 1-0008": ((1, 8), "vi har 12 børn"),
    "OK (1-0008)": ((1, 8), ""),
    "Vi har læst 1-0008": ((1, 8), ""),
    "ok 1-0008 men vi kan ikke sende nogen": ((1, 8), "vi kan ikke sende nogen"),
}
BARE = [
    "ok",
    "OK!",
    "ok tak",
    "Tak, ok",
    "👍",
    "👍🏻",
    "👍🏿👍🏿",
    "👌",
    "✅",
    "✔️",
    "okay 🙏",
    "forstået",
    "Modtaget, tak",
    "beskeden er modtaget",
    "vi har læst den",
    "Okay det er forstået",
    "ok 👍🏼",
    "læst",
]
NOT_READ = [
    "1-0008 ikke forstået",
    "ikke ok 1-0008",
    "er 1-0008 læst?",
    "ok 1-0008?",
    "vi har ikke læst 1-0008",
    "1-0008",
    "hvad betyder 1-0008",
    "vi svarer ok 1-0008 når vi har læst den",
    "vand ok 1-0008",
    "alt ok",
    "vi er ok",
    "ok?",
    "ikke ok",
    "ok vi mangler vand",
    "vand ok",
    "mødes kl 14-15 ok",
    "ok 12/11",
    "tak",
    "ikke modtaget",
    "🙂",
    "kan ikke læse 1-0008",
    "set i kælderen",
    "ok 43 børn",
    "ring 1-0008 0001",
]


@pytest.mark.parametrize(("text", "said"), READ.items())
def test_a_number_is_read_with_words_before_or_after_it_and_any_dash(text, said):
    assert acknowledged(text) == said


@pytest.mark.parametrize(
    ("text", "also", "words"),
    [
        ("ok 1-0002 1-0003", [(1, 3)], ""),
        ("ok 1-0002, 1-0003 og 12-0004, vi kommer", [(1, 3), (12, 4)], "vi kommer"),
        ("ok 1-0002 ok 1-0003", [(1, 3)], ""),
        ("ok 1-0002 samt 1-0003", [(1, 3)], ""),
        ("ok 1-0002 1-0002", [], ""),
        ("ok 1-0002, ikke 1-0003", [], "ikke 1-0003"),
        ("ok 1-0002, 1-0003 mangler vi", [], "1-0003 mangler vi"),
        ("ok 1-0002. 1-0003 er væk", [], "1-0003 er væk"),
        ("ok 1-0002 99999-0003", [], "99999-0003"),
    ],
)
def test_more_numbers_in_a_row_are_read_as_well(text, also, words):
    assert acknowledged(text) == ((1, 2), words)
    assert also_read(text) == tuple(also)


def test_numbers_in_a_row_before_the_word_are_read_and_none_that_is_only_spoken_of():
    assert (acknowledged("1-0002 og 1-0003 læst"), also_read("1-0002 og 1-0003 læst")) == (((1, 3), ""), ((1, 2),))
    assert also_read("vi venter på 1-0002. 1-0003 ok") == ()


@pytest.mark.parametrize("text", BARE)
def test_a_bare_ok_with_thanks_or_a_hand_of_any_colour(text):
    assert acknowledged(text) == (None, "")


@pytest.mark.parametrize("text", NOT_READ)
def test_what_does_not_say_that_it_is_read_makes_nobody_forstaaet(text):
    assert acknowledged(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "hjælp mig",
        "Hjælp!",
        "HJÆLP MIG!!",
        "hjaelp mig",
        "hjalp os",
        "help me",
        "hjælp os nu",
        "SOS",
        "Nødråb fra skolen",
        "det brænder i køkkenet",
        "der er ild i depotet",
        "vi skal have hjælp nu",
        "send hjælp straks",
        "red os",
        "hjælp, ham den gamle er faldet",
        "Hjælp vi har ingen vand",
        "ring 112",
        "Hun trækker ikke vejret",
        "hjælp! 12 børn",
        "et barn er faldet og bløder",
        "ambulance nu",
        "en gammel mand har ondt i brystet",
        "der er røg i gangen",
        "døren brænder",
        "der lugter af gas i køkkenet",
        "et barn er væk",
        "han kan ikke få luft",
    ],
)
def test_a_cry_is_akut(text):
    assert cry(text) is Precedence.FLASH


@pytest.mark.parametrize("text", ["hjælp", "Hjælp?", "hjaelp"])
def test_the_word_alone_may_be_a_cry_and_is_at_least_urgent(text):
    assert cry(text) is Precedence.URGENT and may_ask_how_to_write(text) and not asks_how_to_write(text)


@pytest.mark.parametrize(
    "text",
    [
        "tak for hjælpen",
        "vi har ikke brug for hjælp",
        "han hjælper os",
        "kan I hjælpe os med papir",
        "vand!",
        "ingen hjælp!",
        "brændeovnen brænder godt",
        "hjælp os med at finde tæpper",
        "der er ingen brand",
        "ingen bløder mere",
        "ilden er slukket",
        "vi har ikke brug for ambulance",
        "ingen børn er kommet til skade",
        "ambulancen har hentet fru Prøve",
        "strømmen er væk",
        "telefonen er død",
    ],
)
def test_what_only_speaks_of_help_is_no_cry(text):
    assert cry(text) is None


def test_only_a_question_mark_says_nothing():
    assert asks_how_to_write("?") and asks_how_to_write(" ?? ")
    assert not any(asks_how_to_write(text) for text in ("hjælp", "info", "", "vand?"))
    assert may_ask_how_to_write("info") and may_ask_how_to_write("hjælp mig")
