"""What tired people write (tests/data/texts): that the corpus is what its page says, and how much of it is understood.

`-k "not kept-back"` leaves the half alone that nobody reads while the reading of texts is mended.
"""

import json
import re
from typing import Any, NamedTuple

import pytest
from paths import ROOT

from fieldkit.core.facts.terms import Condition, Level, Topic
from fieldkit.core.phrase.parse import Phrase, parse

LABELLED_TWICE = ("working", "kept-back", "fresh")
"""The second is read by nobody while the reading of texts is mended: the tests of its form tell none of it. The last
was not either, until its first run."""
UNDERSTOOD_WHOLE = {"working": 0.67, "mended-by": 0.52, "kept-back": 0.39, "fresh": 0.35}
"""Shares that were reached; less is a loss. They were 0.82, 0.63 and 0.43 before a point was no longer taken to be in
order on the word of long running text: that was what had been read as in order, and was not said to be."""
STILL_READ_BETTER = {"kept-back": 9, "fresh": 7}
"""More is a loss. The promise is none (docs/decisions/0034)."""
_GRAVITY = {Condition.OK: 0, Condition.SHORTAGE: 1, Condition.CRITICAL: 2}


def lines(half: str) -> list[dict[str, Any]]:
    path = ROOT / "tests" / "data" / "texts" / f"{half}.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("half", LABELLED_TWICE)
def test_every_text_is_labelled_in_the_words_of_the_program(half: str) -> None:
    for line in lines(half):
        says = line["says"]
        assert says.keys() <= {"topics", "children", "staff", "level"}, line["id"]
        for topic, told in says.get("topics", {}).items():
            assert topic in set(Topic) and told["state"] in {Condition.OK, Condition.SHORTAGE, Condition.CRITICAL}
            assert told.keys() <= {"state", "hours"} and told.get("hours", 1) >= 1
        assert all(says.get(count, 0) >= 0 for count in ("children", "staff"))
        assert says.get("level", "green") in set(Level) - {Level.UNKNOWN}
        assert line["readers"] in ("both", "settled", "open") and line.get("doubts", 0) in (0, 1, 2)


def test_it_is_as_large_and_as_mixed_as_it_must_be() -> None:
    found = {half: lines(half) for half in LABELLED_TWICE}
    ids = [line["id"] for half in LABELLED_TWICE for line in found[half]]
    texts = {line["text"] for half in LABELLED_TWICE for line in found[half]}
    assert len(set(ids)) == len(ids) == len(texts) >= 400
    for half in LABELLED_TWICE:
        assert len(found[half]) > 180 and len({line["person"] for line in found[half]}) >= 30
        assert {topic for line in found[half] for topic in line["says"].get("topics", {})} == set(Topic)


def test_it_names_nobody_and_holds_no_number_to_call() -> None:
    for half in LABELLED_TWICE:
        for line in lines(half):
            assert 10 <= len(line["text"]) <= 200 and not re.search(r"[0-9](?:[ -]?[0-9]){5}", line["text"]), line["id"]


class Read(NamedTuple):
    """A text as read, or as labelled, in the words of the guide."""

    topics: dict[str, tuple[Condition, int | None]]
    children: int | None
    staff: int | None
    level: str | None


def labelled(says: dict[str, Any]) -> Read:
    topics = {topic: (Condition(told["state"]), told.get("hours")) for topic, told in says.get("topics", {}).items()}
    return Read(topics, says.get("children"), says.get("staff"), says.get("level"))


def as_read(phrase: Phrase, label: Read) -> Read:
    """`alt ok` is eleven points to the program, and one word for the whole place to the guide: of the points that it
    fills in, those that the label does not name are that word, which is `green` where nothing else is worse."""
    topics = {str(topic): (state.condition, state.hours) for topic, state in phrase.topics.items()}
    level = str(phrase.level) if phrase.level else None
    if len(topics) >= len(Topic) - 2:
        fine = (Condition.OK, None)
        topics = {topic: state for topic, state in topics.items() if topic in label.topics or state != fine}
        if all(condition is Condition.OK for condition, _ in topics.values()):
            level = level or "green"
    return Read(topics, phrase.children, phrase.staff, level)


