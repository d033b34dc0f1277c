"""A report about the eleven points, and whose a radio node is."""

import pytest
from kits import meeting_point

from fieldkit.acts import nodes, reports
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import unknown_place
from fieldkit.core.facts.said import Assign, Report
from fieldkit.core.facts.terms import Condition, Topic, Trust, Via
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.phrase.parse import parse
from fieldkit.core.remedies import DoItAnyway
from fieldkit.core.views.board import make_board

HERE, SCHOOL = 2, 12
NODE = 0x0A0FFF99
"""Of no place in the roster."""


@pytest.fixture
def kit(tmp_path):
    made = meeting_point(tmp_path / "kit", cards=None)
    yield made
    made.close()


def test_what_was_said_is_recorded_and_nothing_else(kit):
    event = reports.report(kit, SCHOOL, parse("vand! mad ok 43b 6v, porten binder"), by="leder")
    critical, ok = TopicState(Condition.CRITICAL), TopicState(Condition.OK)
    points, how = {Topic.WATER: critical, Topic.FOOD: ok}, (Via.PHONE, Trust.UNVERIFIED)
    assert event.body == Report(SCHOOL, points, 43, 6, None, "porten binder", *how, by="leder")


def test_own_place_is_seen_and_others_have_told_by_phone(kit):
    assert reports.report(kit, HERE, parse("alt ok")).body.via is Via.OBSERVED
    assert reports.report(kit, SCHOOL, parse("alt ok")).body.via is Via.PHONE
    assert reports.report(kit, SCHOOL, parse("alt ok"), via=Via.RUNNER).body.via is Via.RUNNER


def test_a_text_about_none_of_the_points_is_no_report(kit):
    with pytest.raises(InputError, match="elleve punkter"):
        reports.report(kit, SCHOOL, parse("porten binder"))
    assert not kit.state.reports


@pytest.mark.parametrize(
    ("via", "own", "trust"),
    [
        (Via.OBSERVED, False, Trust.VERIFIED),
        (Via.PHONE, True, Trust.VERIFIED),
        (Via.PHONE, False, Trust.UNVERIFIED),
        (Via.RUNNER, False, Trust.UNVERIFIED),
    ],
)
def test_what_others_told_is_not_proven(via, own, trust):
    assert reports.trust_in(via, own=own) is trust


def test_what_a_node_said_is_its_places_once_a_person_says_whose_it_is(kit):
    reports.report(kit, unknown_place(NODE), parse("vand!"))
    assert nodes.assign(kit, NODE, SCHOOL).body == Assign(NODE, SCHOOL)
    row = next(row for row in make_board(kit.state, kit.roster, kit.now()).rows if row.place == SCHOOL)
    assert row.topics[Topic.WATER].condition is Condition.CRITICAL
    with pytest.raises(InputError, match="hører til Ræveengskolen") as refused:
        nodes.assign(kit, NODE, HERE)
    assert refused.value.remedy == DoItAnyway(), "what the one has said would be the other's"
    nodes.assign(kit, NODE, HERE, anyway=True)
    row = next(row for row in make_board(kit.state, kit.roster, kit.now()).rows if row.place == HERE)
    assert Topic.WATER in row.topics, "the latest word counts"
