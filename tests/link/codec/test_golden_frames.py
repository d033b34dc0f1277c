"""Frames as they were when their layout was new: the same bytes go out, and the same events come in, for ever.

`tests/data/frames/kinds-1-to-27.jsonl` was written by the version that packed each kind by hand, before layouts were
data; `kinds-from-28.jsonl` has what came after it: bodies of every kind, their canonical JSON and id, and the sealed
frame (null for what no frame carries). `FELTKIT_UPDATE_GOLDEN=1` adds frames of a number that has none yet, and never
touches one that is there.
"""

import json
import os
from collections import Counter

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from paths import FIXTURES
from strategies import bodies_of, events

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.kinds import REGISTRY
from fieldkit.link.codec.codec import BY_NUMBER, carried
from fieldkit.link.wire.frame import on_air, open_frame, pack_events
from fieldkit.link.wire.seal import Sealer

SECRET = bytes(range(32))
FIRST = FIXTURES / "frames" / "kinds-1-to-27.jsonl"
LATER = FIXTURES / "frames" / "kinds-from-28.jsonl"
ENOUGH = 20
"""Framed bodies of each number."""


def rows_of(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


ROWS = rows_of(FIRST)
ALL = [*ROWS, *rows_of(LATER)]
BY_KIND = {kind: [row for row in ALL if row["kind"] == kind] for kind in Counter(row["kind"] for row in ALL)}


def event_of(row):
    return Event(
        row["kit"], 7, row["seq"], row["hlc"], row["incident"], row["flags"], row["kind"], row["body"].encode()
    )


def framed(event, sender):
    return pack_events(Sealer(sender, 7, 1, SECRET), [event])


def numbers(rows):
    """How many of these frames go under each number."""
    return Counter(carried(event_of(row)).codec.number for row in rows if row["frame"] is not None)


@pytest.mark.parametrize("kind", BY_KIND)
def test_the_bytes_of_a_kind_stay(kind):
    for row in BY_KIND[kind]:
        event = event_of(row)
        assert event.id.hex() == row["id"]
        assert on_air(event) == (row["frame"] is not None), row["body"]
        if row["frame"] is None:
            continue
        frame, taken = framed(event, row["sender"])
        assert (frame.hex(), taken) == (row["frame"], 1), row["body"]
        (opened,) = open_frame(bytes.fromhex(row["frame"]), {1: SECRET}).events
        assert opened == event and opened.body == event.body


def test_every_kind_of_that_time_is_held():
    old = {row.name for row in REGISTRY.all() if any(wire.number <= 27 for wire in row.wire)}
    held = {kind: [row for row in ROWS if row["kind"] == kind] for kind in Counter(row["kind"] for row in ROWS)}
    assert old == set(held)
    assert all(sum(row["frame"] is not None for row in rows) >= ENOUGH for rows in held.values())


def test_every_number_in_the_air_has_golden_frames():
    if os.environ.get("FELTKIT_UPDATE_GOLDEN") == "1":
        with LATER.open("a", encoding="utf-8") as file:
            for number in sorted(BY_NUMBER.keys() - numbers(ALL).keys()):
                file.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in made(number))
    held = numbers([*ROWS, *rows_of(LATER)])
    lacking = {number: BY_NUMBER[number].kind for number in BY_NUMBER if held[number] < ENOUGH}
    assert lacking == {}, f"a new number: FELTKIT_UPDATE_GOLDEN=1 adds its frames to {LATER.name}"


def made(number):
    """Rows of one number, the same each time."""
    body = next(row.body for row in REGISTRY.all() if row.name == BY_NUMBER[number].kind)
    found = {}

    @settings(derandomize=True, database=None, deadline=None, max_examples=400, phases=[Phase.generate])
    @given(
        events(bodies_of(body), kit=st.sampled_from([1, 7, 12, 300]), epoch=st.just(7)),
        st.sampled_from([1, 12, 300, 0xFFFF]),
    )
    def draw(event, sender):
        way = carried(event)
        if way is not None and way.codec.number == number and on_air(event):
            frame, _ = framed(event, sender)
            names = ("kind", "kit", "seq", "hlc", "incident", "flags")
            row = {name: getattr(event, name) for name in names}
            found[event.raw] = row | {
                "body": event.raw.decode(), "id": event.id.hex(), "sender": sender, "frame": frame.hex()
            }  # fmt: skip

    draw()
    return sorted(found.values(), key=lambda row: len(row["body"]))[:: max(1, len(found) // (ENOUGH + 4))]
