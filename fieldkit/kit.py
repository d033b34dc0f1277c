"""Kit: the one owner of a log and its State. `record` = durable, then folded, then told; `merge` likewise.

Nothing else changes State. Console, engine and command line each open their own Kit on the same folder; the store is
the bus, and `refresh` folds what the others wrote.
"""

import sqlite3
import time
from collections.abc import Callable, Collection, Iterable
from contextlib import closing, suppress
from copy import copy
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import msgspec

from fieldkit.core.carrier import Carrier
from fieldkit.core.clock.hybrid import HybridClock, hlc_of_unix, unix_of
from fieldkit.core.errors import StoreError
from fieldkit.core.facts.body import Body, texts_in
from fieldkit.core.facts.bounds import MAX_SEQ
from fieldkit.core.facts.clocks import ClockCheck
from fieldkit.core.facts.erasure import Erased
from fieldkit.core.facts.event import (
    FLAG_SET_BACK,
    FLAG_TIME_UNSURE,
    ROUNDED_S,
    Event,
    Ref,
    ahead_flags,
    ahead_of,
    make_event,
    number_of,
    says,
)
from fieldkit.core.facts.event_check import event_fault
from fieldkit.core.facts.exact import exact_number, parse_exact
from fieldkit.core.facts.key_change import KeyHeld
from fieldkit.core.facts.kinds import REGISTRY, Belongs
from fieldkit.core.facts.said import Hello
from fieldkit.core.facts.terms import Role
from fieldkit.core.faults import Fault
from fieldkit.core.remedies import Part
from fieldkit.core.roster.roster import Roster
from fieldkit.core.signed.certificate import Root
from fieldkit.core.signed.standing import Standing, Standings
from fieldkit.core.state.believed import TELLING_KINDS
from fieldkit.core.state.fold import State, apply_all
from fieldkit.core.state.key_change import ON_KEYS
from fieldkit.core.text.personal_data import SHORTEST, refuse_cpr
from fieldkit.core.views.key_change import NamedKey
from fieldkit.devices.machine.walltime import ClockSource, clock_source
from fieldkit.store import identity
from fieldkit.store.clock_checks import ClockChecks
from fieldkit.store.errors import no_such_number
from fieldkit.store.files.filed import forget_named
from fieldkit.store.files.home import Home, KitConfig
from fieldkit.store.files.keys import MunicipalityKey, new_key, read_key, write_key
from fieldkit.store.files.kit_key import TELL_KEY_DA, KitKey, another_key_da
from fieldkit.store.files.making import make_folder, making
from fieldkit.store.files.owner_only import is_open_to_others, shut_out_others
from fieldkit.store.files.root import add_root, read_root
from fieldkit.store.files.roster import whole_roster
from fieldkit.store.files.roster_import import put_right
from fieldkit.store.kept import CHUNK, LONG, Kept, Progress
from fieldkit.store.keyring import Keyring, named
from fieldkit.store.library import Library
from fieldkit.store.log import Log, Row
from fieldkit.store.log_copy import forget_all
from fieldkit.store.signing import sign
from fieldkit.store.tables.checkpoints import checkpoints, checkpoints_over
from fieldkit.store.tables.drafts import forget_drafts
from fieldkit.store.tables.erased import erase_noted, note_erased, unfounded
from fieldkit.store.tables.retention import forget_papers
from fieldkit.store.tables.status import add_problem
from fieldkit.store.tables.taken_in import note

K = TypeVar("K", bound=Body)
if TYPE_CHECKING:
    from fieldkit.core.cards.cards import Card
    from fieldkit.store.reading import Reading

_ON_KEYS = ON_KEYS | TELLING_KINDS
"""Kinds after which another key may open or seal."""
Listener = Callable[[Event, Carrier], None]
"""Told of each event once it is durable and folded, with the carrier that brought it."""


class Heard(NamedTuple):
    """When something was said that is recorded only now: Unix seconds, and how sure that is."""

    at: float
    sure: bool


