"""How far the logs of this kit and of every other one have come together, as far as this kit knows."""

from typing import NamedTuple

from fieldkit.core.state.vector import Feed
from fieldkit.core.views.board import place_name, place_of_kit
from fieldkit.core.views.kit_keys import KitAndKey, kits_and_keys
from fieldkit.kit import Kit
from fieldkit.store.tables.peers import heard_kits, said_to_have


class OtherKit(NamedTuple):
    """Another kit. `heard`: when its radio was last heard, or something that it wrote came here (Unix seconds); None
    never. `here` of its events are here, `missing` are not and somebody has them. `lacks`: what it has not said that it
    has of what this kit has written; None when it has said nothing of it. `keys`: those that it has borne."""

    kit: int
    place: str
    heard: int | None
    here: int
    missing: int
    lacks: int | None
    keys: tuple[KitAndKey, ...]

    @property
    def believed(self) -> bool:
        """Whether what it writes counts."""
        return all(key.believed for key in self.keys)

    @property
    def vouched(self) -> bool:
        """Whether the municipality's root stands behind it."""
        return bool(self.keys) and all(key.vouched for key in self.keys)


def other_kits(kit: Kit) -> list[OtherKit]:
    """Every other kit that has been heard of, or stands in the lists, by number."""
    own, vector, roster = kit.identity, kit.state.vector, kit.roster
    by_radio, told = heard_kits(kit.log), said_to_have(kit.log)
    keys: dict[int, list[KitAndKey]] = {}
    for one in kits_and_keys(kit.log.believed, vector):
        keys.setdefault(one.kit, []).append(one)
    feeds: dict[int, list[Feed]] = {}
    for feed in vector.feeds:
        feeds.setdefault(feed.kit, []).append(feed)
    ahead: dict[Feed, int] = {}
    for said in told:
        ahead[said.feed] = max(ahead.get(said.feed, 0), said.head)
    ours = vector.feeds.get(Feed(own.kit, own.epoch))
    written = ours.head - ours.base + 1 if ours is not None else 0
    has = {said.kit: said.many for said in told if said.feed == (own.kit, own.epoch)}
    numbers = {*keys, *by_radio, *(said.kit for said in told), *(place.kit for place in roster.places if place.kit)}
    found = []
    for number in sorted(numbers - {own.kit}):
        place = place_of_kit(number, kit.state, roster)
        arrived = [at for feed in feeds.get(number, ()) if (at := _arrived(kit, feed)) is not None]
        known = [vector.feeds[feed] for feed in feeds.get(number, ())]
        unseen = sum(max(0, ahead.get(feed, 0) - vector.feeds[feed].top) for feed in feeds.get(number, ()))
        found.append(
            OtherKit(
                number,
                place_name(place, roster) if place else "",
                max([*arrived, *([by_radio[number]] if number in by_radio else [])], default=None),
                sum(progress.head - progress.base + 1 + len(progress.beyond) for progress in known),
                unseen + sum(last - first + 1 for progress in known for first, last in progress.gaps()),
                max(0, written - has[number]) if number in has else None,
                tuple(keys.get(number, ())),
            )
        )
    return found


def _arrived(kit: Kit, feed: Feed) -> int | None:
    """When the latest event of a feed came here."""
    rows = kit.log.read("SELECT arrived FROM events WHERE kit=? AND epoch=? ORDER BY seq DESC LIMIT 1", feed)
    return int(rows[0][0]) if rows else None
