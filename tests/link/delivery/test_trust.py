"""Third parties on the channel: who forges, replays or impersonates gets nothing told as done, and is counted."""

from link_channel import EPOCH, SECRET, Channel

from fieldkit.core.facts.bounds import MAX_SEQ
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Message, Note, Report
from fieldkit.core.facts.terms import Precedence
from fieldkit.core.state.vector import Feed
from fieldkit.link.delivery.outputs import Forked, Impersonated, OwnFeedAhead
from fieldkit.link.wire.frame import open_frame, pack_events, pack_heads, pack_want, peek
from fieldkit.link.wire.frame_types import FeedHeads, FrameType, Heads, Want
from fieldkit.link.wire.seal import Sealer

OTHER = bytes(reversed(range(32)))
LATE = 61_000_000


def two(seed=1):
    channel = Channel(3, seed).boot()
    for kit in channel.kits.values():
        kit.record(Note("vi er her"))
    channel.run(7200)
    return channel, channel.kits[1], channel.kits[2]


def acknowledges(sealer, event, seconds=LATE):
    """HEADS that claim to have an event."""
    return pack_heads(sealer, Heads(seconds, 0, (FeedHeads(Feed(event.kit, event.epoch), 1, event.seq),)))


def lonely_message(channel, one):
    """A message to kit 2 while nobody else is on the air."""
    channel.kits[2].crash()
    channel.kits[3].crash()
    event = one.record(Message("Er I der?", 2, Precedence.URGENT))
    channel.run(10)
    return event


def test_no_key_wrong_key_other_municipality_acknowledge_nothing():
    channel, one, _ = two()
    event = lonely_message(channel, one)
    forged = [
        acknowledges(Sealer(2, EPOCH, 1, bytes(32)), event),  # guessed key
        acknowledges(Sealer(2, EPOCH, 2, OTHER), event),  # another municipality, another key number
        acknowledges(Sealer(2, EPOCH, 1, OTHER), event),  # another municipality, the same number
        acknowledges(Sealer(2, EPOCH, 1, SECRET), event)[:-1] + b"\0",  # damaged
        b"",
        b"\x10" * 160,
    ]
    for frame in forged:
        one.hear(frame)
    assert (event.seq, 2) not in one.deliveries
    assert one.machine.counts.refused == len(forged) == len(one.refused)
    channel.run(120)
    assert one.sent["RESENT"] >= 1, "a forgery ended the resends"


def test_a_seal_is_bound_to_kit_and_epoch():
    channel, one, _ = two()
    event = lonely_message(channel, one)
    frame = bytearray(acknowledges(Sealer(3, EPOCH, 1, SECRET), event))
    assert frame[1] == 3
    frame[1] = 2  # the header's kit
    one.hear(bytes(frame))
    assert (event.seq, 2) not in one.deliveries and one.machine.counts.refused == 1


def test_replayed_heads_acknowledge_nothing_new_and_are_counted():
    channel, one, kit_two = two()
    old = [data for _, data in kit_two.sent_at if peek(data)[0] is FrameType.HEADS]
    event = lonely_message(channel, one)
    before = one.machine.counts.replayed
    for frame in old * 3:
        one.hear(frame)
    assert one.machine.counts.replayed == before + 3 * len(old) and old
    assert (event.seq, 2) not in one.deliveries


def test_heads_replayed_after_a_restart_are_known_by_their_time():
    channel, one, kit_two = two()
    old = next(data for _, data in kit_two.sent_at if peek(data)[0] is FrameType.HEADS)
    told = [open_frame(data, one.keys).heads for _, data in kit_two.sent_at if peek(data)[0] is FrameType.HEADS]
    newest = max(heads.seconds for heads in told)
    for kit in channel.kits.values():
        kit.crash()
    one.boot()
    one.hear(pack_heads(Sealer(2, EPOCH, 1, SECRET), Heads(newest + 1, 0, ())))
    met = one.machine.holdings.peers.heard_at[2]
    channel.run(600)
    one.hear(old)
    assert one.machine.counts.replayed == 1
    assert one.machine.holdings.peers.heard_at[2] == met, "a replay made a dead kit look alive"


def test_replayed_events_are_not_delivered_twice_nor_do_replayed_wants_drain_the_budget():
    channel, one, kit_two = two()
    event = kit_two.record(Report(2))
    channel.run(300)
    frames = [data for _, data in kit_two.sent_at]
    want = pack_want(Sealer(2, EPOCH, 1, SECRET), Want(((Feed(1, EPOCH), ((1, 1),)),), LATE))
    one.hear(want)
    channel.run(60)
    sent = sum(one.sent.values())
    for _ in range(50):
        for frame in [*frames, want]:
            one.hear(frame)
        channel.run(5)
    assert one.delivered[event.id] == 1
    assert sum(one.sent.values()) <= sent + 2


