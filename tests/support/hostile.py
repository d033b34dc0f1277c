"""Events as somebody with the municipality's key could forge them to trip a kit: every field at, over and far beyond
its bounds, every word one that nobody has, texts that steer terminals and printers, and what points at everything."""

import random
from collections.abc import Iterator
from typing import Any

import msgspec

from fieldkit.core.clock.hybrid import MAX_HLC, hlc_of_unix
from fieldkit.core.facts import families as families
from fieldkit.core.facts.body import UNKNOWN_PLACE, Body
from fieldkit.core.facts.clocks import ClockCheck
from fieldkit.core.facts.event import FLAG_SET_BACK, FLAG_TIME_UNSURE, Event, ahead_flags
from fieldkit.core.facts.kinds import REGISTRY
from fieldkit.core.facts.said import Note

SECRETARIAT = 1
PLACES = (0, 1, 2, 3, 101, 102, 103, 0xFFFF, UNKNOWN_PLACE, UNKNOWN_PLACE + 0xFFFFFFFF)
NUMBERS = (0, 1, 2, 3, 7, 15, 63, 999, 99_999, 0xFFFF, 0x10000, (1 << 30) - 1, 1 << 31, 1 << 32, (1 << 63) - 1, 1 << 63,
           10**30, -1, -(1 << 63))  # fmt: skip
TEXTS = (
    "", " ", "\n", "x", "Øvelse Andersen", "alarm", "leader", "all", "secretariat", "\0", "\x1b[2J\x1b]0;ejet\x07",
    "\x1b@\x1dV\x00", "\u202edlrow", "\u200b" * 50, "[bold red]hej[/] [/nope]", "{place} {0} %s", "a\tb\r\nc",
    "\ud83d\ude42".encode("utf-16", "surrogatepass").decode("utf-16") * 30, "ffi ﬃ ǅ ß", "å" * 61, "W" * 2_000,
    "ord " * 800, "x" * 40_000, "\n" * 3_000, "<script>alert(1)</script>", "'; DROP TABLE events; --", "=1+1|cmd",
    "../../../etc/passwd", "12-0147", "1-0001", "9" * 30, "é̂̃" * 400, "\u2028\u2029", "\ufeff", "NaN", "-", "☠" * 500,
)  # fmt: skip
WORDS = ("", "x", "medier", "NOTE", "alarm", "all", "report", "green", "\x1b[31m", "y" * 5_000, "../x", "a b")
FLAGS = (0, 0, 0, FLAG_TIME_UNSURE, FLAG_SET_BACK, ahead_flags(600), ahead_flags(40_000) | FLAG_TIME_UNSURE, 255)
SET_BACK = (FLAG_SET_BACK, FLAG_SET_BACK | FLAG_TIME_UNSURE, 255)
TAGS = (0, 5, 6, 7, 0x7FFF, 0x8000, 0x8005, 0xFFFF)


