"""A word that a newer version wrote: where the terms stay open it is kept and told by itself, elsewhere the body is."""

import pytest

from fieldkit.core.facts import families as families
from fieldkit.core.facts.body import Body
from fieldkit.core.facts.event import Event, make_event, says
from fieldkit.core.facts.kinds import Opaque, body_json
from fieldkit.core.facts.said import CARD_DID_DA, CardAct, CardStep, EntrySort, Note
from fieldkit.core.facts.terms import OpenTerm, Precedence
from fieldkit.core.state.fold import fold
from fieldkit.core.state.runs import RunKey
from fieldkit.core.tell.sentences import sentence
from fieldkit.link.codec.codec import carried

NEWER_NOTE = b'{"text":"Der siges noget om vandet","entry":"rygte","by":"vagten"}'
NEWER_STEP = b'{"card":"alarm","act":"udsat","step":2,"by":"vagten"}'
NEWER_MESSAGE = b'{"text":"Hej","precedence":"later"}'


def read(kind: str, raw: bytes, seq: int = 1) -> Event:
    return Event(3, 1, seq, seq << 16, 5, 0, kind, raw)


@pytest.mark.parametrize(
    ("kind", "raw", "body"),
    [
        ("note", NEWER_NOTE, Note("Der siges noget om vandet", EntrySort("rygte"), "vagten")),
        ("card", NEWER_STEP, CardStep("alarm", CardAct("udsat"), 2, by="vagten")),
        ("message", NEWER_MESSAGE, Opaque("message", {"text": "Hej", "precedence": "later"})),
    ],
)
def test_a_newer_word_of_open_terms_is_kept_and_one_of_closed_terms_closes_the_body(
    kind: str, raw: bytes, body: Body
) -> None:
    event = read(kind, raw)
    assert event.body == body and type(event.body) is type(body)
    assert body_json(event.body) == raw, "it goes on as it came"


def test_a_known_word_is_the_member_itself() -> None:
    event = read("card", b'{"card":"alarm","act":"stop-timer","step":2}')
    assert says(event, CardStep) and event.body.act is CardAct.STOP_TIMER
    assert body_json(Note("x", EntrySort("note"))) == body_json(Note("x")) == b'{"text":"x"}'


@pytest.mark.parametrize("wrong", [b'{"text":"x","entry":7}', b'{"text":"x","entry":null}'])
def test_what_is_no_word_at_all_is_no_term(wrong: bytes) -> None:
    assert type(read("note", wrong).body) is Opaque


def test_a_newer_word_is_no_member_and_equals_only_itself() -> None:
    word = EntrySort("rygte")
    assert (word, word.value, f"{word}", hash(word)) == ("rygte", "rygte", "rygte", hash("rygte"))
    assert word == EntrySort("rygte") and word not in list(EntrySort) and len(list(EntrySort)) == 4
    with pytest.raises(ValueError, match="later"):
        Precedence("later")
    assert not issubclass(Precedence, OpenTerm)


def test_a_newer_sort_of_note_is_told_by_its_own_name_and_is_no_decision() -> None:
    note = read("note", NEWER_NOTE)
    assert sentence(note) == "Rygte: Der siges noget om vandet (vagten)"
    (kept,) = fold([note]).notes.values()
    assert kept.body.entry == "rygte" and kept.body.entry is not EntrySort.DECISION


def test_a_newer_act_on_a_card_is_told_by_its_own_name_and_settles_no_step() -> None:
    step = read("card", NEWER_STEP, seq=2)
    assert "trin 2: udsat" in sentence(step)
    told = fold([read("card", b'{"card":"alarm","act":"start"}'), step]).runs[RunKey(5, 3, "alarm")]
    assert told.open.value is True and told.steps[2].value is not None
    assert told.steps[2].value.act == "udsat" and not told.steps[2].value.act.settles


@pytest.mark.parametrize(
    ("did", "told"),
    [*((did.value, word) for did, word in CARD_DID_DA.items()), ("3-0012", "besked nr. 3-0012"),
     ("niveau-0-1-2", "kortet niveau-0-1-2 åbnet")],
)  # fmt: skip
def test_what_the_kit_did_on_a_tick_is_told(did: str, told: str) -> None:
    step = make_event(CardStep("alarm", CardAct.TICK, 2, did=did), kit=3, epoch=1, seq=1, hlc=1 << 16)
    assert sentence(step).endswith(f"({told})") or sentence(step).endswith(f", {told})")


def test_a_newer_word_does_not_go_on_the_air_under_an_old_number() -> None:
    event = make_event(Note("x", EntrySort("rygte")), kit=3, epoch=1, seq=1, hlc=1 << 16)
    assert carried(event) is None
    assert carried(make_event(Note("x", EntrySort.DECISION), kit=3, epoch=1, seq=2, hlc=2 << 16)) is not None