def test_an_insider_that_speaks_as_another_kit_is_found_out_by_that_kit():
    """The group key cannot prevent it; the one whose name it is hears it, and people are told."""
    _, one, kit_two = two()
    event = one.record(Message("Er I der?", 2, Precedence.URGENT))
    kit_two.hear(acknowledges(Sealer(2, EPOCH, 1, SECRET), event))
    assert any(isinstance(alarm, Impersonated) for alarm in kit_two.alarms)
    assert kit_two.machine.counts.impersonated == 1
    invented = make_event(Report(2), kit=2, epoch=EPOCH, seq=9, hlc=1 << 40)
    kit_two.hear(pack_events(Sealer(2, EPOCH, 1, SECRET), [invented])[0])
    assert kit_two.machine.counts.impersonated == 2


def test_an_own_frame_that_comes_round_alarms_nobody_even_after_a_restart():
    _, _, kit_two = two()
    frames = [data for _, data in kit_two.sent_at]
    kit_two.crash()
    kit_two.boot()
    for frame in frames:
        kit_two.hear(frame)
    assert not kit_two.alarms and kit_two.machine.counts.impersonated == 0


def test_frames_of_before_the_restart_alarm_nobody_whatever_was_lost_of_what_others_told():
    """A kit that another told of, and that fell silent, is in our heads; the restart has forgotten it."""
    channel = Channel(2, 1).boot()
    kit_two = channel.kits[2]
    kit_two.record(Report(2))
    channel.groups = [{1}, {2}]
    kit_two.hear(pack_heads(channel.kits[1].machine.sealer, Heads(60_000_001, 0, (FeedHeads(Feed(1, EPOCH), 1, 3),))))
    channel.run(1200)
    frames = [data for sender, data in channel.overheard if sender == 2]
    kit_two.memory = kit_two.machine.saved()
    kit_two.crash()
    channel.run(60)
    kit_two.boot()
    for frame in frames:
        kit_two.hear(frame)
    assert frames and not kit_two.alarms
    beyond = FeedHeads(Feed(2, EPOCH), 1, 40)
    kit_two.hear(pack_heads(kit_two.machine.sealer, Heads(60_000_002, 0, (beyond,))))
    assert [type(alarm) for alarm in kit_two.alarms] == [Impersonated], "of our own feed all was on disk before"


def test_heads_that_cannot_be_silence_nobody():
    """An insider says that the secretariat has a billion of kit 2's events: kit 2's next is sent all the same."""
    channel, one, kit_two = two()
    channel.kits[3].crash()
    for top in (1 << 31, MAX_SEQ):
        wild = FeedHeads(Feed(2, EPOCH), 1, top)
        kit_two.hear(pack_heads(Sealer(1, EPOCH, 1, SECRET), Heads(LATE, 0, (wild,))))
    assert [alarm for alarm in kit_two.alarms if isinstance(alarm, OwnFeedAhead)] == [
        OwnFeedAhead(1, MAX_SEQ, said=True)
    ]
    event = kit_two.record(Message("AKUT: vi brænder", 1, Precedence.FLASH))
    assert (event.seq, 1) not in kit_two.deliveries
    assert channel.run(120, lambda: one.holds(event))
    assert channel.run(600, lambda: (event.seq, 1) in kit_two.deliveries)
    again = kit_two.machine.saved()
    assert all(head <= event.seq for _, kit, _, _, head, _ in again.peers if kit == 2)


def test_what_is_said_to_lie_far_ahead_does_not_hide_what_is_missing():
    """The gap that is asked for then reaches beyond all that was ever written; who has the events answers all the
    same."""
    channel, one, kit_two = two()
    channel.groups = [{2}, {1, 3}]
    events = [one.record(Note(f"nummer {count}")) for count in range(5)]
    channel.run(1200, lambda: all(channel.kits[3].holds(event) for event in events))
    one.crash()
    channel.groups = []
    far = FeedHeads(Feed(1, EPOCH), 1, MAX_SEQ)
    kit_two.hear(pack_heads(Sealer(3, EPOCH, 1, SECRET), Heads(LATE, 0, (far,))))
    assert channel.run(4 * 3600, lambda: all(kit_two.holds(event) for event in events))


def test_an_insider_that_invents_events_for_another_kit_is_found_out_by_that_kit():
    _, _, kit_two = two()
    own = kit_two.record(Report(2, children=5))
    false = make_event(Report(2, children=500), kit=2, epoch=EPOCH, seq=own.seq, hlc=own.hlc)
    beyond = make_event(Report(2), kit=2, epoch=EPOCH, seq=own.seq + 1, hlc=own.hlc + 1)
    kit_two.hear(pack_events(Sealer(3, EPOCH, 1, SECRET), [false, beyond])[0])
    assert Forked(3, Feed(2, EPOCH), own.seq) in kit_two.alarms
    assert OwnFeedAhead(3, own.seq + 1) in kit_two.alarms


