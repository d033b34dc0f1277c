"""Looking back on an open kit: which incident is meant, what it alone knows, what is answered, what is refused."""

import pytest
from kits import Clock, secretariat

from fieldkit.acts import activation, incidents, messages, notes, trust
from fieldkit.acts.evaluation import evaluated, incident_meant, learn
from fieldkit.acts.printing import queue_document
from fieldkit.core.clock.hybrid import hlc_of_unix
from fieldkit.core.delivery import DeliveryState
from fieldkit.core.documents import BoardPicture, LogSheet
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import EXERCISE_BIT, make_event
from fieldkit.core.facts.lessons import LessonPoint
from fieldkit.core.facts.said import EntrySort, Note
from fieldkit.core.facts.terms import Precedence
from fieldkit.core.tell.evaluation import sections
from fieldkit.core.tell.evaluation_parts import Said
from fieldkit.core.views.evaluation import lesson_lines
from fieldkit.paper.printing import JobState
from fieldkit.store.tables.battery import note_battery
from fieldkit.store.tables.delivery import raise_to
from fieldkit.store.tables.jobs import set_state

NOW = 1_795_244_400.0


@pytest.fixture
def clock():
    return Clock(NOW)


@pytest.fixture
def kit(tmp_path, clock):
    made = secretariat(tmp_path / "kit", now=clock, radio="tcp://127.0.0.1:9", printer="virtual:")
    yield made
    made.close()


def ran(kit, clock, name, *, exercise=False):
    """An hour of an incident that is over; its tag."""
    begun = incidents.start(kit, name, exercise=exercise)
    clock.now += 3600
    incidents.stop(kit)
    clock.now += 3600
    return begun.incident


def test_without_a_word_the_running_one_is_meant_else_the_last(kit, clock):
    with pytest.raises(InputError, match="ingen hændelse eller øvelse"):
        incident_meant(kit)
    first, last = ran(kit, clock, "Strømsvigt nord"), ran(kit, clock, "Strømsvigt syd")
    assert incident_meant(kit) == last
    running = incidents.start(kit, "Vand").incident
    assert incident_meant(kit) == running != first


def test_an_incident_is_known_by_its_name_part_of_it_or_any_of_its_numbers(kit, clock):
    north = ran(kit, clock, "Strømsvigt nord")
    south = ran(kit, clock, "Strømsvigt syd", exercise=True)
    assert incident_meant(kit, "strømsvigt NORD") == incident_meant(kit, "nord") == north
    assert incident_meant(kit, "1-0005") == south and south & EXERCISE_BIT
    with pytest.raises(InputError, match=r"kan være flere: “Strømsvigt nord” .* \(1-0002\); ØVELSE “Strømsvigt syd”"):
        incident_meant(kit, "strømsvigt")
    with pytest.raises(InputError, match="her er “Strømsvigt nord” og ØVELSE “Strømsvigt syd”"):
        incident_meant(kit, "oversvømmelse")
    with pytest.raises(InputError, match="1-0001 hører ikke til nogen hændelse"):
        incident_meant(kit, "1-0001")
    with pytest.raises(InputError, match="1-0099"):
        incident_meant(kit, "1-0099")


def test_a_name_that_is_whole_beats_names_that_hold_it(kit, clock):
    short = ran(kit, clock, "Strøm")
    ran(kit, clock, "Strømsvigt")
    assert incident_meant(kit, "strøm") == short


def test_of_an_old_incident_everything_comes_back(kit, clock):
    for nth in range(8):
        tag = incidents.start(kit, f"Nr. {nth}").incident
        messages.send(kit, "Luk op", to="meeting-point", precedence=Precedence.URGENT)
        activation.decide(kit, 2, by="direktøren")
        clock.now += 600
        incidents.stop(kit)
        clock.now += 60
    told = evaluated(kit, "Nr. 0")
    assert len(told.evaluation.messages) == 1 and told.evaluation.staff.level == 2
    assert told.evaluation.tag != tag and len(told.events) == 5


def test_two_are_told_side_by_side_but_not_one_with_itself(kit, clock):
    ran(kit, clock, "Forår", exercise=True)
    ran(kit, clock, "Efterår", exercise=True)
    told = evaluated(kit, against="forår")
    assert (told.evaluation.name, told.other.name) == ("Efterår", "Forår")
    with pytest.raises(InputError, match="kan ikke sammenlignes med sig selv"):
        evaluated(kit, "efterår", against="Efterår")


def test_how_long_an_exercise_paused_is_told_beside_its_figures(kit, clock):
    tag = incidents.start(kit, "Efterår", exercise=True).incident
    for minutes, speed in ((10, 0.0), (25, 1.0), (20, 0.0)):
        clock.now += 60 * minutes
        incidents.go_on(kit, tag, 600, speed)
    clock.now += 300
    told = evaluated(kit)
    assert told.evaluation.paused_s == 30 * 60, "also the one that still lasts"
    assert Said("Øvelsen holdt pause i 30 min i alt; den tid er talt med i tallene.") in sections(told)[0].body
    incidents.stop(kit)
    clock.now += 3600
    assert evaluated(kit).evaluation.paused_s == 30 * 60


