"""Hypothesis strategies for events and their bodies, shared by the property tests."""

from hypothesis import strategies as st

from fieldkit.core.clock.hybrid import MAX_HLC
from fieldkit.core.facts.chits import Chit, ChitSort
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.roster import RosterEdit, RosterTable, RosterUndo, RowAct
from fieldkit.core.facts.said import (
    TO_ALL,
    UNKNOWN_PLACE,
    Ack,
    Assign,
    CardStep,
    Hello,
    Incident,
    Message,
    Note,
    RefBody,
    Report,
)
from fieldkit.core.facts.staff import (
    Answer,
    Call,
    CallResult,
    Crew,
    Handover,
    LevelAct,
    LevelChange,
    Question,
    QuestionClosed,
    QuestionSort,
)
from fieldkit.core.facts.terms import Condition, Level, Precedence, Role, Topic, Trust, Via
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.facts.trust import Revoke
from fieldkit.core.facts.work import (
    Dispatch,
    DispatchAct,
    DispatchStatus,
    Notice,
    NoticePlace,
    Request,
    RequestState,
    RequestStatus,
    Round,
    Silence,
    SilenceStep,
)
from fieldkit.core.roster.roster import Transport

texts = st.one_of(
    st.text(max_size=60),
    st.text(alphabet="abcdefghijklmnopqrstuvwxyzæøå ABCÆØÅ.,!?-0123456789", max_size=80),
    st.sampled_from(["", "tæpper", "Kan I sende 20 tæpper? Mvh skolen", "kl. 14.30", "🙂 ok", "ǅ ß ﬁ İ"]),
)
kits = st.integers(1, 0xFFFF)
epochs = st.integers(0, 0xFFFF)
seqs = st.integers(1, 1 << 20)
places = st.one_of(st.integers(0, 0xFFFF), st.integers(UNKNOWN_PLACE, UNKNOWN_PLACE + 0xFFFFFFFF))
refs = st.builds(RefBody, kits, epochs, seqs)
trusts = st.sampled_from(Trust)
topic_states = st.builds(
    TopicState, st.sampled_from([c for c in Condition if c is not Condition.UNKNOWN]), st.none() | st.integers(0, 999)
)
reports = st.builds(
    Report,
    place=places,
    topics=st.dictionaries(st.sampled_from(Topic), topic_states),
    children=st.none() | st.integers(0, 99_999),
    staff=st.none() | st.integers(0, 99_999),
    level=st.none() | st.sampled_from(Level),
    note=texts,
    via=st.sampled_from(Via),
    trust=trusts,
    by=texts,
)
messages = st.builds(
    Message,
    text=texts,
    to=st.one_of(st.just(TO_ALL), st.sampled_from(Role).map(str), places),
    precedence=st.sampled_from(Precedence),
    replaces=st.none() | refs,
    sender=places,
    trust=trusts,
    by=texts,
)
acks = st.builds(Ack, ref=refs, by=texts, place=places, trust=trusts)
tags = st.integers(1, 0xFFFF)
incidents = st.builds(Incident, tag=tags, name=texts, stop=st.booleans(), level=texts)
hellos = st.builds(
    Hello, role=st.sampled_from(Role), place=places, node=st.none() | st.integers(0, 0xFFFFFFFF), first=st.just(1)
)
assigns = st.builds(Assign, node=st.integers(0, 0xFFFFFFFF), place=places)
notes = st.builds(Note, text=texts, entry=st.sampled_from(["note", "action", "decision", "omission"]), by=texts)
card_steps = st.builds(
    CardStep,
    card=st.sampled_from(["alarm", "skole-stroem"]),
    act=st.sampled_from(["start", "tick", "untick", "skip", "stop-timer", "end"]),
    step=st.integers(0, 9),
    version=st.sampled_from(["", "a1b2c3"]),
    by=texts,
    reason=texts,
    did=st.sampled_from(["", "12-0147", "print", "runner"]),
)
seconds = st.integers(0, (1 << 30) - 1)
requests = st.builds(
    Request,
    what=texts,
    place=places,
    count=st.none() | st.integers(0, 99_999),
    unit=texts,
    due=st.none() | seconds,
    topic=st.none() | st.sampled_from(Topic),
    precedence=st.sampled_from(Precedence),
    ref=st.none() | refs,
    trust=trusts,
    by=texts,
)
request_statuses = st.builds(
    RequestStatus, ref=refs, state=st.sampled_from(RequestState), holder=texts, note=texts, by=texts
)
dispatches = st.builds(
    Dispatch,
    runner=texts,
    start=places,
    route=st.lists(places, max_size=6).map(tuple),
    refs=st.lists(refs, max_size=6).map(tuple),
    transport=st.sampled_from(Transport),
    left=st.none() | seconds,
    minutes=st.none() | st.integers(0, 5000),
    by=texts,
)
dispatch_statuses = st.builds(
    DispatchStatus,
    ref=refs,
    act=st.sampled_from(DispatchAct),
    place=places,
    at=st.none() | seconds,
    note=texts,
    by=texts,
)
notices = st.builds(
    Notice,
    title=texts,
    text=texts,
    to=st.one_of(st.just(TO_ALL), st.sampled_from(Role).map(str), places),
    expires=st.none() | seconds,
    replaces=st.none() | refs,
    by=texts,
)
notice_places = st.builds(NoticePlace, ref=refs, place=places, up=st.booleans(), by=texts)
rounds = st.builds(Round, hours=st.integers(-1, 70), first=seconds, by=texts)
silences = st.builds(Silence, place=places, step=st.sampled_from(SilenceStep), asked=places, note=texts, by=texts)
work_bodies = st.one_of(
    requests, request_statuses, dispatches, dispatch_statuses, notices, notice_places, rounds, silences
)
names = st.sampled_from(["Øvelse Andersen", "øvelse  andersen", "Prøve Bæk"]) | texts
roles = st.sampled_from(["", "leader", "technician", "on-call", "kok", "Kok i køkkenet"]) | texts
crews = st.builds(Crew, name=names, place=places, role=roles, out=st.booleans(), since=st.none() | seconds, by=texts)
handovers = st.builds(
    Handover,
    outgoing=names,
    incoming=names,
    place=places,
    role=roles,
    facts=st.lists(texts, max_size=4).map(tuple),
    at=st.none() | seconds,
)
level_changes = st.builds(
    LevelChange,
    level=st.none() | st.integers(-1, 20),
    by=names,
    act=st.sampled_from(LevelAct),
    at=st.none() | st.integers(-1, 1 << 31),
    reason=texts,
)
calls = st.builds(
    Call, name=names, result=st.sampled_from(CallResult), role=roles, by=texts, at=st.none() | seconds, note=texts
)
questions = st.builds(
    Question, text=texts, place=places, count=st.integers(-1, 200_000), sort=st.sampled_from(QuestionSort), by=texts
)
questions_closed = st.builds(QuestionClosed, ref=refs, into=st.none() | refs, reason=texts, by=texts)
answers = st.builds(
    Answer,
    number=st.integers(0, 20_000),
    title=texts,
    text=texts,
    version=st.integers(0, 2000),
    replaces=st.none() | refs,
    answers=st.lists(refs, max_size=4).map(tuple),
    withdrawn=st.booleans(),
    by=texts,
)
staff_bodies = st.one_of(crews, handovers, level_changes, calls, questions, questions_closed, answers)
chits = st.builds(
    Chit,
    series=st.integers(1, 3),
    count=st.integers(1, 4),
    sort=st.sampled_from(ChitSort),
    at=st.none() | seconds,
    circa=st.booleans(),
    report=st.none() | reports,
    message=st.none() | messages,
    note=st.none() | notes,
    correct=st.booleans(),
    by=texts,
)
revokes = st.builds(Revoke, kit=kits, epoch=st.none() | epochs, undo=st.booleans(), reason=texts, by=texts)
columns = st.sampled_from(["telefon", "navn", "radio", "klar inden minutter", "ny kolonne"]) | texts
roster_edits = st.builds(
    RosterEdit,
    table=st.sampled_from(RosterTable),
    row=st.sampled_from(["7", "Øvelse Andersen, runner", "øvelse andersen,  runner"]) | texts,
    cells=st.dictionaries(columns, texts, max_size=6),
    act=st.sampled_from(RowAct),
    by=texts,
)
roster_undos = st.builds(RosterUndo, ref=refs, by=texts)
air_bodies = st.one_of(
    reports,
    messages,
    acks,
    incidents,
    hellos,
    assigns,
    notes,
    work_bodies,
    staff_bodies,
    chits,
    revokes,
    roster_edits,
    roster_undos,
)
air_bodies = st.one_of(air_bodies, roster_edits, roster_undos)
bodies = st.one_of(air_bodies, card_steps)


any_tags = st.integers(0, 0xFFFF)


def events(body=bodies, kit=kits, epoch=epochs, seq=seqs, incident=any_tags):
    """One event with any header."""
    return st.builds(
        lambda b, k, e, s, h, i, t: make_event(b, kit=k, epoch=e, seq=s, hlc=h, incident=i, time_sure=t),
        body,
        kit,
        epoch,
        seq,
        st.integers(0, MAX_HLC),
        incident,
        st.booleans(),
    )


def feeds(kit_numbers=(1, 2, 3, 4, 5), length=8):
    """Whole logs of several kits: lists of events in which every feed counts 1, 2, 3 …"""

    @st.composite
    def draw_logs(draw):
        found = []
        for kit in kit_numbers:
            hlc = draw(st.integers(1 << 20, (1 << 30) - 100)) << 16
            for seq in range(1, draw(st.integers(0, length)) + 1):
                hlc += draw(st.integers(0, 3)) << 16 | 1
                body = draw(bodies)
                tag = draw(st.sampled_from([0, 5, 0x8005]))
                found.append(make_event(body, kit=kit, epoch=7, seq=seq, hlc=hlc, incident=tag))
        return found

    return draw_logs()
