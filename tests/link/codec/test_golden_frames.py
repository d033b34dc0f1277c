"""Frames as they were before layouts were data: the same bytes go out, and the same events come in, for ever.

`tests/data/frames/kinds-1-to-27.jsonl` was written by the version that packed each kind by hand: bodies of every kind,
their canonical JSON and id, and the sealed frame (null for what no frame carries).
"""

import json
from collections import Counter

import pytest
from paths import FIXTURES

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.kinds import REGISTRY
from fieldkit.link.wire.frame import on_air, open_frame, pack_events
from fieldkit.link.wire.seal import Sealer

SECRET = bytes(range(32))
ROWS = [json.loads(line) for line in (FIXTURES / "frames" / "kinds-1-to-27.jsonl").read_text().splitlines()]
BY_KIND = {kind: [row for row in ROWS if row["kind"] == kind] for kind in Counter(row["kind"] for row in ROWS)}


def event_of(row):
    return Event(
        row["kit"], 7, row["seq"], row["hlc"], row["incident"], row["flags"], row["kind"], row["body"].encode()
    )


@pytest.mark.parametrize("kind", BY_KIND)
def test_the_bytes_of_a_kind_stay(kind):
    for row in BY_KIND[kind]:
        event = event_of(row)
        assert event.id.hex() == row["id"]
        assert on_air(event) == (row["frame"] is not None), row["body"]
        if row["frame"] is None:
            continue
        frame, taken = pack_events(Sealer(row["sender"], 7, 1, SECRET), [event])
        assert (frame.hex(), taken) == (row["frame"], 1), row["body"]
        (opened,) = open_frame(bytes.fromhex(row["frame"]), {1: SECRET}).events
        assert opened == event and opened.body == event.body


def test_every_kind_of_that_time_is_held():
    old = {row.name for row in REGISTRY.all() if any(wire.number <= 27 for wire in row.wire)}
    assert old == set(BY_KIND)
    assert all(sum(row["frame"] is not None for row in rows) >= 20 for rows in BY_KIND.values())
