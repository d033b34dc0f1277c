"""Whatever somebody with the municipality's key does to what a checkpoint covers, it is named by its number; and
nothing that was not touched is."""

from collections.abc import Sequence

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.facts import families as families
from fieldkit.core.facts.event import Event, make_event
from fieldkit.core.facts.said import Note
from fieldkit.core.signed.checkpoint import START, Checkpoint, make_checkpoint
from fieldkit.core.signed.ed25519 import public_of
from fieldkit.core.signed.standing import Standing, Standings
from fieldkit.core.signed.verify import Doubt, Finding, verify

SECRETS = {kit: bytes([kit]) * 32 for kit in (7, 8)}
KEYS = {kit: public_of(secret) for kit, secret in SECRETS.items()}
COVERED, TAIL = 12, 3
EPOCH = 9


def feed(kit: int) -> list[Event]:
    return [
        make_event(Note(f"kit {kit} nr. {seq}"), kit=kit, epoch=EPOCH, seq=seq, hlc=seq << 16)
        for seq in range(1, COVERED + TAIL + 1)
    ]


TRUE = {kit: feed(kit) for kit in SECRETS}


def blocks(kit: int) -> list[Checkpoint]:
    """Blocks of four; the tail is not signed."""
    found: list[Checkpoint] = []
    before = START
    for at in range(0, COVERED, 4):
        ids = [event.id for event in TRUE[kit][at : at + 4]]
        found.append(make_checkpoint(SECRETS[kit], KEYS[kit], kit, EPOCH, at + 1, before, ids))
        before = found[-1].after
    return found


SIGNED = [block for kit in SECRETS for block in blocks(kit)]
STANDINGS = Standings(SIGNED, lambda kit, key: KEYS.get(kit) == key)


def findings(events: Sequence[Event]) -> list[Finding]:
    def events_at(*number: int) -> list[Event]:
        return [event for event in events if event.ref == number]

    return list(verify(SIGNED, events_at, STANDINGS))


def again(event: Event, **changed: object) -> Event:
    told = {name: getattr(event, name) for name in event.__struct_fields__} | changed
    return Event(**told)  # type: ignore[arg-type]


@st.composite
def tampered(draw: st.DrawFn) -> tuple[list[Event], set[tuple[int, int]]]:
    """A log after somebody was at it, and (kit, seq) of what was touched."""
    events = [event for log in TRUE.values() for event in log]
    touched: set[tuple[int, int]] = set()
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(events) - 1))
        event = events[at]
        match draw(st.sampled_from(["removed", "rewritten", "later", "swapped", "renamed", "beside"])):
            case "removed":
                del events[at]
                touched.add((event.kit, event.seq))
                if not events:
                    break
            case "rewritten":
                events[at] = again(event, raw=msgspec.json.encode({"text": draw(st.text(max_size=9)) + "!"}))
                touched.add((event.kit, event.seq))
            case "later":
                events[at] = again(event, hlc=event.hlc + draw(st.integers(1, 1 << 20)))
                touched.add((event.kit, event.seq))
            case "swapped":
                other = draw(st.integers(0, len(events) - 1))
                one, two = events[at], events[other]
                if (one.kit, one.seq) != (two.kit, two.seq):
                    events[at], events[other] = (
                        again(one, seq=two.seq, kit=two.kit),
                        again(two, seq=one.seq, kit=one.kit),
                    )
                    touched |= {(one.kit, one.seq), (two.kit, two.seq)}
            case "renamed":
                events[at] = again(event, incident=event.incident ^ 1)
                touched.add((event.kit, event.seq))
            case "beside":
                events.append(again(event, flags=event.flags ^ 1))
                touched.add((event.kit, event.seq))
    return events, touched


@given(tampered())
def test_what_was_touched_is_named_and_nothing_else(case: tuple[list[Event], set[tuple[int, int]]]) -> None:
    events, touched = case
    true = {event.id for log in TRUE.values() for event in log}
    left = {(event.kit, event.seq) for event in events if event.id in true}
    false = {(event.kit, event.seq) for event in events if event.id not in true}
    wrong = {key for key in touched if key[1] <= COVERED and (key in false or key not in left)}
    assert {(one.kit, one.seq) for one in findings(events)} == wrong
    for event in events:
        standing = STANDINGS.of(event)
        if event.seq > COVERED:
            assert standing is Standing.SEAL, "nobody has signed the tail: it is never called forged"
        else:
            assert standing is (Standing.SIGNED if event.id in true else Standing.CONTRADICTED)


def test_an_honest_log_has_no_findings_and_a_partial_one_lacks_what_it_lacks() -> None:
    events = [event for log in TRUE.values() for event in log]
    assert findings(events) == []
    assert {(one.number, one.doubt) for one in findings(events[3:])} == {
        (f"7-{seq:04d}", Doubt.MISSING) for seq in (1, 2, 3)
    }
