"""Bundles that somebody has tampered with, each imported by a kit. One JSON document.

Real bundles of two kits and both formats: bits flipped, bytes overwritten, ends cut off and added, chunks swapped,
repeated, left out and taken from another bundle, a head put before another's chunks, fields of a head changed. Each
must be refused in one sentence, with nothing merged; exit 1 otherwise.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "support")]

from bundles import write_format_1  # noqa: E402
from kits import make_kit  # noqa: E402

from fieldkit.core.errors import CarrierError  # noqa: E402
from fieldkit.core.facts.said import Note  # noqa: E402
from fieldkit.kit import Kit  # noqa: E402
from fieldkit.resync.bundle import export_bundle, import_bundle  # noqa: E402
from fieldkit.resync.bundle_head import HEAD_BYTES  # noqa: E402
from fieldkit.resync.chunks import CHUNK, TAG_BYTES  # noqa: E402
from fieldkit.store.files.keys import new_key, write_key  # noqa: E402

WHOLE = CHUNK + TAG_BYTES
NOTES = 900
"""In each kit: its bundle then has several chunks."""
Tamper = Callable[[bytes, bytes, random.Random], bytes]
"""Gives a wrong bundle of a right one and another right one."""


def chunks(raw: bytes) -> list[bytes]:
    """The head and the chunks of a bundle."""
    return [raw[:HEAD_BYTES], *(raw[at : at + WHOLE] for at in range(HEAD_BYTES, len(raw), WHOLE))]


def flip(raw: bytes, _other: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(raw))
    return raw[:at] + bytes([raw[at] ^ 1 << rng.randrange(8)]) + raw[at + 1 :]


def flip_in_head(raw: bytes, other: bytes, rng: random.Random) -> bytes:
    return flip(raw[:HEAD_BYTES], other, rng) + raw[HEAD_BYTES:]


def overwrite(raw: bytes, _other: bytes, rng: random.Random) -> bytes:
    at, many = rng.randrange(len(raw)), rng.randrange(1, 5000)
    piece = rng.choice([bytes(many), rng.randbytes(many)])[: len(raw) - at]
    return raw[:at] + piece + raw[at + len(piece) :]


def cut(raw: bytes, _other: bytes, rng: random.Random) -> bytes:
    return raw[: rng.randrange(len(raw))]


def cut_at_a_chunk(raw: bytes, _other: bytes, rng: random.Random) -> bytes:
    parts = chunks(raw)
    return b"".join(parts[: rng.randrange(1, len(parts))])


def cut_and_said_so(raw: bytes, other: bytes, rng: random.Random) -> bytes:
    """The length in the head is made right again."""
    left = cut_at_a_chunk(raw, other, rng)
    plain = (len(left) - HEAD_BYTES) // WHOLE * CHUNK
    return left[: HEAD_BYTES - 8] + plain.to_bytes(8, "big") + left[HEAD_BYTES:]


def cut_inside(raw: bytes, _other: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(raw))
    return raw[:at] + raw[at + rng.randrange(1, 3000) :]


def add(raw: bytes, other: bytes, rng: random.Random) -> bytes:
    return raw + rng.choice([b"\0", bytes(4096), rng.randbytes(WHOLE), raw, other])


def insert(raw: bytes, _other: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(len(raw))
    return raw[:at] + rng.randbytes(rng.randrange(1, 100)) + raw[at:]


def swap(raw: bytes, _other: bytes, rng: random.Random) -> bytes:
    head, *parts = chunks(raw)
    one, two = rng.sample(range(len(parts)), 2)
    parts[one], parts[two] = parts[two], parts[one]
    return b"".join([head, *parts])


def repeat(raw: bytes, _other: bytes, rng: random.Random) -> bytes:
    head, *parts = chunks(raw)
    at = rng.randrange(len(parts))
    return b"".join([head, *parts[:at], parts[at], *parts[at:]])


def repeat_in_place(raw: bytes, _other: bytes, rng: random.Random) -> bytes:
    head, *parts = chunks(raw)
    at = rng.randrange(1, len(parts) - 1)
    return b"".join([head, *parts[:at], parts[at - 1], *parts[at + 1 :]])


def leave_out(raw: bytes, _other: bytes, rng: random.Random) -> bytes:
    head, *parts = chunks(raw)
    at = rng.randrange(len(parts))
    return b"".join([head, *parts[:at], *parts[at + 1 :]])


def splice(raw: bytes, other: bytes, rng: random.Random) -> bytes:
    """A chunk of another bundle under the same key, where it stood there."""
    head, *parts = chunks(raw)
    others = chunks(other)[1:]
    at = rng.randrange(min(len(parts), len(others)))
    return b"".join([head, *parts[:at], others[at], *parts[at + 1 :]])


def another_head(raw: bytes, other: bytes, _rng: random.Random) -> bytes:
    return other[:HEAD_BYTES] + raw[HEAD_BYTES:]


def half_and_half(raw: bytes, other: bytes, rng: random.Random) -> bytes:
    at = rng.randrange(min(len(raw), len(other)))
    return raw[:at] + other[at:]


ANY: Sequence[Tamper] = (flip, overwrite, cut, cut_inside, add, insert, half_and_half)
CLOSED: Sequence[Tamper] = (
    flip_in_head, cut_at_a_chunk, cut_and_said_so, swap, repeat, repeat_in_place, leave_out, splice, another_head,
)  # fmt: skip


def kits(folder: Path, stack: ExitStack) -> tuple[Kit, Kit, Kit]:
    """Two that have something to tell, and one that imports; all of one municipality."""
    write_key(folder / "key", new_key())
    made = [
        stack.enter_context(closing(make_kit(folder / f"kit{number}", number=number, key=folder / "key")))
        for number in (1, 2, 3)
    ]
    for kit in made[:2]:
        for turn in range(NOTES):
            kit.record(Note(f"kit {kit.config.number} skriver nr. {turn}: vandet er tilbage, tæpper mangler"))
    return made[0], made[1], made[2]


def wrong_ones(folder: Path, one: Kit, two: Kit, rng: random.Random, many: int) -> Iterator[tuple[str, bytes]]:
    """So many bundles, each with what was done to it."""
    closed, old = [], []
    for kit in (one, two):
        for turn in range(2):
            export_bundle(kit, path := folder / f"{kit.config.number}-{turn}.fkb")
            closed.append(path.read_bytes())
        write_format_1(kit, path := folder / f"{kit.config.number}-1.db")
        old.append(path.read_bytes())
    made = 0
    while made < many:
        is_old = made % 5 == 4
        raw, other = rng.sample(old if is_old else closed, 2)
        tamper = rng.choice([*ANY] if is_old else [*ANY, *CLOSED])
        wrong = tamper(raw, other, rng)
        if wrong not in (*closed, *old):
            made += 1
            yield f"{tamper.__name__}{' (format 1)' if is_old else ''}", wrong


def run(many: int, seed: int) -> dict[str, object]:
    """What came of so many bundles."""
    rng, begin = random.Random(seed), time.monotonic()
    done, accepted, badly = Counter[str](), list[str](), list[str]()
    with tempfile.TemporaryDirectory(prefix="feltkit-tampered-") as own, ExitStack() as stack:
        folder = Path(own)
        one, two, taker = kits(folder, stack)
        before = taker.log.count()
        path = folder / "wrong.fkb"
        for name, wrong in wrong_ones(folder, one, two, rng, many):
            path.write_bytes(wrong)
            done[name] += 1
            try:
                import_bundle(taker, path)
            except CarrierError as error:
                if "\n" in str(error) or "wrong.fkb" not in str(error):
                    badly.append(f"{name}: {error}")
            except Exception as error:  # noqa: BLE001 -- exactly what is looked for
                badly.append(f"{name}: {type(error).__name__}: {error}")
            else:
                accepted.append(name)
            if taker.log.count() != before:
                accepted.append(f"{name}: something was merged")
                break
            if left := list(taker.home.folder.glob("incoming-*")):
                badly.append(f"{name}: left {left}")
    return {
        "bundles": sum(done.values()),
        "accepted": len(accepted),
        "refused badly": len(badly),
        "seconds": round(time.monotonic() - begin),
        "kinds": dict(sorted(done.items())),
        "wrong": [*accepted, *badly][:10],
    }


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--bundles", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    told = run(chosen.bundles, chosen.seed)
    print(json.dumps(told, ensure_ascii=False, indent=1))
    return 1 if told["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
