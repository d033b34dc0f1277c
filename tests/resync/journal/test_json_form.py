"""The JSON journal is what its published schema says."""

import json

import jsonschema
import pytest
from hypothesis import given
from journals import make_journal
from paths import ROOT
from strategies import forked_feeds

from fieldkit.resync.journal import Choice

SCHEMA = json.loads((ROOT / "docs" / "journal.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@given(forked_feeds())
def test_any_journal_is_what_the_schema_says(logs) -> None:
    for choice in (
        Choice(),
        Choice(personal=False),
        Choice(incident=5),
        Choice(person="Øvelse Andersen", personal=False),
    ):
        VALIDATOR.validate(json.loads(make_journal(logs, "json", choice=choice)))


@pytest.mark.parametrize("spoilt", [{"format": 1}, {"events": [{}]}, {"more": 1}, {"signatures": {"perhaps": 1}}])
def test_anything_else_is_not(spoilt) -> None:
    document = json.loads(make_journal([], "json"))
    VALIDATOR.validate(document)
    assert not VALIDATOR.is_valid(document | spoilt)


def test_the_schema_names_every_field_of_a_line() -> None:
    from fieldkit.resync.journal import JournalLine

    assert list(JournalLine.__struct_fields__) == list(SCHEMA["$defs"]["event"]["properties"])
