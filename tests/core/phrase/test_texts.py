"""What tired people write (tests/data/texts): that the corpus is what its page says."""

import json
import re
from typing import Any

import pytest
from paths import ROOT

from fieldkit.core.facts.terms import Condition, Level, Topic

HALVES = ("working", "kept-back")
"""The second is read by nobody while the reading of texts is mended: this looks at its form and tells none of it."""


def lines(half: str) -> list[dict[str, Any]]:
    path = ROOT / "tests" / "data" / "texts" / f"{half}.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("half", HALVES)
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
    found = {half: lines(half) for half in HALVES}
    ids = [line["id"] for half in HALVES for line in found[half]]
    texts = {line["text"] for half in HALVES for line in found[half]}
    assert len(set(ids)) == len(ids) == len(texts) >= 400
    for half in HALVES:
        assert len(found[half]) > 180 and len({line["person"] for line in found[half]}) >= 30
        assert {topic for line in found[half] for topic in line["says"].get("topics", {})} == set(Topic)


def test_it_names_nobody_and_holds_no_number_to_call() -> None:
    for half in HALVES:
        for line in lines(half):
            assert 10 <= len(line["text"]) <= 200 and not re.search(r"[0-9](?:[ -]?[0-9]){5}", line["text"]), line["id"]
