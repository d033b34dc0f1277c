"""Action cards in use: what a step sends, prints or starts is done once; what is seen is the same at every console."""

import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from kits import Clock, make_kit, secretariat
from paths import CARDS, DATA

from fieldkit.acts import cards, incidents
from fieldkit.acts.printing import source_of
from fieldkit.cli import cli
from fieldkit.core.cards.cards import Card, read_card
from fieldkit.core.clock.danish import danish
from fieldkit.core.documents import DOCUMENTS, ON_CARDS, CardSheet, DocumentKind, HandoverSheet, OnCard
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import Event, make_event
from fieldkit.core.facts.said import CardAct, CardStep, Incident, Message, Report
from fieldkit.core.facts.staff import LevelChange
from fieldkit.core.facts.terms import Condition, Precedence, Topic, Via
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.facts.work import Request
from fieldkit.core.roster.roster import Person, PersonRole, Place, PlaceKind, Roster
from fieldkit.core.state.fold import fold
from fieldkit.core.state.runs import RunKey
from fieldkit.core.views.card_progress import calling_order, own_keys, timers, view_run
from fieldkit.core.views.handover import handover_list
from fieldkit.kit import Kit
from fieldkit.paper.documents import make
from fieldkit.paper.layout import as_text, lay_out
from fieldkit.store.tables.jobs import job_rows

HOUR = 3600
TRIAL = """---
id: proeve
titel: Prøve af alt, et trin kan
rolle: alle
niveau: alle
åbnes når: altid
formål: Hvert trin gør sin ting én gang.
form: læs-gør
kilde: prøve
---

## NU

- [ ] Sig, at I er her. (inden 10 min)
  - gør: send besked haster til sekretariatet: Vi er her.
- [ ] Skriv, hvad der mangler. (inden 1 t)
  - gør: send besked akut til sekretariatet: Vi mangler:
- [ ] Print en prøve.
  - gør: print prøveside
- [ ] Hæng opslaget op.
  - gør: print opslag
  - ikke relevant: Hvorfor er der intet at hænge op?
- [ ] Tag tid.
  - gør: start ur 30 min: næste melding
- [ ] Åbn det næste kort.
  - gør: åbn kort alarm
- [ ] Send melding.
  - gør: send melding
"""


@pytest.fixture
def clock() -> Clock:
    return Clock(1_795_000_000.0)


@pytest.fixture
def kit(tmp_path, clock):
    cards = tmp_path / "cards"
    cards.mkdir()
    (cards / "proeve.md").write_text(TRIAL, encoding="utf-8")
    for source in CARDS.glob("*.md"):
        (cards / source.name).write_bytes(source.read_bytes())
    made = make_kit(tmp_path / "kit", place="raeveengskolen", data=DATA, cards=cards, now=clock)
    incidents.start(made, "Strømsvigt nord")
    yield made
    made.close()


def messages(kit):
    return [event.body for event in kit.state.messages.values()]


def test_a_message_is_sent_once_however_often_the_step_is_ticked(kit):
    cards.start(kit, "proeve", "Øvelse")
    first = cards.tick(kit, "proeve", 1, "Øvelse")
    assert messages(kit) == [Message("Vi er her.", "secretariat", Precedence.URGENT, by="Øvelse")]
    assert first.message.seq < first.event.seq, "what the tick tells is already durable"
    cards.untick(kit, "proeve", 1, "Øvelse")
    again = cards.tick(kit, "proeve", 1, "Øvelse")
    assert again.again and again.message is None and len(messages(kit)) == 1
    assert cards.did(kit, "proeve", 1)
    cards.untick(kit, "proeve", 1)
    assert cards.tick(kit, "proeve", 1, again=True).message is not None
    assert len(messages(kit)) == 2


def test_another_console_on_the_same_kit_knows_that_it_was_done(kit, clock):
    cards.start(kit, "proeve")
    cards.tick(kit, "proeve", 1)
    cards.untick(kit, "proeve", 1)
    other = Kit.open(kit.home.folder, now=clock)
    assert cards.tick(other, "proeve", 1).again
    other.close()
    kit.refresh()
    assert len(messages(kit)) == 1 and cards.follow(kit, "proeve").done == 1


def test_a_message_that_the_card_only_begins_waits_for_its_words(kit):
    cards.start(kit, "proeve")
    bare = cards.tick(kit, "proeve", 2)
    assert (bare.missing, bare.message, messages(kit)) == ("text", None, [])
    said = cards.tick(kit, "proeve", 2, text="Vi mangler: 40 tæpper")
    assert [body.text for body in messages(kit)] == ["Vi mangler: 40 tæpper"]
    assert said.message.number == f"12-{said.event.seq - 1:04d}"