class _ByOthers:
    """The time of day of a kit whose own clock nothing has set."""

    def __init__(self, clock: HybridClock, wall: Callable[[], float]) -> None:
        self.clock, self.wall = clock, wall

    def __call__(self) -> float:
        now = self.wall()
        told = self.clock.told_by_others(now)
        return now if told is None else max(now, told)


class Kit:
    """An open kit. `faults` lists what is wrong in its data and cards; the rest of them is used."""

    def __init__(self, home: Home, config: KitConfig, log: Log, keyring: Keyring, now: Callable[[], float]):
        self.home = home
        self.config = config
        self.log = log
        self.keyring = keyring
        self._wall = now
        """What this machine's clock shows, Unix seconds."""
        self.time_sure = True
        """False while this machine's clock was set by nothing; events then show `ca.`."""
        self.state = State()
        self.clock = HybridClock()
        self.kept = Kept.open(log)
        self._verdict = 0
        """The verdict on clocks by which others' times were observed."""
        self.listeners: list[Listener] = []
        self.identity = identity.Identity(config.number, 0, 1)
        self._last_word = identity.LastWord(home.folder)
        self.library = Library(home, log, lambda: self.state.roster)
        """Its lists and action cards."""
        self.is_rehearsal = False
        """Nothing is kept here: see `rehearsal`."""
        self._within = 0
        """The incident that all is recorded in, 0 for the one that runs: see `within`."""

    @classmethod
    def create(
        cls,
        folder: Path,
        config: KitConfig,
        *,
        data: Path | None = None,
        cards: Path | None = None,
        key: Path | None = None,
        root: Path | None = None,
        now: Callable[[], float] = time.time,
    ) -> "Kit":
        """Make a kit's home and open it. InputError (and nothing made) when the input is wrong or a kit is there."""
        home = Home(folder)
        municipality = read_key(key) if key else new_key()
        vouches = read_root(root) if root else None
        if data is not None:
            whole_roster(data)
        with making(home):
            make_folder(home, data=data, cards=cards)
            with closing(Log.open(home.log_path, create=True)) as log:
                for part, given, there in ((Part.LISTS, data, home.data), (Part.CARDS, cards, home.cards)):
                    if given is not None:
                        note(log, part, there)
            if not home.key_path.exists():
                write_key(home.key_path, municipality)
            if vouches is not None:
                add_root(home.root_path, vouches)
            home.write_config(config)  # last: a folder without kit.toml is no kit yet
            return cls.open(folder, now=now)

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        check: bool = False,
        now: Callable[[], float] = time.time,
        told: Progress | None = None,
    ) -> "Kit":
        """Open the kit in `folder`, with the State of its log; `told` how far it is when much of that must be read for
        it. InputError or StoreError in one sentence when that cannot be."""
        home = Home(folder)
        config = home.read_config()
        if any(map(is_open_to_others, (home.folder, home.log_path, home.data, *home.data.glob("*")))):
            shut_out_others(home.folder)  # from before, or copied here with the rights that it had elsewhere
        log = Log.open(home.log_path, check=check)
        try:
            if not log.read_only:
                home.clear_leftovers()
                put_right(home)
            kit = cls(home, config, log, Keyring.read(home, may_write=not log.read_only), now)
            log.learn_of_trust(kit.roots)
            log.unfounded = unfounded(log)
            kit.time_sure = clock_source() is not ClockSource.NONE
            kit.stand_on_kept(told)
            kit.refresh()
            kit.use_keys()
            kit.take_number()
            kit.identity = identity.claim(log, folder, kit.config.number)
            if not log.read_only:
                kit.introduce()
                kit.take_up_keys()
            if kit.identity.renewed:
                add_problem(log, "store", f"Ny nummerserie: {kit.identity.renewed}.", now())
        except BaseException:
            log.close()
            raise
        return kit

    @property
    def now(self) -> Callable[[], float]:
        """The time of day, Unix seconds, as far as this kit can know: while nothing has set its clock, by what others
        have last said. Set it, and it is what this machine's clock shows."""
        if self.time_sure:
            return self._wall
        return _ByOthers(self.clock, self._wall)

    @now.setter
    def now(self, clock: Callable[[], float]) -> None:
        self._wall = clock.wall if isinstance(clock, _ByOthers) else clock

    def own_clock(self) -> float:
        """What this machine's clock shows, whatever has set it and whatever others say."""
        return self._wall()

    @property
    def knows_time(self) -> bool:
        """Whether its time of day is to be relied on: something has set its clock, and the other kits have not found it
        ahead. Where they have, nobody can tell whether it was put right since, until it writes again."""
        who = self.identity
        return self.time_sure and not self.log.clocks.ahead(who.kit, who.epoch, MAX_SEQ)

    def close(self) -> None:
        self.kept.catch_up()
        self.kept.close()
        self._last_word.close()
        self.log.close()

    def stand_on_kept(self, told: Progress | None = None) -> None:
        """Begin with what is kept of the log instead of folding all of it; it is kept first where that is much."""
        self.log.learn_of_clocks()
        self.kept.catch_up(LONG, told)
        if self.kept.read_to:
            self.state = State(self.kept, self.kept.vector())
            self.log.begin_after(self.kept.read_to)
            self._observe_latest()

    @cached_property
    def reading(self) -> "Reading":
        """How its log is read, however long it is."""
        from fieldkit.store.reading import Reading  # sentences of every kind: not for who only records

        return Reading(self.log, self.kept)

    @property
    def key(self) -> MunicipalityKey | None:
        """The municipality's key that seals what this kit says."""
        return self.keyring.seals

    @property
    def keys(self) -> dict[int, bytes]:
        """All that are accepted while keys change, by number: the same dict for as long as the kit is open."""
        return self.keyring.opens

    @property
    def own_key(self) -> KitKey | None:
        """By which it signs what it has written; None on a disk that can only be read and has none."""
        return self.keyring.own

    @property
    def roots(self) -> list[Root]:
        """Who vouches for the kits of this municipality."""
        return self.keyring.roots

    @property
    def roster(self) -> Roster:
        """Places and people: the kit's files, read when first asked for, with what was edited since."""
        return self.library.roster

    @property
    def cards(self) -> "dict[str, Card]":
        """Action cards by id; read from the kit's files when first asked for."""
        return self.library.cards

    @property
    def faults(self) -> list[Fault]:
        """What is wrong in the kit's data and cards."""
        return self.library.faults

    @property
    def place(self) -> int:
        """The roster number of the place where this kit stands."""
        return self.config.place_number

    def record(
        self,
        body: K,
        *,
        incident: int | None = None,
        check: Callable[[], None] | None = None,
        heard: Heard | None = None,
        also: Callable[[sqlite3.Connection], None] | None = None,
    ) -> Event[K]:
        """Make `body` durable as this kit's next event, fold it, tell the listeners; returns the event.

        `incident` is by default the one that runs. `heard`: when it was said, where that is not now. `check` looks once
        more, when all that other processes of this kit recorded is known, and raises when it must not be recorded.
        `also` is done in the same transaction. InputError when it holds personal data, StoreError when the disk
        refuses: then nothing was recorded.
        """
        if self.log.read_only and not self.is_rehearsal:
            raise StoreError(
                f"Loggen {self.log.path} kan kun læses (fuld eller skrivebeskyttet disk); intet blev noteret."
            )
        _refuse_personal_data(body)
        incident = self._incident_of(body) if incident is None else incident
        if self.is_rehearsal:
            hlc = hlc_of_unix(self.now())
            return make_event(body, kit=self.config.number, epoch=0, seq=1, hlc=hlc, incident=incident)
        if check is not None:
            self.refresh()
            check()
        event, rows = self.log.append(
            body,
            kit=self.identity.kit,
            tick=lambda last_own: self._tick(last_own, heard),
            incident=incident,
            arrived=int(self.now()),
            also=also,
        )
        self._last_word.note(event.epoch, event.seq)
        self._fold_and_tell(rows)
        return event

    def rehearsal(self) -> "Kit":
        """A kit that knows what this one knows and keeps nothing: what is recorded there comes back as the event that
        it would be. It tells a person what they are about to do; only for acts that do no more than record."""
        twin = copy(self)
        twin.is_rehearsal = True
        return twin

    def within(self, incident: int) -> "Kit":
        """This kit for who records only in `incident`, whichever runs by then: what belongs to an exercise never comes
        into a real incident that another process has begun meanwhile."""
        twin = copy(self)
        twin._within = incident
        return twin

    def merge(self, events: Iterable[Event], carrier: Carrier) -> list[Event]:
        """Take in events that a carrier brought; returns those that were new here. Known ones are ignored, and so is
        what no event can be, whichever carrier let it through. What a kit wrote after it was revoked stands apart."""
        found = {event.id: event for event in events if not event_fault(event)}
        wanted = [event for event in found.values() if self.log.by_id(event.id) is None]
        if not wanted:
            return []
        rows = self.log.insert(wanted, carrier=carrier, arrived=int(self.now()))
        self._fold_and_tell(rows)
        self._check_clocks(wanted)
        if any(event.kind in _ON_KEYS for event in wanted):
            self.take_up_keys(wanted)
        return wanted

    def take_number(self) -> None:
        """Write from now on as the number that somebody has given this kit because another bears its own."""
        if self.own_key is None or self.log.read_only:
            return
        number = self.log.believed.number_of(self.config.number, self.own_key.public)
        if number != self.config.number:
            identity.renew(self.log, self.home.folder, number, "kittet har fået et nyt nummer")
            self.home.change_config("number", number)
            self.config = msgspec.structs.replace(self.config, number=number)
            text = f"Kittet har fået nummer {number}, fordi et andet kit har det, som det havde."
            add_problem(self.log, "store", text, self.now())

    def use_keys(self) -> None:
        """Open and seal from now on by the keys in its folder, as the events say of them."""
        self.keyring.follow(self.state.key_changes, self.log.believed, may_write=not self.log.read_only)

    def take_up_keys(self, fresh: Collection[Event] = ()) -> None:
        """Lay what is sealed to this kit into its key folder, and say that it is there. Told in one sentence is what
        does not open and is among the `fresh` events, which have just come."""
        if self.log.read_only:
            return
        changes = self.state.key_changes
        said = {NamedKey(number, mark) for who, number, mark in changes.held if who == self.identity.kit}
        for share, key in self.keyring.untaken(changes, self.log.believed, said):
            if key is not None:
                self.keyring.lay(key)
                self.use_keys()
                if named(key) not in said:
                    self.record(KeyHeld(*named(key)))
            elif any(event.body == share.body for event in fresh):
                text = f"Den del af nøgle nr. {share.body.number}, som kom fra kit {share.author}, kan ikke åbnes."
                add_problem(self.log, "keys", f"{text} Bed krisesekretariatet om en ny.", self.now())

    def is_apart(self, event: Event) -> bool:
        """Whether it stands apart: its kit is not believed as far as there."""
        return self.log.believed.is_apart(self.log.clocks.placed(event))

    def standings(self) -> Standings:
        """What stands behind each event, by the checkpoints and certificates that are here now."""
        return Standings(checkpoints(self.log), self.log.believed.is_vouched)

    def standing_of(self, event: Event) -> Standing:
        """What stands behind one event."""
        over = checkpoints_over(self.log, event.kit, event.epoch, event.seq, event.seq)
        return Standings(over, self.log.believed.is_vouched).of(event)

    def forget_names(self, erased: Iterable[Erased]) -> int:
        """Take the names out of these events, which somebody has said: where they lie, in what is kept of the log, and
        in what was printed, and what was filed in its own folder or begun on its screens goes. In how many there were
        any. Programs of this kit that are open keep what they have read."""
        forget_named(self.home.filed)  # first: where the disk refuses that, the whole is done again
        note_erased(self.log, erased)
        count = erase_noted(self.log)
        if count:
            self.kept.forget_all()
            while forget_papers(self.log, int(self.now()) + 1):
                pass
            forget_drafts(self.log)
            forget_all(self.log)
        return count

    def sign(self, least: int = 1) -> int:
        """Sign what this kit has written since it last did, where that is at least so many events; how many it was."""
        return sign(self.log, self.identity.kit, self.own_key, least) if self.own_key is not None else 0

    def merge_file(
        self,
        path: Path,
        carrier: Carrier,
        *,
        only: Collection[bytes] | None = None,
        told: Progress | None = None,
    ) -> int:
        """Union with a SQLite file of events that is checked (`resync.bundle_opening`); returns how many were new.
        `only`: the ids of those that can be new, where the caller knows them; others are not looked at. `told` how far
        it is when they are many. StoreError, and nothing merged, when the disk refuses."""
        new = self.log.merge(path, carrier=carrier, arrived=int(self.now()), only=only)
        if new > LONG and not self.listeners:
            self.stand_on_kept(told)  # nobody waits for each of them: they are folded once, for all who come
        while rows := self.log.reread(CHUNK):
            self._fold_and_tell(rows)
            self._check_clocks([row.event for row in rows if says(row.event, ClockCheck)])
        self._check_clocks()
        if new:
            self.take_up_keys()
        return new

    def refresh(self, most: int = 1 << 62) -> list[Event]:
        """Fold and tell what other processes of this kit wrote since the last look, so many events at most: the next
        look goes on. Cheap when nothing."""
        rows = self.log.unread(most)
        self._fold_and_tell(rows)
        return [row.event for row in rows]

    def renew_epoch(self, reason: str) -> None:
        """Begin a new epoch because this feed is written elsewhere too (a cloned or restored disk)."""
        self.identity = identity.renew(self.log, self.home.folder, self.config.number, reason)
        self.introduce()

    def introduce(self) -> None:
        """Say hello, and by which key this epoch is written, as its first event, unless that was said."""
        who = self.identity
        if not self.log.by_ref(who.kit, who.epoch, who.first, who.first):
            self.say_hello(key=self._public())

    def say_key(self) -> None:
        """Say by which key this epoch is written, where a version without keys began it, or the key is another now:
        people are told that as well, for nobody can know that it is this kit."""
        key, known = self._public(), self.log.believed.keys_of(self.identity.kit, self.identity.epoch)
        if key and key not in known:
            if known and self.own_key is not None:
                told = another_key_da(self.own_key)
                add_problem(self.log, "store", f"{told[0].upper()}{told[1:]}. {TELL_KEY_DA}", self.now())
            self.say_hello(key=key)

    def _public(self) -> str:
        return self.own_key.public.hex() if self.own_key is not None else ""

    def say_hello(self, node: int | None = None, key: str = "") -> Event:
        """Tell who and where this kit is."""
        return self.record(Hello(self.config.role, self.place, node, self.identity.first, key), incident=0)

    def find(self, number: str) -> Event:
        """The event with this number (the latest when a feed forked); InputError when it is not here, and when two kits
        were made with one number and it does not say which of their events is meant."""
        wanted = parse_exact(number)
        found = [row.event for row in self.log.find(wanted.kit, wanted.seq) if wanted.means(row.event)]
        if not found:
            raise no_such_number(number)
        if len({event.ref for event in found}) > 1:
            from fieldkit.core.tell.which import which_one  # sentences of every kind: hardly ever asked

            raise which_one(found, self.roster)
        return self._looked_at(found[-1])

    def exact(self, event_id: bytes) -> str:
        """What `find` finds the event with this id by: its number, and how its id begins where others bear the number
        too. For screens that know which event they show."""
        row = self.log.by_id(event_id)
        if row is None:
            return ""
        return exact_number(row.event, (other.event for other in self.log.find(row.event.kit, row.event.seq)))

    def _looked_at(self, event: Event) -> Event:
        """Who looks at an event of an incident that is over gets all of that incident."""
        if event.incident:
            self.state.look_at(event.incident)
        return event

    def event_at(self, ref: Ref) -> Event:
        """The event that `ref` points at (the latest when a feed forked); InputError when it is not here."""
        rows = self.log.by_ref(ref.kit, ref.epoch, ref.seq, ref.seq)
        if not rows:
            raise no_such_number(number_of(ref.kit, ref.seq))
        return self._looked_at(max(rows, key=lambda row: row.event.stamp).event)

    def _incident_of(self, body: Body) -> int:
        """The running incident; none for what holds beyond it."""
        return 0 if REGISTRY.of(body).belongs is Belongs.NONE else self._within or self.state.current()

    def _tick(self, last_own: int, heard: Heard | None) -> tuple[int, int]:
        """The next event's hybrid time and flags: whether anything has set the clock and whether it was set back, and
        how far order has dragged the event ahead of what the clock shows, or of when it was heard."""
        now, sure = self._wall(), self.time_sure
        hlc, set_back = self.clock.tick(now, last_own, sure=sure)
        written = now if sure else unix_of(hlc)
        if heard is not None:
            written, sure = min(heard.at, written), sure and heard.sure
        seconds = unix_of(hlc) - int(written)
        ahead = ahead_flags(seconds)
        if heard is not None and ahead_of(ahead) - seconds > ROUNDED_S:
            sure = False  # the flags have room for the quarter of an hour only
        return hlc, (0 if sure else FLAG_TIME_UNSURE) | (FLAG_SET_BACK if set_back else 0) | ahead

    def _fold_and_tell(self, rows: list[Row]) -> None:
        now = self._wall()
        kit, epoch = self.identity.kit, self.identity.epoch
        renewed = False
        apply_all(self.state, [row.event for row in rows])
        for row in rows:
            event = row.event
            renewed = renewed or (event.kit == kit and event.epoch != epoch and row.carrier is Carrier.OWN)
            if event.kit != kit:  # our own last one is read in the transaction that writes the next
                self._observe(event, now)
        if self.log.clocks.version != self._verdict:
            self._observe_latest()
        if renewed:
            self.identity = identity.current(self.log, kit)  # another process of this kit began a new epoch
        for row in rows:
            event = self.log.clocks.placed(row.event)
            if not self.log.believed.is_apart(event):
                for listener in list(self.listeners):
                    listener(event, row.carrier)
        if any(row.event.kind in _ON_KEYS for row in rows):
            self.use_keys()

    def _observe_latest(self) -> None:
        """Take note of the others' times anew: the latest of each feed tells its author's clock."""
        self._verdict = self.log.clocks.version
        self.clock.forget()
        now = self._wall()
        for feed, progress in self.state.vector.feeds.items():
            for row in self.log.by_ref(*feed, progress.top, progress.top):
                self._observe(row.event, now)

    def _observe(self, event: Event, now: float) -> None:
        if self.log.believed.is_apart(event):
            return
        by = event.kit if event.kit != self.config.number else None
        self.clock.observe(self.log.clocks.placed(event).order, now, by=by, sure=self.time_sure)

    def _check_clocks(self, events: Iterable[Event] | None = None) -> None:
        """Say what others must know of the clocks behind events that have just come, by default behind the last of each
        feed (`store.clock_checks`), when something has set our own."""
        if not self.time_sure or self.log.read_only:
            return
        checks = ClockChecks(self.log, self.state, self.config.number, self._wall())
        found = checks.of_tops() if events is None else checks.of(events)
        with suppress(StoreError):  # what came is safe; the clock is told of when there is room again
            for check in found:
                self.record(check, incident=0)

    def is_role(self, role: Role) -> bool:
        return self.config.role is role


def _refuse_personal_data(body: Body) -> None:
    """Every text of every kind is looked at: a new kind must not need to be remembered here."""
    for name in texts_in(type(body)):
        value = getattr(body, name)
        if value and (type(value) is not str or len(value) >= SHORTEST):
            refuse_cpr(value)
