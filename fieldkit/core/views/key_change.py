"""Which of the municipality's keys is in use, which are retired, and who has the next one.

A pure function of what was said and of who is believed: the same on every kit, whatever order it came in. A number is
never used again and keys go upwards only, so no clock is asked: of all that say so and may, the highest number counts.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import msgspec

from fieldkit.core.facts.key_change import KeyInUse, KeyRetired
from fieldkit.core.signed.ed25519 import mark_of
from fieldkit.core.signed.key_word import holds
from fieldkit.core.state.believed import Believed
from fieldkit.core.state.key_change import KeyChangeState, Share
from fieldkit.core.state.vector import Vector


class NamedKey(NamedTuple):
    """Which key is meant: the number 1..15, and the fingerprint as hex."""

    number: int
    fingerprint: str


class KeyVerdict(NamedTuple):
    """`in_use`: the key that seals; None while none was ever changed. `retired`: those that open nothing."""

    in_use: NamedKey | None
    retired: frozenset[NamedKey]


def verdict(changes: KeyChangeState, believed: Believed) -> KeyVerdict:
    """What the words come to. Where two kits that did not hear each other put keys of one number in use, the lower
    fingerprint counts."""

    def counts(author: int, epoch: int, word: KeyInUse | KeyRetired) -> bool:
        return any(holds(word, author, key) for key in believed.deciding_keys(author, epoch))

    used = [NamedKey(one.body.number, one.body.fingerprint) for one in changes.in_use if counts(*one)]
    in_use = min(used, key=lambda key: (-key.number, key.fingerprint), default=None)
    gone = {NamedKey(one.body.number, one.body.fingerprint) for one in changes.retired if counts(*one)}
    return KeyVerdict(in_use, frozenset(key for key in gone if in_use is not None and key.number < in_use.number))


def shares_of(mark: str, changes: KeyChangeState, believed: Believed) -> list[Share]:
    """What is sealed to the kit whose key has this mark, by kits that may."""
    found = [one for one in changes.shares if one.body.mark == mark]
    return sorted(
        (one for one in found if believed.deciding_keys(one.author, one.epoch)),
        key=lambda one: (one.body.number, one.body.fingerprint, one.author, one.epoch, one.body.once),
    )


def sealing(
    held: Mapping[int, str], coming: frozenset[NamedKey] | set[NamedKey], in_use: NamedKey | None
) -> int | None:
    """The number of the key that a kit seals with. `held`: the fingerprints of its keys by number; `coming`: those of
    them that it has as a share. The highest, but a share only when it, or a later one, is in use."""
    used = in_use.number if in_use is not None else 0
    found = [
        number
        for number, fingerprint in held.items()
        if not (number > used and NamedKey(number, fingerprint) in coming)
        and not (in_use is not None and number == used and fingerprint != in_use.fingerprint)
    ]
    return max(found or held, default=None)


class Holder(msgspec.Struct, frozen=True):
    """A kit that is to have a key. `given`: it is sealed to it; `holds`: it says that it has it."""

    kit: int
    mark: str
    key: str
    vouched: bool
    given: bool
    holds: bool


class KeyChange(msgspec.Struct, frozen=True):
    """How far a key has come. `holders` are the kits that are to have it, by number; `lost` those that are not believed
    any more and have it, or can open it; `unvouched`: nobody is vouched for, so anybody can say that they are a kit."""

    key: NamedKey
    in_use: bool
    unvouched: bool
    holders: tuple[Holder, ...]
    lost: tuple[int, ...]

    @property
    def lacking(self) -> list[Holder]:
        """Who does not say that it has it."""
        return [one for one in self.holders if not one.holds]


def key_change(key: NamedKey, changes: KeyChangeState, believed: Believed, vector: Vector) -> KeyChange:
    """How far this key has come."""
    given = {
        (one.body.kit, one.body.mark)
        for one in changes.shares
        if _is_of(one, key) and believed.deciding_keys(one.author, one.epoch)
    }
    holding = {kit for kit, number, fingerprint in changes.held if (number, fingerprint) == key}
    holders, lost = [], []
    known = sorted(_known(believed, vector))
    for kit, public in known:
        mark = mark_of(bytes.fromhex(public))
        has = (kit, mark) in given
        numbers = {number for number, key in known if key == public}  # it may have been given another one since
        if believed.is_key_cut(kit, public):
            lost += [kit] if has else []
        elif believed.is_vouched(kit, bytes.fromhex(public)) or not believed.is_rooted():
            vouched = believed.is_vouched(kit, bytes.fromhex(public))
            holders.append(Holder(kit, mark, public, vouched, has, has and not holding.isdisjoint(numbers)))
    used = verdict(changes, believed).in_use
    return KeyChange(key, used == key, not believed.is_rooted(), tuple(holders), tuple(dict.fromkeys(lost)))


def _is_of(share: Share, key: NamedKey) -> bool:
    return (share.body.number, share.body.fingerprint) == key


def _known(believed: Believed, vector: Vector) -> Iterator[tuple[int, str]]:
    """Kit and key of all that were heard of, and of those that were vouched for."""
    said = {(feed.kit, key) for feed in vector.feeds for key in believed.keys_of(*feed)}
    yield from said | set(believed.vouched())
