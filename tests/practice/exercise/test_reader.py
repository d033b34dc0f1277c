"""The checker: every fault of a scenario by its line, all of them at once; and the scenarios that come along."""

import re

import pytest
from paths import CARDS, DATA
from scenarios import EVERY, SHIPPED, scenario

from fieldkit.core.facts.said import Message, Report
from fieldkit.core.facts.terms import Precedence
from fieldkit.core.phrase.parse import parse
from fieldkit.practice.exercise.bodies import bodies_of
from fieldkit.practice.exercise.reader import read_scenario
from fieldkit.practice.exercise.scenario import BREAKS_DA, SORT_DA, Breaks, Sort
from fieldkit.store.files.cards import load_cards
from fieldkit.store.files.roster import whole_roster

ROSTER = whole_roster(DATA)
CARD_IDS = set(load_cards(CARDS)[0])
HEAD = 'navn = "Prøve"\nminutter = 60\nvejledning = "Til lederen."\n'
FINE = '[[indspil]]\nminut = 1\nslags = "stikord"\ntekst = "Spørg."\n'


def faults_of(text: str) -> list[tuple[int, str]]:
    read, faults = read_scenario("prøve.toml", text, ROSTER, CARD_IDS)
    assert (read is None) == bool(faults)
    assert all(str(fault).startswith(f"prøve.toml:{fault.line}: ") for fault in faults)
    assert all(fault.what[-1] in ".?!" for fault in faults), faults
    return [(fault.line, fault.what) for fault in faults]


def inject(**fields: object) -> str:
    written = {key: f'"{value}"' if isinstance(value, str) else value for key, value in fields.items()}
    return HEAD + "[[indspil]]\n" + "".join(f"{key} = {value}\n" for key, value in written.items())


def breakdown(**fields: object) -> str:
    return inject(**fields).replace("[[indspil]]", "[[svigt]]", 1) + FINE


MELDING = {"minut": 1, "slags": "melding", "sted": "uglemoseskolen", "tekst": "vand!"}
AGAIN = '[[svigt]]\nminut = 5\nslags = "papir slut"\nsted = "sekretariat"\n'
PAPER = {"minut": 1, "slags": "papir slut", "sted": "sekretariat"}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        # the head
        (HEAD.replace("navn", "nvan") + FINE, 1, "“nvan” hører ikke til drejebogen"),
        ("minutter = 60\n" + FINE, 1, "“navn” mangler"),
        (HEAD.replace("60", '"60"') + FINE, 2, "skal være et helt tal"),
        (HEAD.replace("60", "true") + FINE, 2, "skal være et helt tal"),
        (HEAD.replace("60", "0") + FINE, 2, "fra 1 til 1440"),
        (HEAD.replace('"Prøve"', '"' + "x" * 200 + '"') + FINE, 1, "der er plads til"),
        (HEAD.replace('"Prøve"', '" "') + FINE, 1, "“navn” er tom"),
        (HEAD.replace('"Prøve"', "7") + FINE, 1, "en tekst mellem gåseøjne"),
        (HEAD, 0, "ingen indspil"),
        (HEAD + FINE + "[indspil]\n", 8, "Overskriften"),
        (HEAD + FINE + "[[andet]]\n", 8, "Overskriften"),
        (HEAD + FINE + "vrøvl\n", 8, "Linjen er ikke skrevet rigtigt"),
        (HEAD + FINE * 401, 0, "flere end 400"),
        # an inject
        (inject(**{**MELDING, "slags": "meldning"}), 6, "kan ikke stå under “slags”"),
        (inject(**{**MELDING, "slags": 3}), 6, "en tekst mellem gåseøjne"),
        (inject(slags="stikord", tekst="Spørg."), 4, "“minut” mangler"),
        (inject(minut=1, tekst="Spørg."), 4, "“slags” mangler"),
        (inject(**{**MELDING, "minut": 61}), 5, "fra 0 til 60"),
        (inject(**{**MELDING, "minut": -1}), 5, "fra 0 til 60"),
        (inject(**{**MELDING, "sted": "findes-ikke"}), 7, "kendes ikke"),
        (inject(minut=1, slags="melding", tekst="vand!"), 4, "“sted” mangler"),
        (inject(**{**MELDING, "tekst": "god morgen"}), 8, "siger intet om de elleve punkter"),
        (inject(**{**MELDING, "tekst": ""}), 8, "“tekst” er tom"),
        (inject(**{**MELDING, "tekst": "vand! " + "x" * 1100}), 8, "der er plads til 1000"),
        (inject(**MELDING, via="brevdue"), 9, "kan ikke stå under “via”"),
        (inject(**MELDING, kort="alarm"), 9, "“kort” hører ikke til et indspil af slagsen melding"),
        (inject(minut=1, slags="sms", sted="uglemoseskolen", tekst="?"), 8, "hverken en melding eller en besked"),
        (inject(minut=1, slags="besked", sted="uglemoseskolen", tekst="Hej", hast="straks"), 9, "“hast”"),
        (inject(minut=1, slags="spørgsmål", tekst="Hvornår?", antal=0), 8, "fra 1 til"),
        (inject(minut=1, slags="varsel", tekst="Storm", kilde="avisen"), 8, "“kilde”"),
        (inject(minut=1, slags="actioncard", kort="findes-ikke"), 7, "intet actioncard"),
        (inject(minut=1, slags="stikord", tekst="Ring til 010190-1234"), 7, "personnummer"),
        (HEAD + FINE + 'tekst = "igen"\n', 8, "står her for anden gang; det står også på linje 7"),
        # a breakdown
        (breakdown(**{**PAPER, "slags": "papir"}), 6, "kan ikke stå under “slags”"),
        (breakdown(minut=1, slags="papir slut"), 4, "“sted” mangler"),
        (breakdown(**{**PAPER, "sted": "plejehjemmet-kaffekanden"}), 7, "Der står ikke noget kit"),
        (breakdown(**PAPER, til=1), 8, "forbi, før det begynder"),
        (breakdown(**PAPER, procent=12), 8, "hører kun til “batteri lavt”"),
        (breakdown(**{**PAPER, "slags": "batteri lavt"}), 4, "“procent” mangler"),
        (breakdown(**{**PAPER, "slags": "batteri lavt"}, procent=3), 8, "fra 8 til 14"),
        (breakdown(**PAPER, tekst="x"), 8, "“tekst” hører ikke til et svigt"),
        (breakdown(**PAPER) + AGAIN, 12, "fra linje 4"),
        (
            breakdown(minut=1, til=9, slags="sted tavst", sted="uglemoseskolen")
            + '[[indspil]]\nminut = 5\nslags = "melding"\nsted = "uglemoseskolen"\ntekst = "vand!"\n',
            13,
            "Stedet kan ikke høres i minut 5: sted tavst, linje 4",
        ),
        (
            breakdown(minut=1, slags="relæ dødt", sted="uglemoseskolen")
            + '[[indspil]]\nminut = 5\nslags = "sms"\nsted = "uglemoseskolen"\ntekst = "vand!"\n',
            12,
            "Stedet kan ikke høres",
        ),
    ],
)  # fmt: skip
def test_a_fault_is_told_by_its_line(text, line, words):
    found = faults_of(text)
    assert any(at == line and words in what for at, what in found), found


