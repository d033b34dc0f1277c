"""Which places a body names: all of them, in every kind, and nothing that only looks like one."""

import msgspec
import pytest
from hypothesis import given
from strategies import bodies

from fieldkit.core.facts.body import UNKNOWN_PLACE, Body, unknown_place
from fieldkit.core.facts.chits import Chit, ChitSort
from fieldkit.core.facts.kinds import body_json
from fieldkit.core.facts.named_places import places_named
from fieldkit.core.facts.said import Message, Report
from fieldkit.core.facts.staff import Warned, WarningSource
from fieldkit.core.facts.work import Dispatch


def numbers_in(value: object) -> set[int]:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return {number for each in inside for number in numbers_in(each)} | ({value} if type(value) is int else set())


@given(bodies)
def test_every_place_of_every_kind_is_found(body: Body) -> None:
    """No number in an event is as high as that of an unknown node's place, but that of such a place."""
    raw = body_json(body)
    high = {number for number in numbers_in(msgspec.json.decode(raw)) if number >= UNKNOWN_PLACE}
    for kind in (body.kind, f"newer-{body.kind}"):
        assert {number for number in places_named(kind, raw) if number >= UNKNOWN_PLACE} == high


@pytest.mark.parametrize(
    ("body", "places"),
    [
        (Report(12, children=43, staff=6), {12}),
        (Message("17 tæpper til 18", to=7, sender=9), {7, 9}),
        (Message('"place":5', to="secretariat"), set()),
        (Message("til alle"), set()),
        (Dispatch("Øvelse Runner", 1, (7, 9, unknown_place(3)), minutes=30), {1, 7, 9, unknown_place(3)}),
        (Chit(12, 7, ChitSort.REPORT, report=Report(31, children=4)), {31}),
    ],
)
def test_what_is_a_place_and_what_is_another_number(body: Body, places: set[int]) -> None:
    assert places_named(body.kind, body_json(body)) == places


def test_a_field_is_told_by_its_type_and_not_by_its_name() -> None:
    raw = msgspec.json.encode({"source": "weather", "sender": 9, "place": 7, "with": [{"to": 8}]})
    assert Warned("skybrud", WarningSource.WEATHER, sender="9").sender == "9", "here it is a person's name"
    assert places_named("warning", raw) == {7, 8}, "a newer version's fields count by their names"
    assert places_named("newer", raw) == {7, 8, 9}


@pytest.mark.parametrize("raw", ["", '{"place":', "\x00", b'{"note":"\xff"}', b"\xff", b"[" * 100_000])
def test_what_the_disk_has_damaged_names_nothing(raw: bytes | str) -> None:
    assert places_named("report", raw) == set()


def test_a_number_that_no_place_can_have_names_none():
    """One of them would keep all that came after it from being kept: SQLite has no room for it."""
    raw = b'{"place":1000000000000000000000000000000,"to":7,"target":-1,"sender":65536}'
    assert places_named("newer", raw) == {7}