def better_than_said(read: Read, label: Read) -> list[str]:
    """The points that are read better than the text says, or ok where it says nothing of them."""
    found: list[str] = []
    for topic, (condition, hours) in read.topics.items():
        if topic not in label.topics:
            if condition is Condition.OK:
                found.append(topic)
            continue
        said, lasts = label.topics[topic]
        longer = hours is not None and lasts is not None and hours > lasts
        if _GRAVITY[condition] < _GRAVITY[said] or longer:
            found.append(topic)
    order = ["red", "yellow", None, "green"]
    if read.level == "green" and order.index(label.level) < order.index("green") and label.level is not None:
        found.append("level")
    return found


NOT_YET = pytest.mark.xfail(strict=True, reason="the promise is not held yet: the figures stand beside the texts")


@pytest.mark.parametrize(
    "half", ["working", "mended-by", *(pytest.param(half, marks=NOT_YET) for half in STILL_READ_BETTER)]
)
def test_no_text_is_read_better_than_it_says(half: str) -> None:
    assert read_better(half) == []


@pytest.mark.parametrize("half", STILL_READ_BETTER)
def test_no_more_of_those_that_nobody_had_read_are_read_better_than_were(half: str) -> None:
    many = len(read_better(half))  # the count alone: nobody reads which
    assert many <= STILL_READ_BETTER[half]


def read_better(half: str) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = []
    for line in lines(half):
        label = labelled(line["says"])
        better = better_than_said(as_read(parse(line["text"]), label), label)
        if better:
            found.append((line["id"], better))
    return found


@pytest.mark.parametrize("half", UNDERSTOOD_WHOLE)
def test_as_many_texts_are_understood_whole_as_before(half: str) -> None:
    every = lines(half)
    whole = [line for line in every if as_read(parse(line["text"]), labelled(line["says"])) == labelled(line["says"])]
    assert len(whole) >= UNDERSTOOD_WHOLE[half] * len(every), f"{len(whole)} of {len(every)}"


WORSE = {
    "Vandet er væk.": Topic.WATER,
    "Der er ikke mere mad.": Topic.FOOD,
    "Radiatorerne er kolde og varmen er gået.": Topic.HEAT,
    "Lyset er gået.": Topic.LIGHT,
    "Vi har ingen sæbe.": Topic.HYGIENE,
    "Toilettet er stoppet.": Topic.TOILET,
    "Telefonen er død, og radioen virker ikke.": Topic.COMMS,
    "Generatoren er gået i stå.": Topic.POWER,
    "Vi mangler lister.": Topic.PAPER,
    "Forældrene kan ikke komme frem.": Topic.PICKUP,
    "Børnene er bange.": Topic.CALM,
}
"""Sentences that say something bad of one point."""


@pytest.mark.parametrize("worse", WORSE)
def test_a_bad_word_more_makes_nothing_better_of_the_working_texts(worse: str) -> None:
    topic = WORSE[worse]
    alone = parse(worse).topics[topic].condition
    assert alone is not Condition.OK
    for line in lines("working"):
        text = line["text"] if line["text"][-1] in ".!?" else line["text"] + "."
        before, after = parse(text).topics, parse(f"{text} {worse}").topics
        assert topic in after and after[topic].condition is not Condition.OK, line["id"]
        for other, state in after.items():
            if other is topic:
                continue
            was = before.get(other)
            if was is None:
                assert state.condition is not Condition.OK, (line["id"], other)
            else:
                assert _GRAVITY[state.condition] >= _GRAVITY[was.condition], (line["id"], other)


@pytest.mark.parametrize("half", ["working", "mended-by"])
def test_what_is_not_understood_stays_in_the_note(half: str) -> None:
    """Every word of a text whose reading is a judgement is there for people to read."""
    for line in lines(half):
        phrase = parse(line["text"])
        label = labelled(line["says"])
        if as_read(phrase, label) != label:
            assert phrase.note or phrase.is_report, line["id"]
        if not phrase.is_report:
            assert phrase.note.split() == line["text"].split(), line["id"]
