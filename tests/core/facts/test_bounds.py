"""What others may say is bounded where it comes in: sizes, depths, numbers, words; whatever carries it."""

import msgspec
import pytest
from hypothesis import given
from strategies import bodies

from fieldkit.core.carrier import Carrier
from fieldkit.core.facts import families as families
from fieldkit.core.facts.body import UNKNOWN_PLACE
from fieldkit.core.facts.bounds import MAX_BODY_BYTES, MAX_DEPTH, within_rules
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.event_check import event_fault
from fieldkit.core.facts.kinds import REGISTRY, Opaque


def said(kind: str, **fields: object) -> Event:
    return Event(9, 1, 1, 60_000_000 << 16, 5, 0, kind, msgspec.json.encode(fields))


@given(bodies)
def test_every_body_that_this_version_makes_is_within_its_rules(body):
    assert within_rules(body)


@pytest.mark.parametrize(
    "event",
    [
        said("assign", node=1 << 40, place=101),
        said("assign", node=-1, place=101),
        said("assign", node=5, place=0x10000),
        said("report", place=UNKNOWN_PLACE + (1 << 32)),
        said("report", place=-1),
        said("ack", ref=[1, 2, 1 << 40]),
        said("ack", ref=[1 << 20, 2, 3]),
        said("incident", tag=1 << 16),
        said("card", card="../../etc/passwd", act="start"),
        said("card", card="alarm", act="x" * 41),
        said("card", card="alarm", act="\x1b[31m"),
        said("card", card="alarm", act="start", step=-5),
        said("message", text="x", to="\x1b[2J"),
        said("message", text="x", to=1 << 40),
        said("dispatch", runner="x", start=1, route=[1, 1 << 20]),
        said("dispatch", runner="x", start=1, refs=[[1, 1, -7]]),
        said("chit", series=0, count=1, sort="note", note={"text": "x"}),
        said("chit", series=1, count=1, sort="report", report={"place": -4}),
        said("revoke", kit=70_000),
    ],
    ids=lambda event: event.raw.decode(),
)
def test_what_no_field_may_hold_is_kept_and_shown_and_never_folded(event):
    assert event_fault(event) == "" and type(event.body) is Opaque and not REGISTRY.knows(event.body)


def _deep(levels: int) -> object:
    return 1 if not levels else [_deep(levels - 1)]


@pytest.mark.parametrize(
    "raw",
    [
        b'{"text":"' + b"x" * MAX_BODY_BYTES + b'"}',
        msgspec.json.encode({"text": "x", "ny": _deep(MAX_DEPTH + 1)}),
        b'{"ny":' + b"[" * 900 + b"]" * 900 + b"}",
        b'{"ny":' + b"9" * 30 + b"}",
        b'{"ny":' + b"9" * 5_000 + b"}",
        b'{"ny":-' + b"9" * 30 + b"}",
        b'{"ny":1e400}',
        b'{"text":"\xff"}',
        b'{"text":"\\ud800"}',
        b"[1]",
        b"",
    ],
    ids=lambda raw: f"{raw[:20]!r} {len(raw)}",
)
def test_what_no_event_can_be_is_refused_whichever_carrier_brings_it(kit, raw):
    event = Event(9, 1, 1, 60_000_000 << 16, 5, 0, "note", raw)
    assert event_fault(event)
    for carrier in (Carrier.RADIO, Carrier.SLIP, Carrier.BUNDLE):
        assert kit.merge([event], carrier) == []
