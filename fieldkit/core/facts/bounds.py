"""What a body that came from outside may hold: what the rules of its fields say, and for what nobody here knows a size.

Texts and lists are cut to their bounds at birth (`core.facts.body`). Numbers, references, places and words that another
kit should not have said make the body one that this version does not understand: kept and shown, never folded.
"""

import re
from collections.abc import Callable, Iterable
from math import isfinite
from typing import Any, get_args, get_type_hints

from fieldkit.core.facts.body import (
    UNKNOWN_PLACE,
    Body,
    Cut,
    Exactly,
    Octets,
    Place,
    PlaceTexts,
    RefBody,
    Several,
    Token,
    bodies_inside,
    rules_of,
)

MAX_BODY_BYTES = 1 << 16
"""Bytes of a body as JSON. The longest that this version makes, an edit of a whole row of the roster, has 33 kB."""
MAX_DEPTH = 16
"""How deep a newer version's body may lie in itself; the deepest of ours has five."""
MAX_SEQ = 1 << 20
"""A kit that writes an event a second gets here after twelve days. What is beyond was made up: taken in, it would be
the number that an honest kit goes on from, and no other kit could read what that writes."""
CHAIN_OCTETS = 8
"""Of a chain hash, in a cut: nobody can make two feeds that begin alike and share them."""
_MAX_NUMBER = (1 << 63) - 1
_MAX_16 = 0xFFFF
_TOKEN = re.compile(r"[\w.:-]{0,100}\Z")
"""A word of a fixed list or an id."""

_Check = Callable[[Any], bool]
_checks: dict[type[Body], tuple[tuple[str, _Check], ...]] = {}


def within_rules(body: Body) -> bool:
    """Whether every number, place, reference and word is one that its field may hold."""
    kind = type(body)
    checks = _checks.get(kind)
    if checks is None:
        checks = _checks[kind] = tuple(_checks_of(kind))
    return all(check(getattr(body, name)) for name, check in checks)


def is_sane(value: object, depth: int = 0) -> bool:
    """Whether a value out of JSON can be told and kept by anybody: not too deep, no number beyond 64 bits."""
    if isinstance(value, int):
        return -_MAX_NUMBER <= value <= _MAX_NUMBER
    if isinstance(value, float):
        return isfinite(value)
    if isinstance(value, dict):
        return depth < MAX_DEPTH and all(is_sane(part, depth + 1) for part in value.values())
    if isinstance(value, list):
        return depth < MAX_DEPTH and all(is_sane(part, depth + 1) for part in value)
    return True


def _checks_of(kind: type[Body]) -> Iterable[tuple[str, _Check]]:
    hints = get_type_hints(kind)
    inside = bodies_inside(kind)
    for name, rule in rules_of(kind).items():
        if name in inside:
            yield name, _maybe(within_rules)
        elif isinstance(rule, Exactly):
            yield name, _maybe(_between(rule.low, rule.high))
        elif isinstance(rule, Place) or (isinstance(rule, Several) and isinstance(rule.each, Place)):
            yield name, _each(is_place) if isinstance(rule, Several) else _maybe(is_place)
        elif isinstance(rule, PlaceTexts):
            yield name, _each(_is_listed)
        elif isinstance(rule, Octets):
            yield name, _maybe(_is_octets(rule.count, maybe=rule.maybe))
        elif isinstance(rule, Token):
            yield name, _maybe(_is_token)
        elif _holds(Cut, hints[name]):
            yield name, _each(_is_cut)
        elif _holds(RefBody, hints[name]):
            yield name, _each(_is_ref) if isinstance(rule, Several) else _maybe(_is_ref)


def _holds(wanted: type, kind: object) -> bool:
    return kind is wanted or any(_holds(wanted, part) for part in get_args(kind))


def _maybe(check: _Check) -> _Check:
    return lambda value: value is None or check(value)


def _each(check: _Check) -> _Check:
    return lambda values: all(map(check, values))


def _between(low: int, high: int) -> _Check:
    return lambda value: low <= value <= high


def is_place(place: int) -> bool:
    """Whether it can be a place's number or a radio node's; 0 is nobody's."""
    return 0 <= place <= _MAX_16 or UNKNOWN_PLACE <= place <= UNKNOWN_PLACE + 0xFFFFFFFF


def _is_listed(place: int) -> bool:
    """Whether a roster can have a place with this number."""
    return 1 <= place <= _MAX_16


def _is_ref(ref: RefBody) -> bool:
    return 0 <= ref.kit <= _MAX_16 and 0 <= ref.epoch <= _MAX_16 and 0 <= ref.seq <= MAX_SEQ


def _is_cut(cut: Cut) -> bool:
    return 0 <= cut.epoch <= _MAX_16 and 0 <= cut.seq <= MAX_SEQ and _is_octets(CHAIN_OCTETS, maybe=True)(cut.chain)


def _is_octets(count: int, *, maybe: bool = False) -> _Check:
    digits = re.compile(rf"[0-9a-f]{{{2 * count}}}\Z")
    return lambda value: (maybe and not value) or digits.match(value) is not None


def _is_token(value: int | str) -> bool:
    return _TOKEN.match(value) is not None if isinstance(value, str) else is_place(value)
