"""`fieldkit simulate`: the sample municipality on one channel, the same each time, honest about who is cut off."""

import json

import msgspec
import pytest
from click.testing import CliRunner
from paths import DATA

from fieldkit.cli import cli
from fieldkit.core.roster.roster import Roster
from fieldkit.link.node.airtime import OFFERED
from fieldkit.practice.capacity.facts import Sort, morning
from fieldkit.practice.capacity.simulate import nodes_of, simulate
from fieldkit.store.files.roster import load_roster


@pytest.fixture(scope="module")
def roster():
    found, faults = load_roster(DATA)
    assert found is not None, faults
    return found


def small(roster, count=6):
    """The secretariat, three kits and some phones near it."""
    centre = roster.secretariat
    near = roster.nearest(centre, [p for p in roster.places if p.node is not None and p.number != centre.number])
    kits = [p for p in near if p.kit is not None][:3]
    phones = [p for p in near if p.kit is None][: count - 4]
    return Roster(places=(centre, *kits, *phones))


@pytest.mark.exhaustive
def test_every_kits_report_reaches_the_secretariat_at_medium_fast(roster):
    result = simulate(roster, hours=1.0)
    assert result.feltkit.nodes == 85
    assert result.feltkit.kits_without_report == [] and result.unreachable == []
    assert result.feltkit.delivered_ratio >= 0.99 and result.fits
    assert result.feltkit.busiest_duty < 0.10
    assert result.direct.offered == result.feltkit.offered
    assert result.direct.delivered_ratio > 0.5, "stock messages are simulated fairly"


def test_the_same_seed_gives_the_same_json_and_another_seed_another(roster):
    def run(seed):
        return msgspec.json.encode(simulate(small(roster), hours=1.0, seed=seed))

    assert run(3) == run(3)
    assert run(3) != run(4)


def test_a_place_too_far_away_is_named(roster):
    town = small(roster)
    far = msgspec.structs.replace(town.places[-1], lat=57.9, lon=11.5)
    result = simulate(Roster(places=(*town.places[:-1], far)), hours=2.0)
    assert result.unreachable == [far.slug]
    assert result.feltkit.delivered_ratio < 1.0


def test_heavy_loss_is_survived_by_kits(roster):
    result = simulate(small(roster), hours=2.0, loss=0.4)
    assert result.feltkit.kits_without_report == []


def test_the_facts_are_the_same_for_both_and_within_the_morning(roster):
    facts = morning(nodes_of(roster), 4.0, 1)
    assert facts == morning(nodes_of(roster), 4.0, 1)
    assert all(0 <= fact.at < 4 * 3600 for fact in facts)
    reporting = {fact.origin for fact in facts if fact.sort is Sort.REPORT}
    assert reporting == set(range(1, 85)), "every place reports"


@pytest.mark.exhaustive
def test_the_command_prints_one_json_document_with_both(tmp_path):
    done = CliRunner().invoke(cli, ["simulate", "--hours", "0.2", "--seed", "2", "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    for protocol in ("feltkit", "direct"):
        expected = {"nodes", "offered", "delivered_ratio", "t50_s", "t99_s", "airtime_s", "collisions"}
        assert expected <= set(found[protocol])
    assert found["seed"] == 2 and found["preset"] == "MEDIUM_FAST"


@pytest.mark.exhaustive
def test_all_presets_are_all_that_a_node_may_be_set_to():
    done = CliRunner().invoke(cli, ["simulate", "--all-presets", "--hours", "0.1", "--json"])
    assert [found["preset"] for found in json.loads(done.stdout)] == list(OFFERED)


@pytest.mark.exhaustive
def test_people_get_a_table_a_plot_and_an_answer():
    done = CliRunner().invoke(cli, ["simulate", "--hours", "0.2"])
    assert done.exit_code == 0
    assert "nåede frem" in done.output and "#" in done.output
    assert "Ja: " in done.output or "Nej: " in done.output


def test_a_wrong_preset_or_roster_is_one_sentence(tmp_path):
    from fieldkit.core.errors import InputError

    wrong = CliRunner().invoke(cli, ["simulate", "--preset", "WARP"])
    assert isinstance(wrong.exception, InputError) and "MEDIUM_FAST" in str(wrong.exception)
    empty = CliRunner().invoke(cli, ["simulate", str(tmp_path)])
    assert isinstance(empty.exception, InputError)
