"""Whose word counts, by what the events themselves say: which key writes which feed, for which keys the root vouches,
which kits are not believed any more, and from where on.

A pure function of the set of events and of the root: never of arrival, of the roster or of the reader's clock. An
event that stands apart stays in the log and is shown there; State does not fold it until somebody accepts it.

Where the root has vouched for anybody, a word counts only with the signature of a key that may say it (`WordSigned`):
whoever has the municipality's key can write one in the name of any kit.

Words are weighed in the order of their stamps: the word of a kit that is itself cut off by an earlier one does not
count. Of several kits that cut off the same key, the lowest cut counts in each epoch, and an epoch that one of them
does not name is cut at its beginning.
"""

from collections.abc import Callable, Iterable
from hashlib import blake2s
from typing import Any, NamedTuple

import msgspec

from fieldkit.core.facts.body import Body
from fieldkit.core.facts.event import ID_BYTES, Event, Ref
from fieldkit.core.facts.keys import Accept, Renumber, RevokeKey, Vouch, WordSigned
from fieldkit.core.facts.refs import ref_of
from fieldkit.core.facts.said import Hello
from fieldkit.core.facts.terms import Role
from fieldkit.core.facts.trust import Revoke
from fieldkit.core.signed import certificate, word
from fieldkit.core.signed.certificate import Root
from fieldkit.core.state.vector import Feed

NOBODY_ABOVE = 1 << 62
"""Later than any event is written."""


class _Accepted(NamedTuple):
    first: int
    last: int


class _Verdict(NamedTuple):
    """What all words come to. `keys`: kit → key → epoch → the last sequence that counts. `kits`: (kit, epoch or None) →
    Unix seconds from which nothing counts, by words that name no key. `accepted`: what counts all the same. `numbers`:
    (kit, key) → the number that the kit with this key writes as."""

    keys: dict[int, dict[str, dict[int, int]]]
    kits: dict[tuple[int, int | None], int]
    accepted: dict[Feed, tuple[_Accepted, ...]]
    numbers: dict[tuple[int, str], int]


_NOTHING = _Verdict({}, {}, {}, {})


class _Ruling(NamedTuple):
    """All on which it depends what stands apart. `feeds`: of each feed of a doubted number whose key was said, the last
    sequence that counts, None for all: other keys are said and vouched for while the words stay the same."""

    verdict: _Verdict
    feeds: dict[Feed, int | None]


