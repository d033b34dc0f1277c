"""Keys, pastes, mouse and noise at the console of a kit in a crisis. One JSON document.

The bytes go the way of a terminal's: through the console's own reader, then to the app. Nothing is caught: whatever a
screen raises is a finding, told with the last bytes before it.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "support")]

from console_pilot import arrives, settle  # noqa: E402
from kits import Clock, meeting_point, secretariat  # noqa: E402
from textual.message import Message as TextualMessage  # noqa: E402
from textual.pilot import Pilot  # noqa: E402

from fieldkit.acts import incidents  # noqa: E402
from fieldkit.console.app import FeltkitApp  # noqa: E402
from fieldkit.console.keyboard import KeyStream  # noqa: E402
from fieldkit.console.overview import Overview  # noqa: E402
from fieldkit.core.documents import Printable  # noqa: E402
from fieldkit.core.errors import InputError  # noqa: E402
from fieldkit.core.facts.said import Message, Report  # noqa: E402
from fieldkit.core.facts.terms import Level, Precedence  # noqa: E402
from fieldkit.core.facts.work import Request  # noqa: E402
from fieldkit.kit import Kit  # noqa: E402

LOOK_EVERY = 2_000
"""After so many inputs it is looked whether the console still answers."""
ANSWERS_S = 20.0
TOLD_BEFORE = 40
"""So many pieces before a fault are told."""
WORDS = (
    "vand ok mad? 43b 6v", "a", "alt ok", "alle", "sekretariatet", "Øvelse Andersen", "brombærskolen", "tæpper",
    "18.30", "12", "1-0003", "rød!", "æøåÆØÅéü", "x" * 300, "to\nlinjer\nog mere", "\t", " ", "0" * 80, "🙂‮",
    "3358", "335810300" + "7" * 60, "335810300" + "7" * 291,
)  # fmt: skip
SIZES = ((80, 24), (60, 20), (120, 40), (200, 60), (30, 8))
KEYS = {
    "f1": b"\x1bOP", "f2": b"\x1bOQ", "f3": b"\x1bOR", "f4": b"\x1bOS", "f5": b"\x1b[15~", "f6": b"\x1b[17~",
    "f7": b"\x1b[18~", "f8": b"\x1b[19~", "f9": b"\x1b[20~", "f10": b"\x1b[21~", "f11": b"\x1b[23~", "f12": b"\x1b[24~",
    "up": b"\x1b[A", "down": b"\x1b[B", "right": b"\x1b[C", "left": b"\x1b[D", "home": b"\x1b[H", "end": b"\x1b[F",
    "pageup": b"\x1b[5~", "pagedown": b"\x1b[6~", "delete": b"\x1b[3~", "insert": b"\x1b[2~", "shift+tab": b"\x1b[Z",
    "enter": b"\r", "tab": b"\t", "space": b" ", "backspace": b"\x7f", "escape": b"\x1b",
}  # fmt: skip
FUNCTION = [KEYS[f"f{number}"] for number in range(1, 13)]
MOVES = [KEYS[name] for name in ("up", "down", "left", "right", "home", "end", "pageup", "pagedown")]
EDITS = [
    KEYS[name] for name in ("enter", "enter", "enter", "tab", "shift+tab", "space", "backspace", "escape", "delete")
]
QUIT = b"\x11"
CONTROLS = [bytes([code]) for code in range(1, 27) if bytes([code]) != QUIT]


def piece(rng: random.Random) -> bytes:
    """One thing that a person, a cat or a cable does."""
    match rng.randrange(100):
        case n if n < 14:
            return rng.choice(FUNCTION)
        case n if n < 34:
            return rng.choice(MOVES)
        case n if n < 54:
            return rng.choice(EDITS)
        case n if n < 74:
            return rng.choice("abcdefghijklmnopqrstuvwxyzæøå1234567890?!/+-.,").encode()
        case n if n < 80:
            return rng.choice(WORDS).encode("utf-8", "replace")
        case n if n < 85:
            return rng.choice(CONTROLS)
        case n if n < 89:
            text = rng.choice(WORDS).encode("utf-8", "replace") * rng.choice((1, 1, 1, 40))
            return b"\x1b[200~" + text + (b"\x1b[201~" if rng.random() < 0.9 else b"")
        case n if n < 92:
            x, y = rng.randrange(1, 130), rng.randrange(1, 45)
            button = rng.choice((0, 0, 0, 2, 64, 65, 35))
            return b"".join(b"\x1b[<%d;%d;%d%s" % (button, x, y, end) for end in (b"M", b"m"))
        case n if n < 95:
            return rng.choice("æøåéü").encode("latin-1")
        case n if n < 98:
            return rng.randbytes(rng.randrange(1, 12))
        case 98:
            return (
                b"\x1b["
                + b";".join(b"%d" % rng.randrange(10**6) for _ in range(rng.randrange(6)))
                + rng.choice((b"~", b"u", b"M", b"t", b"R", b"x", b""))
            )
        case _:
            return QUIT if rng.random() < 0.02 else KEYS["escape"]


def burst(rng: random.Random) -> list[bytes]:
    """What comes before anybody looks up."""
    return [piece(rng) for _ in range(rng.choice((1, 1, 2, 3, 6, 12, 25)))]


def begun(kit: Kit, clock: Clock) -> Kit:
    """The kit in a crisis, of which others have said something."""
    incidents.start(kit, "Strømsvigt nord", level="1 Fagområdets stab")
    happen(kit, clock, random.Random(1), 12)
    return kit


def happen(kit: Kit, clock: Clock, rng: random.Random, many: int) -> None:
    """Others say something meanwhile."""
    for _ in range(many):
        place, seq = rng.randrange(3, 12), rng.randrange(1, 1 << 30)
        body = rng.choice(
            (
                Report(place, level=rng.choice([None, *Level]), children=rng.randrange(200), note="tæpper"),
                Message("Kom med vand", to=kit.place, precedence=rng.choice(list(Precedence))),
                Request("tæpper", place, precedence=rng.choice(list(Precedence))),
            )
        )
        arrives(kit, clock, body, kit_number=place, seq=seq, ago=rng.randrange(1, 9000))


class Fuzz:
    """One run: so many inputs at one kit's console, begun anew whenever a person would have ended it."""

    def __init__(self, kit: Kit, clock: Clock, seed: int, inputs: int, until: float) -> None:
        self.kit, self.clock, self.left, self.inputs, self.until = kit, clock, inputs, inputs, until
        self.rng = random.Random(seed)
        self.before: deque[str] = deque(maxlen=TOLD_BEFORE)
        self.faults: list[str] = []
        self.starts = 0

    async def run(self) -> None:
        while self._goes_on() and len(self.faults) < 5:
            self.starts += 1
            app = FeltkitApp(self.kit, queue_print=self._print)
            size = self.rng.choice(SIZES)
            try:
                async with app.run_test(size=size) as pilot:
                    await self._sit(app, pilot)
            except Exception as error:  # noqa: BLE001 (whatever it is, it is what was looked for)
                self.faults.append(f"{type(error).__name__}: {error} · {size} · {' '.join(self.before)}")

    def _goes_on(self) -> bool:
        return self.left > 0 and time.monotonic() < self.until

    def _print(self, wanted: Printable) -> int:
        if self.rng.random() < 0.1:
            raise InputError("Printeren er optaget.")
        return 1

    async def _sit(self, app: FeltkitApp, pilot: Pilot[None]) -> None:
        stream, since = KeyStream(), 0
        while self._goes_on() and app.is_running:
            pieces = burst(self.rng)
            self.before.extend(repr(one)[2:-1][:60] for one in pieces)
            self.left -= len(pieces)
            since += len(pieces)
            for message in self._read(stream, pieces):
                app.post_message(message)
            await settle(pilot)
            if self.rng.random() < 0.01:
                happen(self.kit, self.clock, self.rng, 1)
                self.clock.now += self.rng.choice((1, 30, 600, 7200))
                app.poll()
            if since >= LOOK_EVERY and app.is_running:
                since = 0
                await self._answers(app, pilot, stream)

    def _read(self, stream: KeyStream, pieces: list[bytes]) -> Iterator[TextualMessage]:
        for one in pieces:
            yield from stream.feed(one)
        if self.rng.random() < 0.7:
            for _ in range(12):  # nothing came for a while
                yield from stream.look()

    async def _answers(self, app: FeltkitApp, pilot: Pilot[None], stream: KeyStream) -> None:
        for message in self._read(stream, [b"\x1b[201~", KEYS["f2"]]):
            app.post_message(message)
        for message in stream.look():
            app.post_message(message)
        async with asyncio.timeout(ANSWERS_S):
            await settle(pilot)
        if app.is_running and not isinstance(app.front, Overview):
            raise AssertionError(f"F2 gave {app.front} instead of the board")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="no longer than so; tells how far it came")
    options = parser.parse_args()
    since, told = time.monotonic(), {"inputs": 0, "seed": options.seed, "starts": 0, "faults": []}
    with tempfile.TemporaryDirectory() as folder:
        for number, make in enumerate((meeting_point, secretariat)):
            clock = Clock()
            kit = begun(make(Path(folder) / make.__name__, now=clock), clock)
            until = since + options.seconds * (number + 1) / 2
            fuzz = Fuzz(kit, clock, options.seed + number, options.inputs // 2, until)
            asyncio.run(fuzz.run())
            told["inputs"] += fuzz.inputs - max(0, fuzz.left)
            told["starts"] += fuzz.starts
            told["faults"] += fuzz.faults
            told[make.__name__] = kit.log.count()
            kit.close()
    told["seconds"] = round(time.monotonic() - since, 1)
    print(json.dumps(told, ensure_ascii=False, indent=1))
    sys.exit(1 if told["faults"] else 0)


if __name__ == "__main__":
    main()
