"""Rubbish for everything that reads the outside: random, mutated and rightly sealed rubbish. One JSON document.

Each target says what it may raise; anything else is a finding, told with the input that caused it, and ends with 1.
"""

import argparse
import gc
import json
import random
import resource
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from fieldkit.core.errors import CarrierError
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import Event, make_event
from fieldkit.core.facts.said import TO_ALL, Ack, Hello, Message, Note, Report
from fieldkit.core.facts.terms import Condition, Level, Role, Topic
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.phrase.parse import parse
from fieldkit.core.state.vector import Feed, Vector
from fieldkit.link.delivery.machine import LinkMachine
from fieldkit.link.delivery.outputs import Received, World
from fieldkit.link.errors import FrameError
from fieldkit.link.node.framing import MAX_PAYLOAD, FrameDecoder, frame
from fieldkit.link.node.phone import meaning_of
from fieldkit.link.wire.frame import open_frame, pack_events, pack_heads, pack_want, peek
from fieldkit.link.wire.frame_types import Absent, FeedHeads, Heads, Resend, Want
from fieldkit.link.wire.seal import SEAL_BYTES, Sealer, seal
from fieldkit.link.wire.slip import pack_slip, read_code, split_codes

SECRET = bytes(range(32))
KEYS = {1: SECRET}
SEALER = Sealer(12, 0xBEEF, 1, SECRET)
GROWTH_KB = 4096
"""More than this, kept of a target's last tenth, is a leak: caches and bounded memories are full by then."""
SAID = """
vand mad varme lys strøm el wc radio lister hent ro alt ok god fint + ? lidt mangler knap snart ! nej ingen kritisk ude
væk slut ikke mere til 6t 4 timer 43b 6v børn voksne personale grøn gul rød , . - og men æ ø å ẞ 🙂 \u202e
"""
WORDS = SAID.split()


@dataclass
class Finding:
    """What one target came to."""

    inputs: int = 0
    seconds: float = 0.0
    accepted: int = 0
    grown_kb: int = 0
    faults: list[str] = field(default_factory=list)


def samples() -> list[bytes]:
    """Valid frames of each type."""
    topics = {topic: TopicState(Condition.SHORTAGE, 9) for topic in Topic}
    bodies = (
        Report(12, topics, 43, 6, Level.RED, "tæpper mangler", by="leder"),
        Message("Kan I sende 20 tæpper? 🙂", TO_ALL, by="x"),
        Ack(RefBody(1, 2, 3), by="vagten", place=7),
        Hello(Role.MEETING_POINT, 12, 0xA0F0001),
        Note("skrevet ned"),
    )
    events = [
        make_event(body, kit=12, epoch=0xBEEF, seq=1 + index, hlc=(60_000_000 + index) << 16, incident=index * 7)
        for index, body in enumerate(bodies)
    ]
    heads = Heads(
        60_000_000, 7, (FeedHeads(Feed(12, 0xBEEF), 1, 9), FeedHeads(Feed(7, 1), 5, 30, ((33, 34), (40, 99))))
    )
    return [
        pack_events(SEALER, events)[0],
        pack_events(SEALER, [Absent(Feed(12, 0xBEEF), 1, 300), events[2]])[0],
        pack_events(SEALER, events[:2], resend=Resend((1, 2, 300), 60_000_001))[0],
        pack_heads(SEALER, heads),
        pack_want(SEALER, Want(((Feed(7, 1), ((1, 4), (9, 9))),), 60_000_002)),
    ]


def sealed(content: bytes) -> bytes:
    """Rubbish under the right key: what a broken or hostile kit of our own could send."""
    try:
        _, _, kit, epoch = peek(content + bytes(SEAL_BYTES))
    except FrameError:
        kit = epoch = 0
    return content + seal(SECRET, kit, epoch, content)