class Believed:
    """The verdict on who is believed, learnt an event at a time in any order. In nobody's way while every kit is."""

    def __init__(self, events: Iterable[Event] = (), roots: Iterable[Root] = ()) -> None:
        self.roots = tuple(roots)
        """The municipality's: one, and another while it changes its root."""
        self._keys: dict[Feed, set[str]] = {}
        self._vouches: dict[tuple[int, str], set[Vouch]] = {}
        self._valid: dict[Vouch, bool] = {}
        self._seats: set[int] = set()
        """Kits that have said that they are a secretariat's."""
        self._words: dict[bytes, Event] = {}
        self._signatures: dict[Ref, set[str]] = {}
        """Under words, whoever put them there."""
        self._verdict = _NOTHING
        self._ruling = _Ruling(_NOTHING, {})
        self._dirty = False
        self._version = 0
        for event in events:
            self.learn(event)

    @property
    def version(self) -> int:
        """Another number whenever the verdict is another."""
        self._judged()
        return self._version

    def digest(self) -> bytes:
        """The same bytes for the same verdict."""
        keys, kits, accepted, numbers = self._judged()
        told = (
            sorted((kit, key, sorted(cuts.items())) for kit, by_key in keys.items() for key, cuts in by_key.items()),
            sorted(((kit, -1 if epoch is None else epoch), at) for (kit, epoch), at in kits.items()),
            sorted(accepted.items()),
            sorted((*feed, -1 if cut is None else cut) for feed, cut in self._ruling.feeds.items()),
            sorted(numbers.items()),
        )
        return blake2s(msgspec.msgpack.encode(told), digest_size=ID_BYTES).digest()

    def learn(self, event: Event) -> None:
        """Take in what an event tells of who is believed."""
        if event.kind in TELLING_KINDS and (take := _TOLD.get(type(event.body))) is not None:
            take(self, event, event.body)

    # asking

    def is_apart(self, event: Event) -> bool:
        """Whether it stands apart: its author is not believed as far as there."""
        keys, kits, accepted, _ = self._judged()
        if not keys and not kits:
            return False
        feed = Feed(event.kit, event.epoch)
        cut = self._cut_of(feed)
        apart = cut is not None and event.seq > cut
        for epoch in (None, event.epoch):
            apart = apart or event.at >= kits.get((event.kit, epoch), NOBODY_ABOVE)
        return apart and not any(one.first <= event.seq <= one.last for one in accepted.get(feed, ()))

    def doubted(self) -> set[int]:
        """Numbers of kits of which something may stand apart."""
        keys, kits, *_ = self._judged()
        return {*keys, *(kit for kit, _ in kits)}

    def is_cut(self, kit: int, epoch: int) -> bool:
        """Whether anything in this feed stands apart, or what is still to come does: its frames are refused."""
        kits = self._judged().kits
        return self._cut_of(Feed(kit, epoch)) is not None or (kit, None) in kits or (kit, epoch) in kits

    def keys_of(self, kit: int, epoch: int) -> frozenset[str]:
        """The keys that say that they write this feed: one, where nobody lies."""
        return frozenset(self._keys.get(Feed(kit, epoch), ()))

    def keys_of_kit(self, kit: int) -> frozenset[str]:
        """The keys of all feeds of a number: several, where kits were given the same one or a kit was made anew."""
        return frozenset(key for feed, keys in self._keys.items() if feed.kit == kit for key in keys)

    def number_of(self, kit: int, key: bytes) -> int:
        """The number by which the kit that holds this key writes: another one when two were given its own."""
        return self._judged().numbers.get((kit, key.hex()), kit)

    def is_vouched(self, kit: int, key: bytes) -> bool:
        """Whether the root has vouched that this is the key of the kit with this number."""
        return any(map(self._holds, self._vouches.get((kit, key.hex()), ())))

    def is_rooted(self) -> bool:
        """Whether the root has vouched for anybody."""
        return any(self._holds(vouch) for vouches in self._vouches.values() for vouch in vouches)

    def vouched(self) -> list[tuple[int, str]]:
        """Kit and key (hex) of all for whom the root has vouched, by number."""
        return sorted(about for about, vouches in self._vouches.items() if any(map(self._holds, vouches)))

    def is_key_cut(self, kit: int, key: str) -> bool:
        """Whether the kit that holds this key is not believed any more, by a word about the key or about its number."""
        keys, kits, *_ = self._judged()
        feeds = [feed for feed, claimed in self._keys.items() if feed.kit == kit and key in claimed]
        return key in keys.get(kit, {}) or (kit, None) in kits or any(self.is_cut(*feed) for feed in feeds)

    def deciding_keys(self, kit: int, epoch: int) -> frozenset[str]:
        """The keys (hex) by which what is signed in this feed counts as its word about others: as in `may_revoke`, and
        none where nobody is vouched for and several say that they write it."""
        claimed = self.keys_of(kit, epoch)
        if self.is_rooted():
            said = {key: self._vouches.get((kit, key), set()) for key in claimed}
            return frozenset(key for key in said if any(one.may_revoke and self._holds(one) for one in said[key]))
        return claimed if len(claimed) == 1 and self.may_revoke(kit, epoch) else frozenset()

    def may_revoke(self, kit: int, epoch: int) -> bool:
        """Whether the word of this feed about others counts. Where the root has vouched for anybody, its certificates
        say so; else a secretariat's does, by what kits say that they are, and any kit's where none says so."""
        if self.is_rooted():
            return any(
                vouch.may_revoke and self._holds(vouch)
                for key in self._keys.get(Feed(kit, epoch), ())
                for vouch in self._vouches.get((kit, key), ())
            )
        return not self._seats or kit in self._seats

    def is_proven(self, said: Event) -> bool:
        """Whether a word about others is signed by a key that may say it; true where the root vouches for nobody."""
        if not self.is_rooted():
            return True
        keys = self.deciding_keys(said.kit, said.epoch)
        return any(word.holds(said, signature, key) for signature in self._signatures.get(said.ref, ()) for key in keys)

    def unproven(self) -> list[Event]:
        """Words about others that do not count because nobody who may say them has signed them."""
        return sorted((each for each in self._words.values() if not self.is_proven(each)), key=lambda each: each.stamp)

    # learning

    def take_vouch(self, event: Event, body: Vouch) -> None:
        vouches = self._vouches.setdefault((body.kit, body.key), set())
        if body not in vouches:
            vouches.add(body)
            self._dirty = self._dirty or bool(self._words)

    def take_hello(self, event: Event, body: Hello) -> None:
        claimed = self._keys.setdefault(Feed(event.kit, event.epoch), set())
        is_seat = body.role is Role.SECRETARIAT
        if (body.key and body.key not in claimed) or (is_seat and event.kit not in self._seats):
            claimed.update(filter(None, [body.key]))
            self._seats.update([event.kit] if is_seat else ())
            self._dirty = self._dirty or bool(self._words)

    def take_word(self, event: Event, body: Body) -> None:
        if event.id not in self._words:
            self._words[event.id] = event
            self._dirty = True

    def take_signature(self, event: Event, body: WordSigned) -> None:
        signatures = self._signatures.setdefault(ref_of(body.ref), set())
        if body.signature not in signatures:
            signatures.add(body.signature)
            self._dirty = self._dirty or bool(self._words)

    # judging

    def _holds(self, vouch: Vouch) -> bool:
        known = self._valid.get(vouch)
        if known is None:
            known = self._valid[vouch] = any(certificate.holds(vouch, root) for root in self.roots)
        return known

    def _cut_of(self, feed: Feed) -> int | None:
        """The last sequence of the feed that counts by words about keys; None when none is about it."""
        cuts = [
            by_epoch.get(feed.epoch, 0)
            for key, by_epoch in self._verdict.keys.get(feed.kit, {}).items()
            if feed.epoch in by_epoch or not self._is_anothers(feed, key)
        ]
        return min(cuts, default=None)

    def _is_anothers(self, feed: Feed, key: str) -> bool:
        """Whether this feed is written by a kit with another key, which bears the same number."""
        claimed = self._keys.get(feed, set())
        if not claimed or key in claimed:
            return False
        return not self.is_rooted() or any(self.is_vouched(feed.kit, bytes.fromhex(one)) for one in claimed)

    def _judged(self) -> _Verdict:
        """The verdict by all that was learnt."""
        if not self._dirty:
            return self._verdict
        self._dirty = False
        before, self._verdict = self._ruling, _NOTHING
        said = _Said(self.keys_of)
        for event in sorted(self._words.values(), key=lambda event: event.stamp):
            if not self.is_apart(event) and self.may_revoke(event.kit, event.epoch) and self.is_proven(event):
                _WEIGH[type(event.body)](said, event, event.body)
                self._verdict = said.comes_to()
        keys = self._verdict.keys
        self._ruling = _Ruling(self._verdict, {feed: self._cut_of(feed) for feed in self._keys if feed.kit in keys})
        if self._ruling != before:
            self._version += 1
        return self._verdict


