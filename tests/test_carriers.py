"""One contract for every carrier (`core.carrier`): checked whole, merged at once or not at all, no false word, told."""

import contextlib
import random

import pytest
from carriers import Bundle, Radio, Slip
from kits import NOW, Clock, Municipality

from fieldkit.acts import trust
from fieldkit.core.carrier import Carrier
from fieldkit.core.clock.hybrid import hlc_of_unix
from fieldkit.core.delivery import ARRIVED
from fieldkit.core.errors import StoreError
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.bounds import MAX_SEQ
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Ack, Message, Note, Report
from fieldkit.core.facts.terms import Condition, Precedence, Topic
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.state.fold import fold
from fieldkit.link.wire.frame import pack_events
from fieldkit.link.wire.seal import Sealer
from fieldkit.resync.slips import slip_digits
from fieldkit.store.tables.delivery import deliveries

SAID = (
    Report(12, {Topic.WATER: TopicState(Condition.CRITICAL, 4)}, children=43, staff=6, note="æøå"),
    Message("Send vand", "all", Precedence.FLASH, by="Øvelse Andersen"),
    Note("telt rejst"),
    Ack(RefBody(13, 5, 2), by="vagten", place=12),
)
NOW_HLC = hlc_of_unix(NOW)
NOTES = tuple(Note(f"notat {count}") for count in range(4))


@pytest.fixture(params=[Carrier.RADIO, Carrier.SLIP, Carrier.BUNDLE])
def way(request, tmp_path):
    """Every carrier there is but OWN."""
    found = (Radio(), Slip(), Bundle(tmp_path))
    assert {way.carrier for way in found} == set(Carrier) - {Carrier.OWN}, "a new carrier keeps the contract as well"
    return next(way for way in found if way.carrier is request.param)


@pytest.fixture
def municipality(tmp_path):
    """Makes kits that have met: `municipality(12)`; with `of`, one of another municipality."""
    all_of = {}

    def kit(number, of="ours", **more):
        if of not in all_of:
            all_of[of] = Municipality(tmp_path / of)
        opened = all_of[of](number, **more)
        for other in (each for its in all_of.values() for each in its.kits if each is not opened):
            opened.merge([row.event for row in other.log.all()], Carrier.BUNDLE)
            other.merge([row.event for row in opened.log.all()], Carrier.BUNDLE)
        return opened

    yield kit
    for each in all_of.values():
        each.close()


def ids(kit):
    return {row.event.id for row in kit.log.all()}


def told_arrived(kit, events):
    """Places that this kit says have one of these."""
    return {d.place for event in events for d in deliveries(kit.log, event.id) if d.state in ARRIVED}


def test_events_come_out_as_they_went_in_once_and_are_marked(way, municipality):
    giver, taker = municipality(12), municipality(13)
    events, parcels = way.give(giver, *SAID)
    told = way.take(taker, parcels)
    assert told.new >= len(SAID) and (told.forks, told.rejected, told.renewed) == ((), (), False)
    for event in events:
        row = taker.log.by_id(event.id)
        assert (row.event.canonical, row.event.body, row.carrier) == (event.canonical, event.body, way.carrier)
    assert fold(row.event for row in taker.log.all()) == taker.state, "what is durable is folded, and nothing else"
    before = taker.log.count()
    again = way.take(taker, parcels)
    assert again.new == 0 and again.known >= len(SAID), "twice is once"
    assert taker.log.count() == before or way.carrier is Carrier.RADIO  # a radio that comes up says hello again


def test_a_parcel_with_anything_wrong_in_it_is_refused_whole(way, municipality):
    giver, taker = municipality(12), municipality(13)
    _, parcels = way.give(giver, *NOTES)
    before, rng = ids(taker) | ids(giver), random.Random(3)
    wanted = {event.id for event in giver.state.notes.values()}
    for _ in range(12):
        told = way.take(taker, [way.damaged(parcels[0], rng)])
        assert told.new == 0 and told.rejected
    assert not ids(taker) & wanted
    assert {row.event.id for row in taker.log.all() if row.event.kit != 13} <= before