def mutated(rng: random.Random, data: bytes) -> bytes:
    """A few bytes changed, doubled, cut or put in."""
    found = bytearray(data)
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(found) + 1)
        choice = rng.randrange(4)
        if choice == 0 and at < len(found):
            found[at] ^= 1 << rng.randrange(8)
        elif choice == 1 and at < len(found):
            found[at] = rng.randrange(256)
        elif choice == 2:
            del found[at : at + rng.randint(1, 8)]
        else:
            found[at:at] = rng.randbytes(rng.randint(1, 8))
        if not found:
            found.append(rng.randrange(256))
    return bytes(found)


def any_frame(rng: random.Random, valid: list[bytes]) -> bytes:
    """Random bytes, a mutated frame, or rubbish with the right seal."""
    choice = rng.randrange(4)
    if choice == 0:
        return rng.randbytes(rng.randint(0, 240))
    if choice == 1:
        return mutated(rng, rng.choice(valid))
    if choice == 2:
        head = bytes([rng.randrange(4) << 4 | 1, rng.randrange(128)]) + rng.randbytes(2)
        return sealed(head + rng.randbytes(rng.randint(0, 148)))
    return sealed(mutated(rng, rng.choice(valid)[:-SEAL_BYTES]))


def fuzz_frames(rng: random.Random) -> Callable[[], bool]:
    valid = samples()

    def once() -> bool:
        try:
            opened = open_frame(any_frame(rng, valid), KEYS)
        except FrameError:
            return False
        for event in opened.events:
            assert event.id and event.body is not None
        return True

    return once


def fuzz_machine(rng: random.Random) -> Callable[[], bool]:
    """The delivery machine of another kit hears it all; what it takes in must stay bounded."""
    valid = samples()
    held: dict[Feed, dict[int, Event]] = {}

    def events_of(feed: Feed, first: int, last: int) -> list[Event]:
        found = held.get(feed, {})
        return [found[seq] for seq in sorted(found) if first <= seq <= last]

    def begin() -> LinkMachine:
        held.clear()
        world = World(events_of, lambda event: frozenset({3}) - {event.kit}, lambda event: True)
        machine = LinkMachine(Sealer(3, 1, 1, SECRET), KEYS, Vector(), world, rng.random, "MEDIUM_FAST")
        machine.start(60_000_000.0, [])
        return machine

    now = 60_000_000.0
    count = 0
    machine = begin()

    def once() -> bool:
        nonlocal now, machine, count
        count += 1
        if count % 5000 == 0:
            machine = begin()  # the log of a real kit is on disk; here it would grow with what rubbish invents
        now += rng.random()
        taken = False
        for output in machine.frame(any_frame(rng, valid), now):
            if isinstance(output, Received):
                taken = True
                for event in output.events:
                    held.setdefault(Feed(event.kit, event.epoch), {})[event.seq] = event
                    machine.added(event, now)
        if count % 50 == 0:
            for output in machine.timeout(now):
                assert len(getattr(output, "data", b"")) <= 160
        return taken

    return once


def fuzz_stream(rng: random.Random) -> Callable[[], bool]:
    decoder = FrameDecoder()

    def once() -> bool:
        choice = rng.randrange(3)
        if choice == 0:
            data = rng.randbytes(rng.randint(0, 700))
        elif choice == 1:
            data = frame(rng.randbytes(rng.randint(0, MAX_PAYLOAD)))
        else:
            data = mutated(rng, frame(rng.randbytes(rng.randint(0, 60))))
        taken = False
        at = 0
        while at < len(data):
            step = rng.randint(1, 300)
            for payload in decoder.feed(data[at : at + step]):
                assert len(payload) <= MAX_PAYLOAD
                taken = True
            at += step
        decoder.log_lines.clear()
        return taken

    return once


def fuzz_phrases(rng: random.Random) -> Callable[[], bool]:
    def once() -> bool:
        if rng.random() < 0.3:
            text = rng.randbytes(rng.randint(0, 120)).decode("utf-8", "replace")
        else:
            text = rng.choice(("", " ")).join(rng.choice(WORDS) for _ in range(rng.randint(0, 14)))
            if rng.random() < 0.3 and text:
                text = mutated(rng, text.encode()).decode("utf-8", "replace")
        phrase = parse(text)
        meaning_of(text)
        return phrase.is_report

    return once


