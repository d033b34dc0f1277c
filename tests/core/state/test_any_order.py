"""Five kits' logs, shuffled, doubled and split over carriers and stores: one State and one journal everywhere."""

import tempfile
from pathlib import Path

import pytest
from every_view import VIEWS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from journals import make_journal
from kits import Municipality
from strategies import CLASH_AT, clashing_logs, forked_feeds

from fieldkit.core.clock.hybrid import hlc_of_unix
from fieldkit.core.facts.chits import Chit
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Ack, Assign, CardStep, Hello, Incident, Message, Note, Report
from fieldkit.core.facts.staff import Answer, Call, Crew, Handover, LevelChange, Question, QuestionClosed, Warned
from fieldkit.core.facts.work import (
    Dispatch,
    DispatchStatus,
    Notice,
    NoticePlace,
    Request,
    RequestStatus,
    Round,
    Silence,
)
from fieldkit.core.state.fold import fold
from fieldkit.link.wire.slip import join_pieces, open_records, pack_slip, read_code
from fieldkit.resync.bundle import export_bundle, import_bundle
from fieldkit.resync.journal import FORMATS
from fieldkit.resync.owner import sealer_of
from fieldkit.resync.slips import Scanner

QUIET = settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def journals(events):
    return {form: make_journal(events, form) for form in FORMATS}


@QUIET
@given(forked_feeds(), st.data())
def test_folding_in_any_order_with_copies_gives_one_state_and_one_journal(logs, data):
    mixed = data.draw(
        st.permutations(logs + data.draw(st.lists(st.sampled_from(logs), max_size=10) if logs else st.just([])))
    )
    assert fold(mixed) == fold(logs)
    assert journals(mixed) == journals(logs)


STORIES = {
    "messages": (Message, Ack, Hello, Assign, Chit),
    "reports": (Report, Silence, Round, Assign, Hello, Chit),
    "runners": (Dispatch, DispatchStatus, Message, Ack),
    "requests": (Request, RequestStatus, Question, QuestionClosed),
    "answers": (Question, Answer, Request, QuestionClosed),
    "notices": (Notice, NoticePlace, Assign),
    "staff": (Crew, Handover, LevelChange, Call, Warned),
    "cards": (CardStep, Report, Request),
    "incidents": (Incident, LevelChange),
    "decisions": (Note,),
    "silence": (Silence,),
    "became": (Question, Request),
    "ended": (Incident,),
}
"""Kinds that meet in the same views."""


@pytest.mark.parametrize("story", STORIES)
@QUIET
@given(data=st.data())
def test_every_view_is_the_same_in_whatever_order_its_events_came(story, data):
    """Also when cloned cards have said two things under one number at one moment."""
    before = hlc_of_unix(CLASH_AT) - 1
    begun = make_event(Incident(5, name="Strømsvigt"), kit=9, epoch=0, seq=1, hlc=before, incident=5)
    logs = data.draw(clashing_logs(STORIES[story])) + data.draw(st.sampled_from([[begun], []]))
    now = CLASH_AT + data.draw(st.sampled_from([0, 5_000, 20_000]))
    one = fold(logs)
    for other in (fold(reversed(logs)), fold(data.draw(st.permutations(logs)))):
        assert one == other
        assert [name for name, view in VIEWS.items() if repr(view(one, now)) != repr(view(other, now))] == []


@pytest.mark.exhaustive
@QUIET
@given(forked_feeds(), st.data())
def test_stores_that_met_in_any_order_by_any_carrier_hold_the_same(logs, data):
    """Events are dealt out to three kits, some to several; the kits then meet by frame, bundle and slip."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        municipality = Municipality(root)
        kits = [municipality(number) for number in (101, 102, 103)]
        try:
            for event in logs:
                for index in data.draw(st.sets(st.integers(0, 2), min_size=1)):
                    kits[index].merge([event], "radio")
            _meet(kits, root, data)
            states = [kit.state for kit in kits]
            assert states[0] == states[1] == states[2]
            everything = [[row.event for row in kit.log.all()] for kit in kits]
            assert states[0] == fold(data.draw(st.permutations(everything[0])))
            assert journals(everything[0]) == journals(everything[1]) == journals(everything[2])
            assert {event.id for event in logs} <= {event.id for event in everything[0]}
            assert kits[0].log.forks() == kits[1].log.forks() == kits[2].log.forks()
        finally:
            municipality.close()


def _meet(kits, root, data):
    """Everybody gives to everybody, twice round, each time by a carrier drawn at random."""
    meetings = [(a, b) for _ in range(2) for a in range(3) for b in range(3) if a != b]
    for turn, (giver, taker) in enumerate(meetings):
        events = [row.event for row in kits[giver].log.all()]
        carrier = data.draw(st.sampled_from(["frame", "bundle", "slip"]))
        if carrier == "bundle":
            export_bundle(kits[giver], root / f"{turn}.fkb")
            import_bundle(kits[taker], root / f"{turn}.fkb")
        elif carrier == "slip":
            codes = pack_slip(sealer_of(kits[giver]), events, 1212)
            told = Scanner(kits[taker]).scan(data.draw(st.permutations(codes)))
            assert told.brought.rejected == ()
        else:
            kits[taker].merge(data.draw(st.permutations(events)), "radio")


@QUIET
@given(forked_feeds())
def test_a_slip_and_the_log_it_came_from_fold_to_the_same_state(logs):
    from fieldkit.link.wire.seal import Sealer

    sealer = Sealer(1, 2, 3, bytes(32))
    carried, pieces = [], []
    for code in pack_slip(sealer, logs, 1212):
        told = read_code(code, {3: bytes(32)})
        carried += told.events
        pieces += told.pieces
    for whole in join_pieces(pieces):
        carried += open_records(whole, {3: bytes(32)})
    assert fold(carried) == fold(logs)
    assert journals(carried) == journals(logs)