def test_another_municipalitys_parcel_is_refused(way, municipality):
    _, strange = way.give(municipality(12, of="andre"), *NOTES)
    taker = municipality(13)
    known = ids(taker)
    told = way.take(taker, strange)
    assert told.new == 0 and told.rejected
    assert {row.event.id for row in taker.log.all() if row.event.kit != 13} <= known


def test_a_parcel_is_merged_in_one_transaction_or_not_at_all(way, municipality):
    giver, taker = municipality(12), municipality(13)
    events, parcels = way.give(giver, *NOTES)
    parcel = next(parcel for parcel in parcels if events[-1].id in way.ids_in(giver, parcel))
    together = way.ids_in(giver, parcel) - ids(taker)
    assert len(together) > 1, "one event alone shows nothing"
    taker.log.conn.execute(
        f"CREATE TRIGGER worn BEFORE INSERT ON events WHEN NEW.kit=12 AND NEW.seq={events[-1].seq} "
        "BEGIN SELECT raise(ABORT, 'disk I/O error'); END"
    )
    with contextlib.suppress(StoreError):
        way.take(taker, [parcel])
    assert not ids(taker) & together
    assert fold(row.event for row in taker.log.all()) == taker.state
    taker.log.conn.execute("DROP TRIGGER worn")
    assert way.take(taker, [parcel]).new == len(together)


def test_two_events_under_one_number_are_both_kept_and_told(way, municipality):
    giver, taker = municipality(12), municipality(13)
    (event,), parcels = way.give(giver, Note("den ene"))
    twin = make_event(Note("den anden"), kit=12, epoch=event.epoch, seq=event.seq, hlc=event.hlc)
    taker.merge([twin], Carrier.BUNDLE)
    told = way.take(taker, parcels)
    assert told.forks == (event.number,)
    assert {row.event.id for row in taker.log.find(12, event.seq)} == {event.id, twin.id}


def test_a_kit_that_meets_its_own_later_log_begins_a_new_epoch(way, municipality):
    kit, other = municipality(12), municipality(13)
    before = kit.identity.epoch
    other.merge([make_event(Note("efter kopien"), kit=12, epoch=before, seq=9, hlc=1 << 40)], Carrier.BUNDLE)
    _, parcels = way.give(other)
    told = way.take(kit, parcels)
    assert told.renewed and kit.identity.epoch != before
    assert kit.record(Note("ny")).seq > 1000, "no number is said twice"


def test_to_hand_a_parcel_over_delivers_nothing(way, municipality):
    giver, taker = municipality(12), municipality(13)
    events, parcels = way.give(giver, *SAID)
    assert events[1].body.to == "all" and told_arrived(giver, events) == set()
    way.take(taker, parcels)
    assert told_arrived(giver, events) == set(), "they are there, but nobody there has said so yet"


def test_over_the_radio_the_others_own_word_is_received_and_a_humans_is_another(municipality):
    radio, giver, taker = Radio(), municipality(12), municipality(13)
    events, parcels = radio.give(giver, *SAID)
    radio.take(taker, parcels)
    _, answer = radio.give(taker)
    radio.take(giver, answer)
    assert told_arrived(giver, events[1:2]) == {13}
    assert [d.state for d in deliveries(giver.log, events[1].id)] == [ARRIVED[0]]


def test_a_carrier_of_a_newer_version_stays_readable(municipality):
    kit = municipality(12)
    event = kit.record(Note("kom over nettet"))
    kit.log.conn.execute("UPDATE events SET carrier='net' WHERE id=?", (event.id,))
    carrier = kit.log.by_id(event.id).carrier
    assert (carrier, str(carrier)) == (Carrier("net"), "net")
    assert carrier not in [*Carrier]
    assert [str(row.carrier) for row in kit.log.all()] == ["own", "net"]


def test_a_carrier_that_the_disk_has_damaged_hides_no_event(municipality):
    kit = municipality(12)
    event = kit.record(Note("kom ad en vej, som ingen kan læse mere"))
    kit.log.conn.execute("UPDATE events SET carrier=x'ff00' WHERE id=?", (event.id,))
    assert kit.log.by_id(event.id).event == event


def counted(kit):
    return {row.event.id for row in kit.log.all() if not kit.is_apart(row.event)} & set(kit.state.notes)