def fuzz_slips(rng: random.Random) -> Callable[[], bool]:
    events = [make_event(Note(f"linje {n}"), kit=12, epoch=0xBEEF, seq=n, hlc=n << 16) for n in range(1, 9)]
    codes = pack_slip(SEALER, events, 500)

    def once() -> bool:
        if rng.random() < 0.3:
            text = "".join(rng.choices("0123456789 \n", k=rng.randint(0, 600)))
        else:
            text = mutated(rng, rng.choice(codes).encode()).decode("latin-1")
            if rng.random() < 0.5:
                text = "".join(char if char.isdigit() else str(rng.randrange(10)) for char in text)
        taken = False
        try:
            for code in split_codes(text):
                read_code(code, KEYS)
                taken = True
        except CarrierError:
            return False
        return taken

    return once


TARGETS: dict[str, tuple[Callable[[random.Random], Callable[[], bool]], int]] = {
    "frames": (fuzz_frames, 40),
    "machine": (fuzz_machine, 15),
    "stream": (fuzz_stream, 25),
    "phrases": (fuzz_phrases, 10),
    "slips": (fuzz_slips, 10),
}
"""By name: what makes the target, and its share of the inputs in percent."""


def run(name: str, inputs: int, seconds: float, seed: int) -> Finding:
    """Throw `inputs` at one target, or as many as `seconds` allow."""
    make, _ = TARGETS[name]
    rng = random.Random(f"{seed} {name}")
    once = make(rng)
    found = Finding()
    begin = time.monotonic()
    before = None
    try:
        while found.inputs < inputs and time.monotonic() - begin < seconds:
            if before is None and (found.inputs >= inputs * 9 // 10 or time.monotonic() - begin > seconds * 0.9):
                # measuring slows everything several times, so only what the last tenth keeps is measured
                gc.collect()
                tracemalloc.start()
                before = tracemalloc.get_traced_memory()[0]
            try:
                found.accepted += once()
            except Exception as error:  # noqa: BLE001  (exactly what is looked for)
                found.faults.append(f"input {found.inputs}: {type(error).__name__}: {error}")
                if len(found.faults) >= 5:
                    break
            found.inputs += 1
        gc.collect()
        found.grown_kb = max(0, tracemalloc.get_traced_memory()[0] - (before or 0)) // 1024
    finally:
        tracemalloc.stop()
    found.seconds = round(time.monotonic() - begin, 2)
    return found


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--inputs", type=int, default=2_100_000, help="over all targets")
    options.add_argument("--seconds", type=float, default=3600.0, help="at most, over all targets")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    shares = {name: share for name, (_, share) in TARGETS.items()}
    targets: dict[str, dict[str, Any]] = {}
    end = time.monotonic() + chosen.seconds
    for name, share in shares.items():
        left = (end - time.monotonic()) / (len(shares) - len(targets)) if chosen.seconds < 600 else chosen.seconds
        found = run(name, max(1, chosen.inputs * share // 100), left, chosen.seed)
        targets[name] = {
            "inputs": found.inputs,
            "accepted": found.accepted,
            "per_second": round(found.inputs / max(found.seconds, 0.001)),
            "grown_kb": found.grown_kb,
            "faults": found.faults,
        }
    total = sum(target["inputs"] for target in targets.values())
    faults = sum(len(target["faults"]) for target in targets.values())
    grown = [name for name, target in targets.items() if target["grown_kb"] > GROWTH_KB]
    print(
        json.dumps(
            {
                "inputs": total,
                "faults": faults,
                "grown": grown,
                "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
                "targets": targets,
            },
            ensure_ascii=False,
        )
    )
    return 1 if faults or grown else 0


if __name__ == "__main__":
    sys.exit(main())