def test_a_fork_keeps_both_branches_and_is_told_once():
    _, one, _ = two()
    first = make_event(Note("gren et"), kit=9, epoch=1, seq=1, hlc=1 << 30)
    second = make_event(Note("gren to"), kit=9, epoch=1, seq=1, hlc=1 << 31)
    frames = [pack_events(Sealer(3, EPOCH, 1, SECRET), [event])[0] for event in (first, second)]
    for frame in frames:
        one.hear(frame)
    assert one.holds(first) and one.holds(second)
    assert [a for a in one.alarms if isinstance(a, Forked)] == [Forked(3, Feed(9, 1), 1)]
    # heard again, it is nothing new
    one.hear(pack_events(Sealer(2, EPOCH, 1, SECRET), [second])[0])
    assert len(one.alarms) == 1 and one.delivered[second.id] == 1


def test_equal_heads_with_another_digest_tell_of_a_fork():
    channel, one, kit_two = two()
    same = [make_event(Note("to diske"), kit=9, epoch=1, seq=1, hlc=h << 30) for h in (1, 2)]
    one.merge((same[0],))
    kit_two.merge((same[1],))
    assert channel.run(7200, lambda: any(isinstance(a, Forked) for a in one.alarms + kit_two.alarms))
    one.merge((same[1],))
    kit_two.merge((same[0],))
    channel.kits[3].merge(tuple(same))
    channel.run(60)  # what is on its way tells of the time before
    for kit in channel.kits.values():
        kit.alarms.clear()
    channel.run(6 * 3600)
    assert not any(kit.alarms for kit in channel.kits.values()), "nothing to tell: both branches are everywhere"


def test_honest_kits_never_tell_of_forks_or_impostors():
    channel = Channel(5, 3, loss=0.3, twice=0.3).boot()
    for index in range(60):
        channel.kits[1 + index % 5].record(Note(f"nummer {index}"))
        channel.run(60)
    channel.run(6 * 3600)
    assert channel.alike()
    for kit in channel.kits.values():
        assert not kit.alarms
        counts = kit.machine.counts
        assert counts.refused == counts.impersonated == counts.forks == counts.revoked == 0


def test_during_a_change_of_keys_both_are_read_and_the_newest_seals():
    channel, one, kit_two = two()
    new = {1: SECRET, 2: OTHER}
    kit_two.crash()
    kit_two.keys = new
    kit_two.boot()
    event = kit_two.record(Report(2))
    channel.run(120)
    assert not one.holds(event) and one.machine.counts.refused > 0, "kit 1 has not got the new key yet"
    assert all(peek(data)[1] == 2 for _, data in kit_two.sent_at[-3:])
    for number in (1, 3):
        channel.kits[number].crash()
        channel.kits[number].keys = new
        channel.kits[number].boot()
    assert channel.run(3600, lambda: one.holds(event))
    old = channel.kits[3].record(Report(3))
    assert channel.run(3600, lambda: one.holds(old) and kit_two.holds(old))


def test_a_machine_that_runs_seals_with_another_key_and_forgets_nothing():
    channel, one, kit_two = two()
    first = kit_two.record(Report(2))
    assert channel.run(3600, lambda: one.holds(first))
    for kit in channel.kits.values():
        kit.keys[2] = OTHER
        kit.machine.keys[2] = OTHER
    known = kit_two.machine.saved()
    kit_two.machine.seal_with(2, OTHER)
    assert kit_two.machine.saved() == known
    event = kit_two.record(Report(3))
    assert channel.run(3600, lambda: one.holds(event)), "the others open both, and seal with the old one"
    assert [peek(data)[1] for _, data in kit_two.sent_at[-1:]] == [2]
    answer = one.record(Report(1))
    assert channel.run(3600, lambda: kit_two.holds(answer))
    assert not one.alarms and not kit_two.alarms and one.machine.counts.refused == 0


def test_frames_of_a_revoked_kit_are_refused_and_counted_and_a_new_epoch_is_another_kit():
    channel, one, kit_two = two()
    one.revoked.add((2, EPOCH))
    event = kit_two.record(Report(2))
    before = one.machine.counts.revoked
    channel.kits[3].crash()
    channel.run(600)
    assert not one.holds(event) and one.machine.counts.revoked > before
    assert "revoked" in one.refused[-1]
    kit_two.epoch = EPOCH + 1
    kit_two.crash()
    kit_two.boot()
    later = kit_two.record(Report(2))
    assert channel.run(600, lambda: one.holds(later))


def test_the_example_frame_of_the_specification_is_right():
    from fieldkit.link.wire import frame

    lines = [line.strip() for line in (frame.__doc__ or "").splitlines()]
    example = next(line for line in lines if len(line) > 40 and all(c in "0123456789abcdef" for c in line))
    opened = open_frame(bytes.fromhex(example), {1: SECRET})
    assert (opened.kit, opened.epoch) == (12, 0xBEEF)
    feeds = (FeedHeads(Feed(12, 0xBEEF), 1, 147), FeedHeads(Feed(7, 1), 1, 30, ((33, 34),)))
    assert opened.heads == Heads(60_000_000, 0x1234, feeds)
