"""The demo as somebody meets it who has just installed the program: it lives, and says so in JSON."""

import json
import subprocess
import sys
import time
from itertools import pairwise

import pytest
from kits import Clock, secretariat
from paths import DATA, ROOT

from fieldkit.core.ask.proposals import Asks, proposals
from fieldkit.core.facts.terms import Role
from fieldkit.core.views.activation import make_activation
from fieldkit.core.views.answers import QuestionState, make_questions
from fieldkit.core.views.board import make_board
from fieldkit.core.views.crew import on_duty
from fieldkit.core.views.errands import make_errands
from fieldkit.core.views.notices import make_notices
from fieldkit.core.views.requests import make_requests
from fieldkit.practice.town.demo_day import NAME, Cast, after, before
from fieldkit.practice.town.places import copy_small, demo_places
from fieldkit.practice.town.script import Card, Player, needs
from fieldkit.store.files.roster import load_roster


@pytest.mark.processes
def test_twenty_seconds_of_the_demo_bring_reports_and_receipts_and_no_fault():
    command = [sys.executable, "-c", "from fieldkit.cli import main; main()", "demo"]
    done = subprocess.run(
        [*command, "--headless", "--for", "20", "--json"], capture_output=True, text=True, timeout=120, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    result = json.loads(line)
    assert list(result) == [
        "events",
        "reports",
        "messages",
        "receipts_printed",
        "places_heard",
        "delivered",
        "errors",
    ]
    assert result["errors"] == []
    assert result["reports"] >= 4 and result["places_heard"] >= 4, "three meeting points before, and one more since"
    assert result["receipts_printed"] >= 1, "printed for what came by radio"
    assert result["events"] > result["reports"] + result["messages"]


def cast() -> Cast:
    roster, faults = load_roster(DATA)
    assert roster is not None, faults
    places = demo_places(roster)
    return Cast(roster, [p for p in places if p.kit is not None], [p for p in places if p.kit is None])


def test_every_screen_has_something_to_show_when_the_demo_opens(tmp_path):
    """One kit plays all parts of the time before, so that nothing here waits for a radio."""
    players, opens = cast(), time.time()
    clock = Clock(opens - 3600.0)
    kit = secretariat(tmp_path / "kit", now=clock)
    player = Player({place.slug: kit for place in players.kits})
    for moment in before(players, opens):
        assert opens - 3600 <= moment.at < opens
        clock.now = moment.at
        theirs = isinstance(moment.act, Card) and moment.act.card == "moedested-aabn"
        if not theirs and set(needs(moment.act)) <= set(player.said):
            player.play(moment)
    clock.now = opens
    state, roster, tag = kit.state, kit.roster, kit.state.current()
    assert state.incidents[tag].name.value == NAME and make_board(state, roster, opens).exercise
    assert make_activation(state, roster, opens).level == 2
    assert len(on_duty(state, opens)) == 4 + 2 * 3
    assert [errand.out for errand in make_errands(state, roster, opens)] == [True]
    assert {view.late for view in make_requests(state, roster, opens)} == {True, False}
    (notice,) = make_notices(state, roster, opens)
    assert len(notice.up) == 2 and notice.missing
    assert {view.state for view in make_questions(state, roster)} == {QuestionState.ANSWERED, QuestionState.OPEN}
    asked = {p.asks for p in proposals(state, roster, opens, place=1, kit=1, role=Role.SECRETARIAT)}
    assert Asks.LATE_REQUEST in asked
    assert len(state.staff.handovers) == 1 and len(state.reporting.silence) == 1
    assert [place.address for place in kit.roster.places if place.address.endswith("ind ved salen")] and not kit.faults
    assert [key.card for key, run in state.runs.items() if run.open.value] == ["alarm", "sekretariat-start"]
    kit.close()


def test_what_follows_is_little_enough_for_the_air():
    """About one line of the script in ten seconds: a frame and its relays take half a second of everybody's air."""
    moments = after(cast())
    assert [moment.at for moment in moments] == sorted(moment.at for moment in moments)
    sent = [moment.at for moment in moments if not isinstance(moment.act, Card)]
    assert all(later - earlier >= 5 for earlier, later in pairwise(sent))
    assert sent[-1] / len(sent) >= 8


def test_only_those_who_play_stand_in_the_demos_roster(tmp_path):
    players = cast()
    places = [*players.kits, *players.phones]
    small, faults = load_roster(copy_small(DATA, tmp_path / "data", places))
    assert small is not None and not faults
    assert {place.slug for place in small.places} == {place.slug for place in places}
    assert small.people and all(p.place in {q.slug for q in places} for p in small.people if p.place)
    assert len(small.resources) == len(players.roster.resources)
    odd = tmp_path / "odd"
    odd.mkdir()
    assert copy_small(odd, tmp_path / "none", places) == odd, "what is no such roster is used as it is"
