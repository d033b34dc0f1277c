"""The municipalities that this kit follows and may not write to: their read keys, and a log of each of its own.

    neighbours/CODE/read-NUMBER-FINGERPRINT.key    one for each key of the municipality that we were given
    neighbours/CODE/log.db                         what its bundles brought, all of it

Nothing here ever reaches the kit's own log, State or carriers. Without the municipality's key no seal can be checked,
and whoever holds that key there may have written anything: only what is signed by keys for which the municipality's
root vouches is folded into a picture. What it says of clocks, of keys and of who is cut off counts only so as well.
"""

from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import msgspec

from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import Event, says
from fieldkit.core.facts.keys import Vouch
from fieldkit.core.roster.roster import Roster
from fieldkit.core.roster.told import roster_told
from fieldkit.core.signed.certificate import Root
from fieldkit.core.signed.ed25519 import mark_of
from fieldkit.core.signed.standing import Standing, Standings
from fieldkit.core.state.believed import Believed
from fieldkit.core.state.clocks import Clocks
from fieldkit.core.state.fold import State, apply_all
from fieldkit.core.text.wording import in_fours
from fieldkit.store.errors import store_errors
from fieldkit.store.files.home import LOG_NAME, Home
from fieldkit.store.files.read_key import ReadKey, read_read_key, write_read_key
from fieldkit.store.log import Log
from fieldkit.store.tables.checkpoints import checkpoints
from fieldkit.store.tables.erased import unfounded

_BUNDLE = "neighbour-bundle"
"""The key in `meta` under which stands what the newest bundle says of itself."""


class Neighbour(msgspec.Struct, frozen=True):
    """One municipality that is followed, with its read keys, the newest last."""

    folder: Path
    keys: tuple[ReadKey, ...]

    @property
    def code(self) -> int:
        return self.keys[-1].municipality

    @property
    def called(self) -> str:
        return self.keys[-1].called

    @property
    def roots(self) -> list[Root]:
        """All that its read keys name."""
        return list(dict.fromkeys(root for key in self.keys for root in key.roots))

    @property
    def log_path(self) -> Path:
        return self.folder / LOG_NAME


class AsOf(msgspec.Struct, frozen=True):
    """What the newest bundle says of itself: when it was made, Unix seconds by the clock of the kit that made it."""

    made: int
    kit: int


class Picture(msgspec.Struct, frozen=True):
    """What is known of a neighbour by what its kits have signed.

    `counted` events are folded into `state`, the last of them said at `latest` (Unix seconds). `left_out` says how many
    are not, by what stands behind them; `apart` how many are signed and not believed any more.
    """

    neighbour: Neighbour
    state: State
    roster: Roster
    as_of: AsOf
    events: tuple[Event, ...]
    left_out: Mapping[Standing, int]
    apart: int

    @property
    def counted(self) -> int:
        return len(self.events)

    @property
    def latest(self) -> int | None:
        return max((event.at for event in self.events), default=None)

    def age_s(self, now: float) -> int:
        """How old it is: never less than nothing, whatever the other clock showed."""
        return max(0, int(now) - self.as_of.made)


def neighbours(home: Home) -> list[Neighbour]:
    """Those that are followed, by code. InputError for a read key that cannot be read."""
    with store_errors(home.folder):
        folders = sorted(home.neighbours.iterdir()) if home.neighbours.is_dir() else []
    found = []
    for folder in folders:
        keys = sorted(map(read_read_key, folder.glob("read-*.key")), key=lambda key: (key.number, key.fingerprint))
        if keys:
            found.append(Neighbour(folder, tuple(keys)))
    return sorted(found, key=lambda one: one.code)


def add_read_key(home: Home, key: ReadKey, *, new_root: bool) -> bool:
    """Follow the municipality that gave this read key; False when it is here already. InputError when the municipality
    is followed and the key names another root, unless people have compared that: `new_root`."""
    known = next((one for one in neighbours(home) if one.code == key.municipality), None)
    if known is not None and key in known.keys:
        return False
    strange = [root for root in key.roots if known is not None and root not in known.roots]
    if known is not None and strange and not new_root:
        raise InputError(
            f"Læsenøglen har en anden rod (kendetal {in_fours(mark_of(strange[0].key))}) end den, som {known.called} "
            f"har her (kendetal {in_fours(mark_of(known.roots[0].key))}); ring til dem og sammenlign. Intet er ændret."
        )
    write_read_key(home.neighbours / str(key.municipality) / f"read-{key.number}-{key.fingerprint}.key", key)
    return True


def note_bundle(log: Log, as_of: AsOf) -> None:
    """Remember when the picture is from: the newest bundle tells it, in whatever order they come."""
    before = _as_of(log)
    if before is None or before.made <= as_of.made:
        log.set_meta(_BUNDLE, msgspec.json.encode(as_of).decode())


def picture_of(neighbour: Neighbour) -> Picture | None:
    """What the log of a neighbour says; None when no bundle of it has been taken in whole."""
    if not neighbour.log_path.exists():
        return None
    with closing(Log.open(neighbour.log_path)) as log:
        as_of = _as_of(log)
        if as_of is None:
            return None
        log.learn_of_trust(neighbour.roots)
        log.unfounded = unfounded(log)
        log.clocks = Clocks()  # what was not signed tells nothing of clocks either: State places events itself
        events = [row.event for row in log.after(0)]
        found = list(checkpoints(log))
    roots = neighbour.roots
    certificates = Believed((event for event in events if says(event, Vouch)), roots)  # they prove themselves
    standings = Standings(found, certificates.is_vouched)
    signed: list[Event] = []
    left_out: Counter[Standing] = Counter()
    for event in events:
        standing = standings.of(event)
        if standing is Standing.SIGNED:
            signed.append(event)
        else:
            left_out[standing] += 1
    state = State()
    state.believed = certificates
    apply_all(state, signed)
    counted = [event for event in map(state.clocks.placed, signed) if not state.believed.is_apart(event)]
    counted.sort(key=lambda event: event.stamp)
    apart = len(signed) - len(counted)
    return Picture(neighbour, state, roster_told(state), as_of, tuple(counted), dict(left_out), apart)


def _as_of(log: Log) -> AsOf | None:
    told = log.get_meta(_BUNDLE)
    try:
        return msgspec.json.decode(told, type=AsOf) if told else None
    except msgspec.DecodeError:  # a disk has damaged it: the next bundle tells it anew
        return None
