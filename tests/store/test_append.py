"""Appending from several processes: whatever others wrote in between, a feed counts on without a gap or a double."""

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Note
from fieldkit.store.log import Log

WHAT = ["append", "append", "append", "read", "glance", "insert", "own", "renew"]
steps = st.lists(st.tuples(st.sampled_from(WHAT), st.integers(0, 2)), max_size=30)


@given(steps)
@settings(max_examples=120, deadline=None)
def test_a_feed_counts_on_whoever_wrote_in_between(steps):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.db"
        logs = [Log.open(path, create=True)] + [Log.open(path) for _ in range(2)]
        read: list[list[bytes]] = [[] for _ in logs]
        expected, hlc, foreign = [], 1 << 20, 0
        for what, who in steps:
            log = logs[who]
            epoch, first = log.feed()
            ours = [seq for feed, seq in expected if feed == epoch]
            if what == "append":
                hlc += 1
                event, rows = log.append(Note("x"), kit=5, tick=lambda last, now=hlc: (max(last + 1, now), 0))
                expected.append((epoch, max(ours, default=first - 1) + 1))
                assert (event.epoch, event.seq) == expected[-1]
                read[who] += [row.event.id for row in rows]
            elif what == "insert":
                foreign += 1
                event = make_event(Note("y"), kit=6, epoch=1, seq=foreign, hlc=hlc)
                read[who] += [row.event.id for row in log.insert([event], carrier="radio", arrived=0)]
            elif what == "own":  # this feed's own event comes back from another kit after the disk was restored
                hlc += 1
                expected.append((epoch, max(ours, default=first - 1) + 1))
                event = make_event(Note("z"), kit=5, epoch=epoch, seq=expected[-1][1], hlc=hlc)
                read[who] += [row.event.id for row in log.insert([event], carrier="radio", arrived=0)]
            elif what == "renew":
                with log.locked():
                    log.set_meta("epoch", str(epoch + 1))
                    log.set_meta("first", str(1000 * (epoch + 1) + 1))
            else:
                read[who] += [row.event.id for row in (log.unread(1) if what == "glance" else log.unread())]
        found = sorted((row.event.epoch, row.event.seq) for row in logs[0].all() if row.event.kit == 5)
        assert found == sorted(expected)
        everything = {row.event.id for row in logs[0].all()}
        for who, log in enumerate(logs):
            read[who] += [row.event.id for row in log.reread()]
            assert len(read[who]) == len(set(read[who])), "no event is told twice"
            assert set(read[who]) == everything, "and none is missed"
            log.close()
