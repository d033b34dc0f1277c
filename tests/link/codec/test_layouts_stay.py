"""What a number means in the air never changes: an older kit would read another word, or refuse the whole frame.

`tests/data/frames/layouts.txt` has one line per number. A new number adds its line; no line changes. A term that grows
(a topic, a state of a request) therefore needs a layout of its own, and the old one spells out the words it always had.
"""

from typing import Any

import msgspec
from paths import ROOT

from fieldkit.core.facts.families import REGISTRY

RECORDED = ROOT / "tests" / "data" / "frames" / "layouts.txt"


def plain(part: Any) -> str:
    """A layout as text: classes and types by name, words as they are, nothing of how Python writes them."""
    if isinstance(part, type):
        return part.__name__
    if isinstance(part, msgspec.Struct):
        inside = ", ".join(f"{name}={plain(getattr(part, name))}" for name in part.__struct_fields__)
        return f"{type(part).__name__}({inside})"
    if isinstance(part, dict):
        return "{" + ", ".join(f"{plain(key)}: {plain(value)}" for key, value in part.items()) + "}"
    if isinstance(part, tuple | list):
        return "[" + ", ".join(map(plain, part)) + "]"
    return part.__name__ if callable(part) else str(part)


def layouts() -> dict[int, str]:
    wires = [(kind.body.kind, wire) for kind in REGISTRY.all() for wire in kind.wire]
    return {wire.number: f"{wire.number} {name} {plain(wire.layout)}" for name, wire in wires}


def test_no_number_in_the_air_changes_its_meaning():
    recorded = {int(line.split()[0]): line for line in RECORDED.read_text(encoding="utf-8").splitlines()}
    now = layouts()
    changed = {number: (line, now.get(number)) for number, line in recorded.items() if now.get(number) != line}
    assert not changed, "the new words need a Wire with a number of its own; the old one spells out what it had"
    new = [line for number, line in sorted(now.items()) if number not in recorded]
    assert not new, f"a new number: add its line to {RECORDED.name}"


def test_a_word_more_is_seen():
    text = layouts()[8]
    assert "[water, food, heat, light, hygiene, toilet, comms, power, paper, pickup, calm]" in text