class Forger:
    """Makes events of a few kits that point at each other, around `now`."""

    def __init__(self, rng: random.Random, now: float, tags: tuple[int, ...] = (), kits: tuple[int, ...] = (1, 2, 9)):
        self.rng = rng
        self.now = now
        self.tags = tags + TAGS
        self.kits = kits
        self.seq: dict[tuple[int, int], int] = {}

    def events(self, many: int) -> Iterator[Event]:
        """So many events, each of any kind, one in twenty of a kind that nobody knows."""
        rows = REGISTRY.all()
        for _ in range(many):
            row = self.rng.choice(rows)
            fields = self._fields(row.body)
            name = row.name if self.rng.random() < 0.95 else self.rng.choice(["z", "nyt-slags", "message-2"])
            yield self._event(name, msgspec.json.encode(fields))

    def clock_words(self, many: int) -> Iterator[Event]:
        """So many words about clocks: checks of every feed and of none, by many kits, and one feed whose clock is set
        back before each event, ever further."""
        rng, back = self.rng, hlc_of_unix(self.now)
        for number in range(many):
            if number % 2:
                ref = [rng.choice((*self.kits, rng.randint(1, 0xFFFF))), rng.choice((0, 1, 7)), rng.randint(1, 5_000)]
                body = {"ref": ref, "ahead": rng.choice((0, 1, 3_600, 86_400, 1 << 29))}
                kit, epoch = rng.choice((*self.kits, rng.randint(1, 0xFFFF))), rng.choice((2, 3))
                seq = self.seq[kit, epoch] = self.seq.get((kit, epoch), 0) + 1
                said = msgspec.json.encode(body)
                yield Event(kit, epoch, seq, hlc_of_unix(self.now), 0, 0, ClockCheck.kind, said)
            else:
                seq = self.seq[9, 4] = self.seq.get((9, 4), 0) + 1
                back -= rng.randint(1, 1 << 20)
                said = msgspec.json.encode({"text": f"sat tilbage {number}"})
                yield Event(9, 4, seq, back, self.tags[0], rng.choice(SET_BACK), Note.kind, said)

    def _event(self, kind: str, raw: bytes) -> Event:
        kit, epoch = self.rng.choice(self.kits), self.rng.choice((0, 1, 7, 0xFFFF))
        seq = self.seq[kit, epoch] = self.seq.get((kit, epoch), 0) + self.rng.choice((1, 1, 1, 1, 2, 50))
        if self.rng.random() < 0.02:
            seq = self.rng.choice((1, seq, 1 << 31, 9_999))
        at = self.now + self.rng.choice((-1, 1)) * 10 ** self.rng.uniform(0, 8)
        hlc = hlc_of_unix(at) if self.rng.random() < 0.9 else self.rng.choice((0, 1, MAX_HLC))
        return Event(kit, epoch, seq, min(hlc, MAX_HLC), self.rng.choice(self.tags), self.rng.choice(FLAGS),
                     kind, raw)  # fmt: skip

    def _fields(self, body: type[Body]) -> dict[str, Any]:
        found = {}
        for field in msgspec.inspect.type_info(body).fields:  # type: ignore[attr-defined]
            if field.required or self.rng.random() < 0.6:
                found[field.encode_name] = self._value(field.type)
        if self.rng.random() < 0.03:
            found[self.rng.choice(["ny", "x" * 300, "\x1b[1m"])] = self._odd()
        return found

    def _odd(self) -> Any:
        deep: Any = 1
        for _ in range(self.rng.choice((1, 5, 15, 40))):
            deep = [deep] if self.rng.random() < 0.5 else {"x": deep}
        return self.rng.choice([None, True, 1.5, 1 << 62, "\x1b[2J", deep, list(range(2_000)), {"a": {}}])

    def _value(self, kind: Any) -> Any:
        inspect, rng = msgspec.inspect, self.rng
        if rng.random() < 0.02:
            return self._odd()
        if isinstance(kind, inspect.Metadata):
            return self._value(kind.type)
        if isinstance(kind, inspect.UnionType):
            return self._value(rng.choice(kind.types))
        if isinstance(kind, inspect.NoneType):
            return None
        if isinstance(kind, inspect.BoolType):
            return rng.random() < 0.5
        if isinstance(kind, inspect.IntType):
            return rng.choice(rng.choice((PLACES, PLACES, PLACES, NUMBERS[:14], NUMBERS)))
        if isinstance(kind, inspect.EnumType):
            return rng.choice(list(kind.cls)).value if rng.random() < 0.93 else rng.choice(WORDS)
        if isinstance(kind, inspect.StrType):
            return rng.choice(TEXTS if rng.random() < 0.8 else WORDS)
        if isinstance(kind, inspect.DictType):
            many = rng.choice((0, 1, 3, 11, 200))
            return {str(self._value(kind.key_type)): self._value(kind.value_type) for _ in range(many)}
        if isinstance(kind, inspect.VarTupleType | inspect.ListType):
            return [self._value(kind.item_type) for _ in range(rng.choice((0, 1, 2, 15, 31, 400)))]
        if isinstance(kind, inspect.StructType):
            fields = {field.encode_name: self._value(field.type) for field in kind.fields}
            if kind.cls.__name__ == "RefBody":
                known = rng.choice(list(self.seq) or [(1, 0)])
                ref = [*known, rng.randint(1, self.seq.get(known, 1))]
                return ref if rng.random() < 0.9 else list(fields.values())
            return fields
        raise TypeError(f"no hostile value for {kind}")