class _Said:
    """What was said by those whose word counts, one word after the other. Nobody speaks of itself."""

    def __init__(self, keys_of: Callable[[int, int], frozenset[str]]) -> None:
        self._keys_of = keys_of
        self._by_key: dict[tuple[int, str], dict[int, RevokeKey]] = {}
        """By kit and key: who says so."""
        self._by_kit: dict[tuple[int, int | None], dict[int, int]] = {}
        self._accepted: dict[Feed, set[_Accepted]] = {}
        self._numbers: dict[tuple[int, str], int] = {}

    def key(self, event: Event, body: RevokeKey) -> None:
        own = self._keys_of(event.kit, event.epoch)
        if event.kit == body.kit and (not own or body.key in own):
            return
        said = self._by_key.setdefault((body.kit, body.key), {})
        said.pop(event.kit, None)
        if not body.undo:
            said[event.kit] = body

    def kit(self, event: Event, body: Revoke) -> None:
        if event.kit == body.kit:
            return
        said = self._by_kit.setdefault((body.kit, body.epoch), {})
        said.pop(event.kit, None)
        if not body.undo:
            said[event.kit] = event.at

    def accept(self, event: Event, body: Accept) -> None:
        if event.kit != body.kit:
            self._accepted.setdefault(Feed(body.kit, body.epoch), set()).add(_Accepted(body.first, body.last))

    def number(self, event: Event, body: Renumber) -> None:
        self._numbers[body.kit, body.key] = body.number

    def comes_to(self) -> _Verdict:
        keys: dict[int, dict[str, dict[int, int]]] = {}
        for (kit, key), said in self._by_key.items():
            if not said:
                continue
            told = [{cut.epoch: cut.seq for cut in body.cuts} for body in said.values()]
            epochs = {epoch for cuts in told for epoch in cuts}
            keys.setdefault(kit, {})[key] = {epoch: min(cuts.get(epoch, 0) for cuts in told) for epoch in epochs}
        kits = {about: min(said.values()) for about, said in self._by_kit.items() if said}
        accepted = {feed: tuple(sorted(ranges)) for feed, ranges in self._accepted.items()}
        return _Verdict(keys, kits, accepted, dict(self._numbers))


_TOLD: dict[type[Body], Callable[[Believed, Event, Any], None]] = {
    Vouch: Believed.take_vouch,
    Hello: Believed.take_hello,
    WordSigned: Believed.take_signature,
    Revoke: Believed.take_word,
    RevokeKey: Believed.take_word,
    Accept: Believed.take_word,
    Renumber: Believed.take_word,
}
_WEIGH: dict[type[Body], Callable[[_Said, Event, Any], None]] = {
    Revoke: _Said.kit,
    RevokeKey: _Said.key,
    Accept: _Said.accept,
    Renumber: _Said.number,
}
TELLING = frozenset(_TOLD)
"""Bodies that tell who is believed."""
TELLING_KINDS = frozenset(body.kind for body in TELLING)
