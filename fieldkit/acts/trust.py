"""Whom the kits believe: a kit that is lost is cut off, and taken back when it is found; what it wrote meanwhile counts
when somebody accepts it; and the municipality's root vouches for the kits."""

from typing import TypeVar

from fieldkit.acts import typed
from fieldkit.acts.whole import whole
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import Body, Cut
from fieldkit.core.facts.bounds import CHAIN_OCTETS, MAX_SEQ
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.keys import MOST_CUTS, Accept, Renumber, RevokeKey, Vouch
from fieldkit.core.facts.trust import Revoke
from fieldkit.core.signed.certificate import holds, make_vouch
from fieldkit.core.signed.checkpoint import START, chain
from fieldkit.core.signed.ed25519 import mark_of, public_of
from fieldkit.core.signed.word import sign_word
from fieldkit.core.state.fold import begins_at
from fieldkit.core.state.vector import Feed, ranges_of
from fieldkit.core.text.wording import in_fours
from fieldkit.kit import Kit

K = TypeVar("K", bound=Body)
MOST_VOUCHES = 20
"""Certificates of one key that are looked through."""
MOST_ROWS = 16
"""Rows of numbers that still count behind holes when a kit is cut off."""


def revoke(kit: Kit, lost: int, by: str, *, reason: str = "", mark: str = "") -> Event:
    """What the kit with this number writes from now on stands apart, in this crisis and the next; `by` decided it.
    `mark` is the beginning of its key's mark, where kits with several keys bear the number.

    InputError without a name, when it is this kit, or when this kit's word would not count.
    """
    _may_say(kit, lost, by)
    key = _key_of(kit, lost, mark)
    if not key:  # of a version that had none: by its number, from now on
        return _say(kit, whole(Revoke)(lost, reason=reason, by=by))
    here = _here(kit, lost, key)
    said = _say(kit, whole(RevokeKey)(lost, key, _cuts(here), reason=reason, by=by))
    for feed, first, last in _beyond(here, said.body):
        _say(kit, whole(Accept)(*feed, first, last, by=by))
    return said


def take_back(kit: Kit, found: int, by: str, *, reason: str = "", mark: str = "") -> Event:
    """The kit was found again and is whole. Refused as in `revoke`."""
    _may_say(kit, found, by)
    key = _key_of(kit, found, mark)
    if not key:
        return _say(kit, whole(Revoke)(found, undo=True, reason=reason, by=by))
    return _say(kit, whole(RevokeKey)(found, key, undo=True, reason=reason, by=by))


def accept(kit: Kit, author: int, by: str, *, reason: str = "") -> list[Event[Accept]]:
    """What stands apart of this kit by now counts all the same, and nothing that may still come between: one event for
    each row of numbers. InputError when nothing does, and as in `revoke`."""
    _may_say(kit, author, by)
    apart: dict[Feed, set[int]] = {}
    for row in kit.log.apart():
        if row.event.kit == author:
            apart.setdefault(Feed(row.event.kit, row.event.epoch), set()).add(row.event.seq)
    if not apart:
        raise InputError(f"Intet fra kit {author} er sat til side.")
    said = [whole(Accept)(*feed, *one, reason, by) for feed, seqs in sorted(apart.items()) for one in ranges_of(seqs)]
    return [_say(kit, body) for body in said]


def vouch(kit: Kit, number: int, root: bytes, *, may_revoke: bool, mark: str = "") -> Event[Vouch]:
    """Say, with the root's secret, that the key of the kit with this number is its. InputError when no kit with that
    number has been heard of, when several keys are known and `mark` names none, when the root is not this kit's, or
    when it has said just that."""
    known = next((one for one in kit.roots if one.key == public_of(root)), None)
    if known is None:
        raise InputError("Det er ikke den rod, som dette kit kender; vælg kommunens egen.")
    key = _key_of(kit, number, mark)
    if not key:
        raise InputError(f"Kit {number} har ikke sagt, hvad dets nøgle er; hent dets pakke eller seddel først.")
    said = kit.log.latest_of(Vouch, limit=MOST_VOUCHES, kit=number, key=key)
    if any(holds(one.body, known) and one.body.may_revoke == may_revoke for one in said):
        raise InputError(f"Roden har allerede vidimeret den nøgle for kit {number}; der er intet at gøre.")
    issued = max(0, int(kit.now()) - EPOCH_UNIX_S)
    body = make_vouch(root, known.municipality, number, bytes.fromhex(key), issued, may_revoke=may_revoke)
    return kit.record(body, incident=0)


def renumber(kit: Kit, number: int, new: int, by: str, *, mark: str) -> Event[Renumber]:
    """Two kits bear `number`: the one whose key has this mark writes as `new` from its next start on. InputError as in
    `revoke`, when `new` is taken, and when `mark` is not one of theirs."""
    must_decide(kit, "give et kit et nyt nummer")
    typed.must_name(typed.required(by, "Navnet"))
    key = _key_of(kit, number, mark)
    if not key or not mark:
        raise InputError(f"Sig ved nøglens kendetal, hvilket af de to kits med nummer {number} det er.")
    if any(feed.kit == new for feed in kit.state.vector.feeds) or any(place.kit == new for place in kit.roster.places):
        raise InputError(f"Nummer {new} er optaget; vælg et, som intet kit og intet sted på listen har.")
    return _say(kit, whole(Renumber)(number, key, new, by))