def test_printing_opening_and_reporting_are_done_once(kit):
    cards.start(kit, "proeve")
    job = cards.tick(kit, "proeve", 3).job
    assert [(row.job, row.document) for row in job_rows(kit.log)] == [(job, "test")]
    assert cards.tick(kit, "proeve", 4).missing == "argument"
    with pytest.raises(InputError, match="99-0001"):
        cards.tick(kit, "proeve", 4, argument="99-0001")
    assert cards.tick(kit, "proeve", 6).card == "alarm"
    assert {view.card.id for view in cards.running(kit)} == {"proeve", "alarm"}
    cards.untick(kit, "proeve", 6)
    assert cards.tick(kit, "proeve", 6).again
    assert cards.tick(kit, "proeve", 7).report
    assert len(job_rows(kit.log)) == 1


SAID = {
    DocumentKind.RECEIPT: "12-0004",
    DocumentKind.DOCKET: "12-0004 uglemoseskolen",
    DocumentKind.NOTICE: "12-0004 6",
    DocumentKind.CHITS: "3",
    DocumentKind.CARD: "alarm",
    DocumentKind.ROSTER: "raeveengskolen",
    DocumentKind.LIST: "klasse-3b",
}


def card_that_prints(kit, line):
    text = TRIAL.replace("- gør: print prøveside", f"- gør: print {line}")
    card, faults = read_card("proeve.md", text)
    (kit.home.cards / "proeve.md").write_text(text, encoding="utf-8")
    kit.library.read_again()
    cards.start(kit, "proeve")
    return card, faults


@pytest.mark.parametrize("word", ON_CARDS)
def test_every_document_that_a_card_can_print_comes_out_when_its_step_is_ticked(kit, word):
    kind = ON_CARDS[word]
    row = DOCUMENTS[kind]
    kit.record(Message("Åbn varmestuen", "all"))
    whole = SAID.get(kind, "") if row.on_card is OnCard.WHOLE else ""
    _, faults = card_that_prints(kit, f"{word} {whole}".strip())
    assert faults == []
    if row.on_card is OnCard.ASKS:
        assert cards.tick(kit, "proeve", 3).missing == "argument" and job_rows(kit.log) == []
    if row.private:
        with pytest.raises(InputError, match="låst inde"):
            cards.tick(kit, "proeve", 3, argument=SAID[kind])
        assert job_rows(kit.log) == []
        return
    ticked = cards.tick(kit, "proeve", 3, argument=SAID[kind] if row.on_card is OnCard.ASKS else "")
    assert [(each.job, each.document) for each in job_rows(kit.log)] == [(ticked.job, kind)]


def test_a_card_that_forgot_how_many_asks_when_it_is_ticked(kit):
    _, faults = card_that_prints(kit, "blanketter")
    assert [fault.what for fault in faults] == ["efter print blanketter skal der stå hvor mange blanketter."]
    assert cards.tick(kit, "proeve", 3).missing == "argument"
    assert cards.tick(kit, "proeve", 3, argument="2").job is not None
    with pytest.raises(InputError, match="antal blanketter"):
        cards.tick(kit, "proeve", 3, argument="mange", again=True)


def test_only_ticking_does_nothing_else_and_leaves_it_to_be_done(kit):
    cards.start(kit, "proeve")
    cards.tick(kit, "proeve", 1, act=False)
    assert messages(kit) == []
    assert cards.tick(kit, "proeve", 1).message is not None
    with pytest.raises(InputError, match="allerede krydset af"):
        cards.tick(kit, "proeve", 1)


def test_a_timer_rings_at_every_console_until_somebody_deals_with_it(kit, clock):
    cards.start(kit, "proeve")
    timer = cards.tick(kit, "proeve", 5).timer
    assert (timer.label, timer.rings_at) == ("næste melding", int(clock.now) + 1800)
    clock.now += 1801
    restarted = Kit.open(kit.home.folder, now=clock)
    assert cards.timers(restarted) == [timer] and timer.rings_at <= clock.now
    cards.stop_timer(restarted, "proeve", 5, "Øvelse")
    restarted.close()
    kit.refresh()
    assert cards.timers(kit) == []
    assert cards.follow(kit, "proeve").steps[4].act is CardAct.TICK, "the tick stands"
    anew = cards.tick(kit, "proeve", 5).timer
    assert anew.rings_at == int(clock.now) + 1800
    cards.untick(kit, "proeve", 5)
    assert cards.timers(kit) == []
    with pytest.raises(InputError, match="intet ur"):
        cards.stop_timer(kit, "proeve", 5)