def test_all_faults_are_told_and_not_the_first():
    text = HEAD.replace("60", "0") + "vrøvl\n" + inject(**{**MELDING, "sted": "x", "slags": "y"}) + "[[andet]]\n"
    assert len({line for line, _ in faults_of(text)}) >= 5


def test_letters_that_are_not_toml_are_faults_and_never_raise():
    for text in ("", "\x00", "[[" * 50, "[[indspil]]\n" * 3, '[[indspil]]\nslags = ["melding"]\nminut = 1.5\n'):
        assert faults_of(text)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_the_scenarios_that_come_along_have_no_fault(path):
    read, faults = read_scenario(path.name, path.read_text("utf-8"), ROSTER, CARD_IDS)
    assert faults == [] and read is not None
    assert read.seconds == 3600, "an hour that one person can lead"
    assert all(word in read.guide for word in ("FØR", "UNDER", "EFTER"))
    assert all(step.at_s < read.seconds for step in (*read.injects, *read.breakdowns))


def test_five_scenarios_come_along_and_between_them_everything_is_played():
    read = [scenario(ROSTER, path.read_text("utf-8")) for path in SHIPPED]
    assert len(read) == 5
    assert {inject.sort for one in read for inject in one.injects} == set(Sort)
    assert {broken.what for one in read for broken in one.breakdowns} >= set(Breaks) - {Breaks.KIT}


def test_every_sort_and_every_breakdown_has_its_word_in_the_description():
    told = (SHIPPED[0].parent / "README.md").read_text("utf-8")
    for word in (*SORT_DA.values(), *BREAKS_DA.values()):
        assert f"| `{word}` |" in told, word
    scenario(ROSTER, told.split("```toml")[1].split("```")[0])


def test_what_is_read_is_what_was_written():
    read = scenario(ROSTER, EVERY)
    assert [inject.sort for inject in read.injects] == [
        Sort.WARNING, Sort.REPORT, Sort.TEXT, Sort.MESSAGE, Sort.QUESTION, Sort.REQUEST, Sort.CARD, Sort.CALL,
        Sort.ENVELOPE, Sort.CUE,
    ]  # fmt: skip
    paper, battery = read.breakdowns
    assert (paper.at_s, paper.until_s, paper.place) == (1200, 1800, "sekretariat")
    assert (battery.until_s, battery.percent) == (3600, 12)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_what_places_write_in_the_scenarios_that_come_along_is_understood_as_it_looks(path):
    """Prose beside a sign has the kit take neither: then the board shows nothing of what the leader's list says."""
    for inject in scenario(ROSTER, path.read_text("utf-8")).injects:
        place = ROSTER.by_slug(inject.place)
        bodies = bodies_of(inject, place.number if place else 1)
        for note in (body.note for body in bodies if isinstance(body, Report)):
            left = [word for word in re.findall(r"\w+[!?]", note) if parse(word).topics]
            assert not left, f"line {inject.line}: {left} came to nothing"
        if inject.sort is Sort.TEXT and inject.text.startswith(("AKUT", "HASTER")):
            said = [body.precedence for body in bodies if isinstance(body, Message)]
            assert said and said[0] is not Precedence.ROUTINE, f"line {inject.line}: nobody is asked to understand it"