def test_what_a_revoked_kit_writes_afterwards_counts_nowhere_and_what_it_wrote_before_does(way, municipality):
    clock = Clock(NOW)
    lost, other, taker = (municipality(number, now=clock) for number in (12, 13, 14))
    before = lost.record(Note("skrevet før"))
    for kit in (other, taker):
        kit.merge([before], Carrier.BUNDLE)
    clock.now += 60
    word = trust.revoke(taker, 12, "Øvelse Andersen")
    clock.now += 60
    after, parcels = way.give(lost, Note("skrevet efter"))
    told = way.take(taker, parcels)
    assert after[0].id not in counted(taker)
    assert "kit 12" in str(told.apart) or way.carrier is Carrier.RADIO
    other.merge(after, Carrier.BUNDLE)  # who has not heard of it yet believes it, and tells it on
    events, parcels = way.give(other, Note("fra et andet kit"))
    if way.carrier is Carrier.RADIO:
        sealer = Sealer(13, other.identity.epoch, other.key.number, other.key.secret)
        parcels = [*parcels, pack_events(sealer, [before])[0], pack_events(sealer, after)[0]]
    way.take(taker, parcels)
    assert {events[0].id, before.id} <= counted(taker) and after[0].id not in counted(taker)
    assert (after[0].id in ids(taker)) is (way.carrier is not Carrier.RADIO), "it stands apart; the air is spared it"
    if way.carrier is not Carrier.RADIO:
        trust.accept(taker, 12, "Øvelse Andersen")
        assert after[0].id in counted(taker), "somebody has looked at it"
    trust.take_back(taker, 12, "Øvelse Andersen")
    way.take(taker, parcels)
    assert after[0].id in counted(taker), "found again, it is believed again"
    assert word.id in ids(taker)


def test_a_revocation_counts_for_what_comes_with_it(way, municipality):
    clock = Clock(NOW)
    lost, seat, taker = (municipality(number, now=clock) for number in (12, 13, 14))
    if way.carrier is Carrier.RADIO:
        return  # frames come one after another
    trust.revoke(seat, 12, "Øvelse Andersen")
    clock.now += 60
    after = lost.record(Note("skrevet efter"))
    seat.log.insert([after], carrier=Carrier.BUNDLE, arrived=int(NOW))  # it came here before the word did
    seat.refresh()
    _, parcels = way.give(seat, Note("fra sekretariatet"))
    told = way.take(taker, parcels)
    assert after.id in ids(taker) and after.id not in counted(taker) and told.apart


def test_numbers_that_no_kit_reaches_are_taken_from_no_carrier_and_leave_the_others_whole(way, municipality):
    giver, taker = municipality(12), municipality(13)
    wild = make_event(Note("vildt"), kit=13, epoch=taker.identity.epoch, seq=1 << 31, hlc=NOW_HLC)
    sealer = Sealer(12, giver.identity.epoch, giver.key.number, giver.key.secret)
    if way.carrier is Carrier.RADIO:
        way.take(taker, [pack_events(sealer, [wild])[0]])
    elif way.carrier is Carrier.SLIP:
        assert not slip_digits(giver, [wild], 32)
    else:
        giver.log.insert([wild], carrier=Carrier.RADIO, arrived=int(NOW))
        _, parcels = way.give(giver, Note("mit eget"))
        way.take(taker, parcels)
    assert wild.id not in ids(taker)
    assert taker.record(Note("mit næste nummer er det næste")).seq < 1000


def test_a_number_far_ahead_in_a_kits_own_feed_leaves_it_numbers_that_others_take(way, municipality):
    giver, taker = municipality(12), municipality(13)
    ahead = make_event(Note("fra et kit, der lyver"), kit=13, epoch=taker.identity.epoch, seq=MAX_SEQ, hlc=NOW_HLC)
    giver.log.insert([ahead], carrier=Carrier.RADIO, arrived=int(NOW))
    giver.refresh()
    sealer = Sealer(12, giver.identity.epoch, giver.key.number, giver.key.secret)
    parcels = [pack_events(sealer, [ahead])[0]] if way.carrier is Carrier.RADIO else way.give(giver, Note("mit"))[1]
    assert way.take(taker, parcels).renewed
    assert 1000 < taker.record(Note("vi brænder")).seq < MAX_SEQ // 2 + 2000