def must_count(kit: Kit, event: Event) -> None:
    """InputError when the event, which is noted, stands apart: whoever looks for it in State would not find it."""
    if kit.is_apart(event):
        whose = "dette kit" if event.kit == kit.identity.kit else f"kit {event.kit}"
        raise InputError(
            f"{event.number} er noteret, men sat til side: {whose} er spærret. Giv krisesekretariatet besked."
        )


def must_decide(kit: Kit, what: str) -> None:
    """InputError when this kit's word about others does not count; `what` it would decide: `spærre et kit`."""
    if not kit.log.believed.may_revoke(kit.identity.kit, kit.identity.epoch):
        raise InputError(f"Kun sekretariatets kit kan {what}; giv krisesekretariatet besked.")


def must_say_who(by: str) -> None:
    """InputError when nobody is said to have decided it, or what is said is no name."""
    if not typed.is_said(by):
        raise InputError("Det er ikke sagt, hvem der har besluttet det.")
    typed.must_name(by)


def _may_say(kit: Kit, about: int, by: str) -> None:
    if about == kit.identity.kit:
        raise InputError("Et kit kan ikke spærre sig selv; gør det fra sekretariatets kit.")
    must_decide(kit, "spærre et kit")
    must_say_who(by)


def _say(kit: Kit, body: K) -> Event[K]:
    """Record a word about others, and this kit's signature under it."""
    said = kit.record(body, incident=0)
    if kit.own_key is not None and not kit.is_rehearsal:
        kit.record(sign_word(said, kit.own_key.secret), incident=0)
    return said


def _key_of(kit: Kit, number: int, mark: str) -> str:
    """The key of the kit with this number, as hex; empty when it has said none."""
    keys = sorted(kit.log.believed.keys_of_kit(number))
    wanted = "".join(mark.lower().split())
    fitting = [key for key in keys if mark_of(bytes.fromhex(key)).startswith(wanted)]
    if wanted and not fitting:
        raise InputError(f"Ingen nøgle for kit {number} har et kendetal, der begynder med “{mark}”.")
    if len(fitting) > 1:
        marks = ", ".join(in_fours(mark_of(bytes.fromhex(key))) for key in fitting)
        raise InputError(f"Flere kits har nummer {number}; sig hvilket ved nøglens kendetal: {marks}.")
    return fitting[0] if fitting else ""


def _here(kit: Kit, lost: int, key: str) -> dict[Feed, list[Event]]:
    """What is here of a kit, by feed. By what lies in the log: it may have said of itself that it is anywhere."""
    believed = kit.log.believed
    feeds = [feed for feed in kit.state.vector.feeds if feed.kit == lost]
    ours = [feed for feed in feeds if not (keys := believed.keys_of(*feed)) or key in keys]
    rows = {feed: kit.log.by_ref(*feed, 1, MAX_SEQ) for feed in ours}
    return {feed: [row.event for row in found] for feed, found in rows.items() if found}


def _cuts(here: dict[Feed, list[Event]]) -> tuple[Cut, ...]:
    """Up to where what is here of a kit is believed, of the epochs of which most is here: to the first hole, which who
    has the kit could fill."""
    longest = sorted(here, key=lambda feed: (-len(here[feed]), feed))[:MOST_CUTS]
    tops = {feed: ranges_of({event.seq for event in here[feed]})[0][1] for feed in sorted(longest)}
    return tuple(Cut(feed.epoch, top, _chain(here[feed], top)) for feed, top in tops.items())


def _beyond(here: dict[Feed, list[Event]], said: RevokeKey) -> list[tuple[Feed, int, int]]:
    """What is here behind the holes, or of other epochs: rows of numbers that count as well. The longest of them: who
    makes up numbers one by one has the rest stand apart, and does not fill the radio with words about them."""
    tops = {cut.epoch: cut.seq for cut in said.cuts}
    rows = [(feed, *one) for feed, events in here.items() for one in ranges_of({event.seq for event in events})]
    beyond = [(feed, first, last) for feed, first, last in rows if first > tops.get(feed.epoch, 0)]
    return sorted(sorted(beyond, key=lambda row: (row[1] - row[2], row))[:MOST_ROWS])


def _chain(events: list[Event], top: int) -> str:
    """How the chain hash behind the last event begins; empty where something before it is not here, or is here
    twice."""
    until = [event for event in events if event.seq <= top]
    base = max((begins for event in until if (begins := begins_at(event)) is not None), default=1)
    if [event.seq for event in until] != list(range(base, top + 1)):
        return ""
    return chain(START, (event.id for event in until))[:CHAIN_OCTETS].hex()