def test_deadlines_count_from_the_start_and_late_steps_come_first(kit, clock):
    cards.start(kit, "proeve")
    view = cards.follow(kit, "proeve")
    assert (view.current.step.number, view.next_due.step.number, view.late) == (1, 1, ())
    clock.now += 601
    assert [line.step.number for line in cards.follow(kit, "proeve").late] == [1]
    clock.now += HOUR
    assert [line.step.number for line in cards.follow(kit, "proeve").late] == [1, 2]
    cards.tick(kit, "proeve", 1)
    assert [line.step.number for line in cards.follow(kit, "proeve").late] == [2]
    cards.end(kit, "proeve")
    assert cards.follow(kit, "proeve").late == ()


def test_a_step_has_one_deadline_on_card_screen_and_paper_also_when_the_card_was_edited_since(kit, clock):
    cards.start(kit, "proeve")
    path = kit.home.cards / "proeve.md"
    path.write_text(TRIAL.replace("inden 10 min", "inden 3 t"), encoding="utf-8")
    later = Kit.open(kit.home.folder, now=clock)
    due = cards.follow(later, "proeve").next_due.due_at
    now, place = later.now(), later.place
    found = handover_list(
        later.state, later.roster, now, place=place, kit=later.identity.kit, cards=cards.followed(later)
    )
    assert due in [one.at for one in found.deadlines if "trin 1" in one.what]
    source, shown = source_of(later), danish(due).strftime("%H.%M")
    for wanted in (HandoverSheet(), CardSheet("proeve")):
        told = as_text(lay_out(make(wanted, source), 48), 48)
        assert shown in told and danish(due + 2 * HOUR + 50 * 60).strftime("%H.%M") not in told
    later.close()


