"""The card language: the cards at hand are clean, every fault is named by line, the version follows the text."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paths import CARDS

from fieldkit.core.cards.cards import (
    Card,
    Mode,
    Occasion,
    OpenCard,
    PrintDocument,
    SendMessage,
    SendReport,
    StartTimer,
    TopicBad,
    Trigger,
    card_version,
    read_card,
    suggested,
)
from fieldkit.core.cards.grammar import Misread, read_action, read_seen, read_trigger
from fieldkit.core.cards.types import OCCASION_DA, SEEN_DA, Seen, ToSlug, addressee_da
from fieldkit.core.documents import CardSheet, DocumentKind, TestPage
from fieldkit.core.errors import InputError
from fieldkit.core.facts.address import ToAll, ToRole
from fieldkit.core.facts.terms import ADDRESSED_DA, CONDITION_DA, TOPIC_DA, Condition, Precedence, Role, Topic
from fieldkit.store.files.cards import keep_card, kept_card, load_cards

GOOD = """---
id: proeve
titel: Vandet er væk
rolle: institutionsleder
niveau: 1, 2
åbnes når: hanen er tør; vandværket fraråder vandet
formål: Alle har vand nok.
form: læs-gør
foreslås ved: vand mangel; hændelse begynder
kilde: KL 2026 dagtilbud og skoler 1; hovedplan 4.4
---

## NU

- [ ] Luk for hanerne. (inden 15 min)
- [ ] Tæl vandet, og regn ud,
  hvor længe det rækker.
  - gør: send melding
- [ ] Ring efter vand.
  - ring: forsyningsvagt > beredskabschef
  - ikke relevant: Hvorfor er der vand nok?
- [ ] Sig det til alle.
  - gør: send besked haster til sekretariatet: Vi mangler vand: liter
- [ ] Hæng en seddel op.
  - gør: print opslag

## DEREFTER

- [ ] Del ud i kopper. (inden 2 t)
- [ ] Stil uret.
  - gør: start ur 3 t: næste melding
- [ ] Åbn det næste kort.
  - gør: åbn kort andet
- [ ] Print et kort til døren.
  - gør: print actioncard andet
- [ ] Spar på det, der er.
  - ikke relevant