def test_answers_belong_to_the_incident_that_they_are_about_also_when_another_runs(kit, clock):
    over = ran(kit, clock, "Strømsvigt")
    running = incidents.start(kit, "Vand").incident
    event = learn(kit, {LessonPoint.WORKED: "Runnerne", LessonPoint.PLAN: " "}, about=over, by="Prøve Bæk")
    assert event.incident == over != running
    (line,) = lesson_lines(kit.state, over)
    assert (line.answers, line.by) == ({LessonPoint.WORKED: "Runnerne"}, "Prøve Bæk")
    learn(kit, {LessonPoint.FAILED: "Radioen"}, about=over, replaces=event.ref)
    assert [one.answers for one in lesson_lines(kit.state, over)] == [{LessonPoint.FAILED: "Radioen"}]


@pytest.mark.parametrize("answers", [{}, {LessonPoint.NEXT: "  \n"}])
def test_no_answer_is_refused(kit, clock, answers):
    with pytest.raises(InputError, match="intet svar"):
        learn(kit, answers, about=ran(kit, clock, "Strømsvigt"))


def test_an_answer_that_would_be_cut_or_names_a_person_by_number_is_refused(kit, clock):
    over = ran(kit, clock, "Strømsvigt")
    with pytest.raises(InputError, match="2001"):
        learn(kit, {LessonPoint.WORKED: "å" * 2001}, about=over)
    with pytest.raises(InputError, match="CPR"):
        learn(kit, {LessonPoint.FAILED: "010190-1234 blev glemt"}, about=over)


def test_what_this_kit_alone_knows_is_of_the_time_of_the_incident(kit, clock):
    note_battery(kit.log, 99, clock.now)
    queue_document(kit, BoardPicture())
    clock.now += 600
    incidents.start(kit, "Strømsvigt")
    sent = messages.send(kit, "Luk op", to=2, precedence=Precedence.URGENT)
    other = messages.send(kit, "Og I", to=3)
    job, failed = queue_document(kit, LogSheet()), queue_document(kit, BoardPicture())
    note_battery(kit.log, 90, clock.now)
    raise_to(kit.log, sent.id, 2, DeliveryState.SENT, clock.now + 5)
    raise_to(kit.log, sent.id, 2, DeliveryState.RECEIVED, clock.now + 45)
    raise_to(kit.log, other.id, 3, DeliveryState.SENT, clock.now + 5)
    clock.now += 1200
    note_battery(kit.log, 71, clock.now)
    set_state(kit.log, job, JobState.CONFIRMED, "", clock.now)
    set_state(kit.log, failed, JobState.FAILED, "papir slut", clock.now)
    incidents.stop(kit)
    local = evaluated(kit).local
    assert local.kit == 1 and local.received == {sent.id: 45, other.id: None}
    assert (local.battery.first, local.battery.last, local.battery.used) == (90, 71, 19)
    assert local.printed.jobs == {"log": 1, "board": 1} and (local.printed.failed, local.printed.unsure) == (1, 0)
    assert local.printed.millimetres > 50
    assert (local.on_air.wanted, local.on_air.reached, local.on_air.lost) == (2, 1, 1)
    assert local.on_air.events == 4 and local.on_air.seconds > 0.4
    assert evaluated(kit, shared=True).local is None


def test_a_kit_without_devices_knows_nothing_of_them(tmp_path, clock):
    kit = secretariat(tmp_path / "bare", now=clock)
    try:
        ran(kit, clock, "Strømsvigt")
        local = evaluated(kit).local
        assert local.on_air is None and local.battery is None and local.printed is None and local.received == {}
    finally:
        kit.close()


def test_lines_that_came_before_who_began_it_are_evaluated_all_the_same(kit, clock):
    notes.write(kit, "uden for")
    ran(kit, clock, "Strømsvigt")
    assert [event.number for event in evaluated(kit).events] == ["1-0003", "1-0004", "1-0005"]


def test_whose_it_is_stands_first_when_the_kit_was_told(tmp_path, clock):
    kit = secretariat(tmp_path / "told", now=clock, municipality=999, municipality_name="Eksempelkommune")
    try:
        ran(kit, clock, "Strømsvigt")
        assert sections(evaluated(kit))[0].body[0].text.startswith("Eksempelkommune. Begyndte 21.11.2026 08.00.")
    finally:
        kit.close()


def test_what_a_kit_wrote_after_it_was_revoked_is_not_counted_but_told(kit, clock):
    tag = incidents.start(kit, "Strømsvigt").incident

    def wrote(seq, text):
        at = hlc_of_unix(clock.now)
        body = Note(text, EntrySort.DECISION)
        kit.merge([make_event(body, kit=77, epoch=1, seq=seq, hlc=at, incident=tag)], "slip")

    wrote(1, "før")
    clock.now += 600
    trust.revoke(kit, 77, "Øvelse Leder")
    clock.now += 600
    wrote(2, "efter")
    told = evaluated(kit)
    assert [line.text for line in told.evaluation.decisions] == ["før"] and told.apart == 1
    said = [part.text for part in sections(told)[0].body if isinstance(part, Said)]
    assert "1 linje er sat til side, fordi kittet bag er spærret; det er ikke talt med." in said