def test_a_run_follows_the_text_it_was_started_on(kit, clock):
    cards.start(kit, "proeve")
    path = kit.home.cards / "proeve.md"
    path.write_text(TRIAL.replace("Sig, at I er her.", "Ring hjem først."), encoding="utf-8")
    later = Kit.open(kit.home.folder, now=clock)
    view = cards.follow(later, "proeve")
    assert (view.steps[0].step.text, view.changed) == ("Sig, at I er her.", True)
    path.unlink()
    gone = Kit.open(kit.home.folder, now=clock)
    assert cards.tick(gone, "proeve", 1).message is not None, "the card was taken away while it is in use"
    cards.end(gone, "proeve")
    with pytest.raises(InputError, match="intet kort"):
        cards.start(gone, "proeve")
    later.close()
    gone.close()


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda kit: cards.start(kit, "findes-ikke"), "intet kort “findes-ikke”"),
        (lambda kit: cards.tick(kit, "proeve", 1), "ikke begyndt"),
        (lambda kit: [cards.start(kit, "proeve"), cards.start(kit, "proeve")], "allerede i gang"),
        (lambda kit: [cards.start(kit, "proeve"), cards.tick(kit, "proeve", 8)], "har 1 til 7"),
        (lambda kit: [cards.start(kit, "proeve"), cards.untick(kit, "proeve", 1)], "ikke krydset af"),
        (lambda kit: [cards.start(kit, "proeve"), cards.skip(kit, "proeve", 1, "nej")], "ikke springes over"),
        (lambda kit: [cards.start(kit, "proeve"), cards.skip(kit, "proeve", 4, " ")], "intet at hænge op?"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(kit, act, sentence):
    with pytest.raises(InputError, match=sentence):
        act(kit)


def test_a_run_goes_on_when_its_incident_is_over(kit):
    tag = kit.state.current()
    cards.start(kit, "evaluering")
    incidents.stop(kit)
    assert [view.card.id for view in cards.running(kit)] == ["evaluering"]
    cards.tick(kit, "evaluering", 1)
    assert kit.state.runs[RunKey(tag, 12, "evaluering")].steps[1].value.act is CardAct.TICK
    incidents.start(kit, "Øvelse", exercise=True)
    assert cards.running(kit) == [], "an exercise has its own cards"


def test_the_secretariats_own_card_does_not_write_to_itself(tmp_path, clock):
    centre = secretariat(tmp_path / "centre", now=clock)
    cards.start(centre, "moedested-aabn")
    assert "det er her" in cards.tick(centre, "moedested-aabn", 3).why
    assert not centre.state.messages
    centre.close()


def suggested(kit):
    return {each.card: each.reason for each in cards.suggestions(kit)}


def test_cards_are_suggested_by_what_happens_until_they_are_begun(kit, clock):
    assert set(suggested(kit)) == {"alarm", "moedested-aabn"}
    cards.start(kit, "alarm")
    assert set(suggested(kit)) == {"moedested-aabn"}
    clock.now += 2 * HOUR
    assert suggested(kit) == {}
    kit.record(Report(127, {Topic.WATER: TopicState(Condition.CRITICAL)}, via=Via.PHONE))
    assert suggested(kit)["skole-vand"] == "vand kritisk: Bakkekammens Skole"
    kit.record(Report(101, {Topic.HEAT: TopicState(Condition.CRITICAL)}, via=Via.PHONE))
    assert "skole-varme" not in suggested(kit), "another meeting point's daycare"
    cards.start(kit, "skole-vand")
    cards.end(kit, "skole-vand")
    assert "skole-vand" not in suggested(kit), "laid away since"
    clock.now += 600
    kit.record(Report(127, {Topic.WATER: TopicState(Condition.SHORTAGE)}, via=Via.PHONE))
    assert "skole-vand" in suggested(kit), "a new reason"


def test_cards_suggested_at_the_secretariat(tmp_path, clock):
    centre = secretariat(tmp_path / "centre", now=clock)
    incidents.start(centre, "Strømsvigt")
    assert "moedested-aabn" not in suggested(centre)
    centre.record(LevelChange(2, "kommunaldirektøren"))
    assert suggested(centre)["sekretariat-start"] == "niveau 2 er besluttet"
    centre.record(Request("tæpper", 127, 60))
    assert "60 tæpper" in suggested(centre)["anmodning"]
    incidents.stop(centre)
    assert "er slut" in suggested(centre)["evaluering"]
    centre.close()


def test_a_low_battery_and_a_lost_radio_suggest_their_cards(kit):
    from fieldkit.store.tables.status import Device, DeviceState, DeviceStatus, put_status

    put_status(kit.log, DeviceStatus(Device.BATTERY, DeviceState.OK, "22 %", int(kit.now()), {"percent": 22}))
    put_status(kit.log, DeviceStatus(Device.RADIO, DeviceState.FAULT, "ingen forbindelse", int(kit.now())))
    assert {"kit-opladning", "kit-brug"} <= set(suggested(kit))


def test_a_calling_order_names_only_people_the_roster_is_sure_of():
    places = (
        Place(number=1, slug="sekretariat", name="Sekretariatet", kind=PlaceKind.SECRETARIAT),
        Place(number=2, slug="nord", name="Nord", kind=PlaceKind.MEETING_POINT),
        Place(number=3, slug="skole", name="Skole", kind=PlaceKind.SCHOOL, meeting_point="nord"),
    )
    people = (
        Person(name="Øvelse A", role=PersonRole.LIAISON_OFFICER, place="nord", phone="00 00 00 01"),
        Person(name="Øvelse B", role=PersonRole.LIAISON_OFFICER, place="syd", phone="00 00 00 02"),
        Person(name="Øvelse C", role=PersonRole.LEADER, place="sekretariat", phone="00 00 00 03"),
    )
    roster = Roster(places=places, people=people)
    ring = ("borgmester", "forbindelsesofficer", "kriseleder")

    def named(place):
        return [(c.office, [p.name for p in c.people]) for c in calling_order(ring, roster, place)]

    assert named(3) == [("borgmester", []), ("forbindelsesofficer", ["Øvelse A"]), ("kriseleder", ["Øvelse C"])]
    assert named(1)[1] == ("forbindelsesofficer", []), "which of them the secretariat should call is not known"


TRIAL_CARD = read_card("proeve.md", TRIAL)[0]
assert isinstance(TRIAL_CARD, Card)
acts = st.lists(
    st.builds(
        CardStep,
        card=st.just("proeve"),
        act=st.sampled_from([*CardAct, CardAct.TICK, CardAct("udsat")]),
        step=st.integers(0, 7),
        version=st.sampled_from(["", TRIAL_CARD.version]),
        by=st.sampled_from(["", "Øvelse", "Prøve"]),
        did=st.sampled_from(["", "12-0003", "print"]),
    ),
    max_size=8,
)


@st.composite
def branches(draw) -> list[Event]:
    """Two copies of one kit's disk (two epochs) and another kit work the same card apart, at times that overlap."""
    told = [make_event(Incident(5, "Strømsvigt"), kit=1, epoch=1, seq=1, hlc=1 << 16, incident=5)]
    for kit, epoch in ((12, 1), (12, 2), (13, 1)):
        at = 2
        for seq, body in enumerate(draw(acts), 1):
            at += draw(st.integers(0, 2))
            told.append(make_event(body, kit=kit, epoch=epoch, seq=seq, hlc=at << 16, incident=5))
    return told


@given(branches(), st.randoms(use_true_random=False))
def test_a_card_worked_apart_settles_alike_in_any_order(told, rng):
    shuffled = told + rng.choices(told, k=4)
    rng.shuffle(shuffled)
    one, other = fold(told), fold(shuffled)
    assert one == other
    for kit in (12, 13):
        assert own_keys(one, kit) == own_keys(other, kit)
        texts = {"proeve": TRIAL_CARD}
        assert timers(one, texts, kit) == timers(other, texts, kit)
        run, same = one.runs.get(RunKey(5, kit, "proeve")), other.runs.get(RunKey(5, kit, "proeve"))
        assert view_run(TRIAL_CARD, run, 2e9) == view_run(TRIAL_CARD, same, 2e9)


@given(branches())
def test_what_the_kit_did_is_never_forgotten_by_an_untick(told):
    did = {
        (e.kit, e.body.step)
        for e in told
        if isinstance(e.body, CardStep)
        and e.body.did
        and e.body.step
        and e.body.act not in (CardAct.START, CardAct.END, CardAct.STOP_TIMER)
    }
    state = fold(told)
    assert did == {(key.kit, step) for key, run in state.runs.items() for step in run.did}


def test_a_step_ticked_and_unticked_apart_and_a_run_ended_and_ticked():
    def said(seq, epoch, at, act, step=0):
        return make_event(CardStep("proeve", act, step), kit=12, epoch=epoch, seq=seq, hlc=at << 16, incident=5)

    began = said(1, 1, 10, CardAct.START)
    ticked, unticked = said(2, 1, 20, CardAct.TICK, 1), said(2, 2, 21, CardAct.UNTICK, 1)
    ended, late = said(3, 1, 30, CardAct.END), said(3, 2, 31, CardAct.TICK, 2)
    state = fold([late, ended, unticked, ticked, began])
    assert state == fold([began, ticked, unticked, ended, late])
    run = state.runs[RunKey(5, 12, "proeve")]
    assert (run.open.value, run.steps[1].value.act, run.steps[2].value.act) == (False, "untick", "tick")


@pytest.fixture
def fk(kit, clock):
    def run(*arguments, status=0):
        result = CliRunner().invoke(cli, ["--home", str(kit.home.folder), *arguments])
        if status:
            assert isinstance(result.exception, InputError)
            return str(result.exception)
        assert result.exit_code == 0, (result.output, result.exception)
        return [json.loads(line) for line in result.stdout.splitlines()] if "--json" in arguments else result.stdout

    return run


def test_the_commands_say_what_was_done_and_what_comes_now(fk):
    assert "Nu: 1. Sig, at I er her. (inden" in fk("card", "start", "proeve")
    done = fk("card", "tick", "proeve", "1", "--by", "Øvelse")
    assert "Besked 12-0005 er noteret" in done and "Nu: 2. Skriv, hvad der mangler." in done
    fk("card", "untick", "proeve", "1")
    assert "gør den ikke igen" in fk("card", "tick", "proeve", "1")
    assert "--text" in fk("card", "tick", "proeve", "2")
    (sent,) = fk("card", "tick", "proeve", "2", "--text", "Vi mangler: vand", "--json")
    assert sent["message"] == "12-0010" and sent["number"] == "12-0011"
    assert "Hvorfor er der intet at hænge op?" in fk("card", "skip", "proeve", "4", status=1)
    fk("card", "skip", "proeve", "4", "--reason", "intet opslag")
    assert "Uret ringer" in fk("card", "tick", "proeve", "5")
    assert "næste melding" in fk("card", "list")
    fk("card", "timer", "proeve", "5")
    (listed,) = fk("card", "list", "--json")
    assert listed["steps"] == {"1": "tick", "2": "tick", "4": "skip", "5": "tick"} and listed["open"]
    assert "3 trin stod åbne" in fk("card", "end", "proeve")
    assert "lagt væk" in fk("card", "list")


def test_the_suggested_command_says_why(fk, kit):
    kit.record(Report(127, {Topic.WATER: TopicState(Condition.CRITICAL)}, via=Via.PHONE))
    found = {line["card"]: line for line in fk("card", "suggested", "--json")}
    assert found["skole-vand"]["reason"] == "vand kritisk: Bakkekammens Skole"
    assert found["skole-vand"]["trigger"] == {"kind": "topic", "topic": "water", "state": "critical"}
    assert found["skole-hverdag"]["trigger"] == {"kind": "report-red", "topic": None, "state": None}
    assert "skole-vand  " in fk("card", "suggested")