"""


@pytest.fixture(scope="module")
def cards() -> dict[str, Card]:
    loaded, faults = load_cards(CARDS)
    assert [str(fault) for fault in faults] == []
    return loaded


def good() -> Card:
    card, faults = read_card("proeve.md", GOOD)
    assert faults == []
    assert card is not None
    return card


def folder_with(tmp_path: Path, text: str) -> Path:
    """A folder with the card in question and the card it opens."""
    (tmp_path / "proeve.md").write_text(text, encoding="utf-8")
    other = GOOD.replace("id: proeve", "id: andet").replace("kort andet", "kort proeve")
    (tmp_path / "andet.md").write_text(other.replace("actioncard andet", "actioncard proeve"), encoding="utf-8")
    roles = "institutionsleder\nforsyningsvagt # vand og strøm\n\n# staben\nberedskabschef\n"
    (tmp_path / "roller.txt").write_text(roles, encoding="utf-8")
    return tmp_path


def test_the_cards_at_hand_are_clean_and_enough(cards: dict[str, Card]) -> None:
    assert len(cards) >= 32
    assert "README" not in {card.file for card in cards.values()}
    assert all(card.sources and card.triggers and card.purpose for card in cards.values())


def test_a_section_of_the_cards_at_hand_is_read_aloud_in_90_seconds(cards: dict[str, Card]) -> None:
    for card in cards.values():
        for section in card.sections:
            assert 5 <= len(section.steps) <= 9, (card.id, section.title)
            assert sum(len(step.text.split()) for step in section.steps) / 110 * 60 <= 90, (card.id, section.title)


def test_no_card_names_a_real_place(cards: dict[str, Card]) -> None:
    for card in cards.values():
        for name in ("Vallensbæk", "Ballerup", "Aarhus", "Viborg", "Esbjerg", "København", "4K", "Torvegade", "@"):
            assert name not in card.text, card.id


def test_everything_a_card_says_is_read() -> None:
    card = good()
    assert (card.id, card.title, card.role, card.levels) == ("proeve", "Vandet er væk", "institutionsleder", (1, 2))
    assert card.triggers == ("hanen er tør", "vandværket fraråder vandet")
    assert card.mode is Mode.READ_DO
    assert card.sources == ("KL 2026 dagtilbud og skoler 1", "hovedplan 4.4")
    assert card.opens_on == (TopicBad(Topic.WATER, Condition.SHORTAGE), Occasion.INCIDENT_STARTED)
    assert [section.title for section in card.sections] == ["NU", "DEREFTER"]
    assert [step.number for step in card.steps] == list(range(1, 11))
    assert card.steps[0].text == "Luk for hanerne."
    assert card.steps[0].deadline_s == 15 * 60
    assert card.steps[1].text == "Tæl vandet, og regn ud, hvor længe det rækker."
    assert card.steps[2].ring == ("forsyningsvagt", "beredskabschef")
    assert card.steps[2].skip_question == "Hvorfor er der vand nok?"
    assert card.steps[5].deadline_s == 2 * 3600
    assert [step.may_skip for step in card.steps] == [False, False, True, *[False] * 6, True]
    assert [step.action for step in card.steps if step.action] == [
        SendReport(),
        SendMessage(Precedence.URGENT, ToRole("secretariat"), "Vi mangler vand: liter"),
        PrintDocument(DocumentKind.NOTICE),
        StartTimer(3 * 3600, "næste melding"),
        OpenCard("andet"),
        PrintDocument(DocumentKind.CARD, CardSheet("andet")),
    ]
    assert card.step(10) == card.steps[9]
    assert card.step(0) is None
    assert card.step(11) is None


def test_the_example_in_the_readme_reads_clean_but_for_its_length() -> None:
    readme = (CARDS / "README.md").read_text(encoding="utf-8")
    example = readme.split("```")[1].strip() + "\n"
    card, faults = read_card("eksempel.md", example)
    assert card is not None
    assert [fault.what for fault in faults] == ["afsnittet “NU” har 3 trin; der skal være 5–9."]


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.split("\n"), 1) if part in line)


# (what is planted, text in place of which text, where the fault is named, what the sentence must say)
PLANTED = [
    ("first line missing", "---\nid: proeve", "id: proeve", 1, "begynde med en linje ---"),
    ("front matter never ends", "hovedplan 4.4\n---\n", "hovedplan 4.4\n", 1, "afsluttende linje"),
    ("unknown field", "formål:", "formaal:", "formaal:", "kender ikke feltet “formaal”"),
    ("field missing", "formål: Alle har vand nok.\n", "", 1, "“formål” mangler"),
    ("field twice", "form: læs-gør\n", "form: læs-gør\nform: gør-tjek\n", "form: gør-tjek", "står også i linje 8"),
    ("field empty", "titel: Vandet er væk", "titel:", "titel:", "“titel” er tomt"),
    ("field without colon", "rolle: institutionsleder", "rolle institutionsleder", "rolle inst", "er ikke et felt"),
    ("id with capitals", "id: proeve", "id: Prøve", "id: Prøve", "små bogstaver"),
    ("id not the file's", "id: proeve", "id: noget-andet", "id: noget-andet", "noget-andet.md"),
    ("level beyond the ladder", "niveau: 1, 2", "niveau: 1, 7", "niveau:", "fra 0 til 3"),
    ("form unknown", "form: læs-gør", "form: læs", "form: læs", "læs-gør eller gør-tjek"),
    ("trigger unknown", "vand mangel", "øl mangel", "foreslås ved:", "øl mangel"),
    ("role not on the list", "rolle: institutionsleder", "rolle: skoleleder", "rolle:", "“skoleleder”"),
    ("role in ring misspelt", "> beredskabschef", "> beredskapschef", "- ring:", "Mente du “beredskabschef”?"),
    ("first section not NU", "## NU", "## STRAKS", "## STRAKS", "skal hedde NU"),
    ("section in small letters", "## DEREFTER", "## Derefter", "## Derefter", "store bogstaver"),
    ("section twice", "## DEREFTER", "## NU", 27, "står to gange"),
    ("step before a section", "---\n\n## NU\n", "---\n", "Luk for hanerne", "før den første overskrift"),
    ("too few steps", "- [ ] Luk for hanerne. (inden 15 min)\n", "", "## NU", "har 4 trin"),
    (
        "too many steps",
        "- [ ] Del ud",
        "- [ ] A\n- [ ] B\n- [ ] C\n- [ ] D\n- [ ] E\n- [ ] Del ud",
        "## DERE",
        "har 10 trin",
    ),
    ("step ticked in the file", "- [ ] Luk", "- [x] Luk", "Luk for", "boksen skal være tom"),
    ("step without a box", "- [ ] Luk", "- Luk", "- Luk", "et trin skrives - [ ]"),
    ("step empty", "- [ ] Hæng en seddel op.", "- [ ]", "- [ ]\n", "ingen tekst"),
    ("step too long", "Luk for hanerne.", "Luk for hanerne, " + "og igen " * 25, "Luk for", "Del det i to"),
    ("text that belongs nowhere", "## DEREFTER\n", "## DEREFTER\n\nHusk at smile.\n", "Husk at smile", "noget trin"),
    ("deadline unreadable", "(inden 2 t)", "(inden frokost)", "inden frokost", "kan ikke læse tiden"),
    ("deadline unclosed", "(inden 15 min)", "(inden 15 min", "(inden 15", "slutparentes"),
    ("two deadlines", "(inden 2 t)", "(inden 2 t) (inden 3 t)", "(inden 3 t)", "to frister"),
    ("unknown attribute", "- ring: f", "- rign: f", "- rign:", "kender ikke “rign”"),
    ("attribute twice", "  - gør: print opslag", "  - gør: print opslag\n  - gør: print log", "print log", "to gange"),
    ("nothing that a kit sees", "  - gør: print opslag", "  - kittet ser: regnen", "regnen", "kan ikke se"),
    ("ring empty", "- ring: forsyningsvagt > beredskabschef", "- ring:", "- ring:", "ring: er tom"),
    ("ring with a gap", "forsyningsvagt > b", "forsyningsvagt > > b", "- ring:", "ikke et rollenavn"),
    ("action unknown", "gør: send melding", "gør: send røgsignal", "røgsignal", "forstår ikke gør:"),
    ("precedence unknown", "besked haster", "besked straks", "besked straks", "ikke en hastegrad"),
    ("addressee unknown", "til sekretariatet:", "til Mormor:", "til Mormor", "kender ikke modtageren"),
    ("document unknown", "print opslag", "print plakat", "print plakat", "kender ikke dokumentet"),
    ("document without its number", "print opslag", "print blanketter", "print blanketter", "hvor mange blanketter"),
    ("document of too many", "print opslag", "print blanketter 99", "print blanketter 99", "vælg fra 1 til 50"),
    ("document of no number", "print opslag", "print blanketter mange", "print blanketter m", "antal blanketter"),
    ("document of a wrong number", "print opslag", "print opslag nummer 4", "print opslag n", "ikke et nummer"),
    (
        "document without its card",
        "print actioncard andet",
        "print actioncard",
        "print actioncard",
        "skal der stå kortets",
    ),
    ("document with words too many", "print opslag", "print prøveside nu", "print prøveside nu", "fjern “nu”"),
    ("document under lock", "print opslag", "print nødliste klasse-3b", "print nødliste k", "låst inde"),
    ("document of a key", "print opslag", "print nøglekort", "print nøglekort", "kender ikke dokumentet"),
    ("timer unreadable", "ur 3 t", "ur 3 uger", "ur 3 uger", "kan ikke læse tiden"),
    ("opens a card that is not there", "åbn kort andet", "åbn kort tredje", "åbn kort tredje", "intet kort med id"),
    ("prints a card that is not there", "actioncard andet", "actioncard fjerde", "actioncard fj", "intet kort med id"),
    ("opens itself", "åbn kort andet", "åbn kort proeve", "åbn kort proeve", "åbner sig selv"),
    ("a CPR number", "Del ud i kopper.", "Spørg 010203-1234.", "010203", "personnummer"),
    ("a phone number", "Del ud i kopper.", "Ring 12 34 56 78.", "12 34", "telefonnummer"),
    ("a tab", "- [ ] Del ud", "- [ ] Del\tud", "Del\tud", "usynligt tegn"),
]


@pytest.mark.parametrize(("old", "new", "where", "says"), [p[1:] for p in PLANTED], ids=[p[0] for p in PLANTED])
def test_a_planted_fault_is_named_by_file_and_line(
    tmp_path: Path, old: str, new: str, where: int | str, says: str
) -> None:
    assert GOOD.count(old) >= 1
    text = GOOD.replace(old, new, 1)
    _, faults = load_cards(folder_with(tmp_path, text))
    if isinstance(where, int):
        line = where
    elif where.endswith("\n"):
        line = text.split("\n").index(where[:-1]) + 1
    else:
        line = line_of(text, where)
    named = [fault.what for fault in faults if (fault.file, fault.line) == ("proeve.md", line)]
    assert any(says in what for what in named), [str(fault) for fault in faults]


def test_of_a_document_that_is_wrong_on_a_card_what_can_be_used_is_used() -> None:
    """In a crisis the card is worked all the same: the person is asked, or the words too many are left out."""
    for line, action in (
        ("blanketter", PrintDocument(DocumentKind.CHITS)),
        ("blanketter mange", PrintDocument(DocumentKind.CHITS)),
        ("log alt", PrintDocument(DocumentKind.LOG)),
        ("prøveside nu", PrintDocument(DocumentKind.TEST, TestPage())),
    ):
        card, faults = read_card("proeve.md", GOOD.replace("print opslag", f"print {line}"))
        assert card is not None and len(faults) == 1
        assert action in [step.action for step in card.steps]


def test_the_unspoilt_folder_has_no_fault(tmp_path: Path) -> None:
    cards, faults = load_cards(folder_with(tmp_path, GOOD))
    assert [str(fault) for fault in faults] == []
    assert list(cards) == ["andet", "proeve"]


def test_twenty_faults_in_one_folder_are_all_named(tmp_path: Path) -> None:
    """Each of the planted faults in a card of its own: every file is named, and only those."""
    folder = folder_with(tmp_path, GOOD)
    for number, (_, old, new, _, _) in enumerate(PLANTED):
        text = GOOD.replace(old, new, 1).replace("id: proeve", f"id: fejl-{number}", 1)
        (folder / f"fejl-{number}.md").write_text(text, encoding="utf-8")
    _, faults = load_cards(folder)
    clean_by_itself = {"opens itself"}  # the spoilt copy opens another card than itself here
    wanted = {f"fejl-{n}.md" for n, planted in enumerate(PLANTED) if planted[0] not in clean_by_itself}
    assert {fault.file for fault in faults} == wanted


def test_two_cards_with_one_id_are_named(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, GOOD)
    (folder / "zkopi.md").write_text(GOOD, encoding="utf-8")
    cards, faults = load_cards(folder)
    assert "zkopi.md:2: id “proeve” bruges også i proeve.md." in [str(fault) for fault in faults]
    assert cards["proeve"].file == "proeve.md"


def test_a_file_that_is_not_utf8_is_named_by_line_and_the_rest_still_load(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, GOOD)
    (folder / "gammel.md").write_bytes("---\nid: gammel\ntitel: Prøve\n".encode("latin-1"))
    cards, faults = load_cards(folder)
    assert [(fault.file, fault.line) for fault in faults] == [("gammel.md", 3)]
    assert set(cards) == {"andet", "proeve"}


def test_a_missing_folder_is_one_sentence_and_an_empty_one_a_fault(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="findes ikke"):
        load_cards(tmp_path / "ingen")
    (tmp_path / "README.md").write_text("intet kort", encoding="utf-8")
    cards, faults = load_cards(tmp_path)
    assert cards == {}
    assert ["ingen actioncards" in fault.what for fault in faults] == [True]


def test_a_card_with_a_fault_can_still_be_used(tmp_path: Path) -> None:
    cards, faults = load_cards(folder_with(tmp_path, GOOD.replace("(inden 2 t)", "(inden frokost)")))
    assert faults
    assert len(cards["proeve"].steps) == 10
    assert cards["proeve"].steps[5].deadline_s is None


def test_the_version_changes_with_the_text_and_with_nothing_else() -> None:
    version = card_version(GOOD)
    assert len(version) == 8
    assert good().version == version
    assert card_version(GOOD.replace("15 min", "20 min")) != version
    assert card_version(GOOD.replace("Vandet er væk", "Vandet er vaek")) != version
    untouched = unicodedata.normalize("NFD", GOOD).replace("\n", " \r\n") + "\r\n\r\n"
    assert card_version("\ufeff" + untouched) == version


def test_a_running_copy_finds_the_text_it_was_started_on(tmp_path: Path) -> None:
    before = good()
    keep_card(tmp_path / "versioner", before)
    after, _ = read_card("proeve.md", GOOD.replace("Luk for hanerne.", "Luk for alle haner."))
    assert after is not None
    keep_card(tmp_path / "versioner", after)
    assert kept_card(tmp_path / "versioner", "proeve", before.version) == before
    assert kept_card(tmp_path / "versioner", "proeve", after.version) == after
    assert kept_card(tmp_path / "versioner", "proeve", "00000000") is None


def test_what_happens_proposes_the_right_card(cards: dict[str, Card]) -> None:
    def ids(trigger: Trigger) -> set[str]:
        return {card.id for card in suggested(cards.values(), trigger)}

    assert "skole-vand" in ids(TopicBad(Topic.WATER, Condition.SHORTAGE))
    assert "drikkevand" not in ids(TopicBad(Topic.WATER, Condition.SHORTAGE))
    assert {"skole-vand", "drikkevand"} <= ids(TopicBad(Topic.WATER, Condition.CRITICAL))
    assert ids(TopicBad(Topic.WATER, Condition.UNKNOWN)) == set()
    assert "alarm" in ids(Occasion.INCIDENT_STARTED)
    assert "evaluering" in ids(Occasion.INCIDENT_STOPPED)
    assert "runner" in ids(Occasion.MESSAGE_OVERDUE)
    for topic in Topic:
        assert ids(TopicBad(topic, Condition.CRITICAL)), topic


@pytest.mark.parametrize(
    ("word", "to", "said"),
    [
        *[(ADDRESSED_DA[role], ToRole(role.value), ADDRESSED_DA[role]) for role in Role],
        ("alle", ToAll(), "alle"),
        ("kommunekontoret", ToSlug("kommunekontoret"), "kommunekontoret"),
        ("secretariat", ToRole("secretariat"), "sekretariatet"),
    ],
)
def test_a_card_sends_to_all_to_a_role_or_to_a_place(word: str, to: ToAll | ToRole | ToSlug, said: str) -> None:
    action = read_action(f"send besked haster til {word}: Vi mangler vand.")
    assert action == SendMessage(Precedence.URGENT, to, "Vi mangler vand.")
    assert addressee_da(to) == said


@pytest.mark.parametrize("seen", Seen)
def test_what_a_kit_sees_has_the_words_that_cards_use_and_their_readme_names(seen: Seen) -> None:
    assert read_seen(f" {SEEN_DA[seen].replace(' ', '  ')}") is seen
    assert f"`{SEEN_DA[seen]}`" in (CARDS / "README.md").read_text("utf-8")
    with pytest.raises(Misread, match="kittet kan ikke se “regnen”; det kan se: journalen er skrevet"):
        read_seen("regnen")


@pytest.mark.parametrize("occasion", Occasion)
def test_every_occasion_has_the_word_that_cards_use_and_their_readme_names(occasion: Occasion) -> None:
    word = OCCASION_DA[occasion]
    assert read_trigger(f" {word.replace(' ', '  ')} ") is occasion
    assert f"`{word}`" in (CARDS / "README.md").read_text("utf-8")


@pytest.mark.parametrize("condition", Condition)
def test_a_topic_proposes_when_it_is_bad_and_never_when_it_is_not(condition: Condition) -> None:
    text = f"{TOPIC_DA[Topic.WATER]} {CONDITION_DA[condition]}"
    if condition in (Condition.SHORTAGE, Condition.CRITICAL):
        assert read_trigger(text) == TopicBad(Topic.WATER, condition)
    else:
        with pytest.raises(Misread, match="forstår ikke foreslås ved"):
            read_trigger(text)


@given(st.text(max_size=400))
def test_any_text_is_read_without_an_error(text: str) -> None:
    card, faults = read_card("x.md", text)
    assert card is None
    assert faults


@given(st.integers(0, len(GOOD)), st.integers(0, len(GOOD)), st.text(max_size=20))
def test_a_spoilt_card_is_read_without_an_error_and_faults_lie_inside_it(start: int, end: int, put: str) -> None:
    text = GOOD[:start] + put + GOOD[end:]
    _, faults = read_card("proeve.md", text)
    assert all(0 <= fault.line <= text.count("\n") + 1 for fault in faults)
