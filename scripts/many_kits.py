"""Ten kits in a crisis in which everything happens; at its end all must have one truth. One JSON document.

They write, in groups that cannot hear one another, and meet by radio frames, slips and bundles; now and then one is put
into the archive, where there is a PostgreSQL. One comes back from a copy, one card is copied and both go on, two kits
are given one number, one is stolen and goes on writing, and somebody who has the municipality's key forges. In the end
a stick goes round twice. Then every kit, and the archive, must write the same journal, byte for byte; what was forged
must be named by its number, what was copied must be a fork, and nothing that an honest kit wrote may be called either.
Exit 1 otherwise.
"""

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from hashlib import blake2s
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "support")]

from archives import FAST, HERE, programs_of_postgres, running_server  # noqa: E402
from kits import Clock, make_kit  # noqa: E402

from fieldkit.acts import incidents, trust  # noqa: E402
from fieldkit.archive.connection import Connection, archive_at  # noqa: E402
from fieldkit.archive.load import load  # noqa: E402
from fieldkit.archive.reading import Municipality, one_moment  # noqa: E402
from fieldkit.archive.schema import make_ready  # noqa: E402
from fieldkit.archive.sources import sources  # noqa: E402
from fieldkit.archive.verify import verify as verify_archived  # noqa: E402
from fieldkit.core.carrier import Carrier  # noqa: E402
from fieldkit.core.errors import CarrierError  # noqa: E402
from fieldkit.core.facts.event import Event, make_event  # noqa: E402
from fieldkit.core.facts.said import EntrySort, Note, Report  # noqa: E402
from fieldkit.core.facts.terms import Condition, Role, Topic  # noqa: E402
from fieldkit.core.facts.topic_state import TopicState  # noqa: E402
from fieldkit.core.signed.certificate import Root  # noqa: E402
from fieldkit.core.signed.ed25519 import mark_of, public_of  # noqa: E402
from fieldkit.core.signed.standing import Standing  # noqa: E402
from fieldkit.core.signed.verify import Doubt  # noqa: E402
from fieldkit.kit import Kit  # noqa: E402
from fieldkit.link.wire.frame import on_air, open_frame, pack_events  # noqa: E402
from fieldkit.resync.bundle import export_bundle, import_bundle  # noqa: E402
from fieldkit.resync.journal.forms import FORMATS, journal_pieces  # noqa: E402
from fieldkit.resync.owner import sealer_of  # noqa: E402
from fieldkit.resync.slips import Scanner, slip_digits  # noqa: E402
from fieldkit.store.files.keys import new_key, read_keys, write_key  # noqa: E402
from fieldkit.store.files.root import write_root  # noqa: E402
from fieldkit.store.signing import findings  # noqa: E402

KITS = 10
ROUNDS = 20
RESTORED, COPIED, TWIN, STOLEN, FORGED = 3, 4, 5, 6, 7
"""Kit numbers of those to whom something happens."""
NEW_NUMBER = 505
CODE = 999
START = 1_795_258_800.0
_FRAME_TAIL = 40
"""Own events that a kit says again over the radio."""


class Town:
    """The kits, and what they have been through."""

    def __init__(self, folder: Path, rng: random.Random, archive: Connection | None) -> None:
        self.folder, self.rng, self.archive = folder, rng, archive
        self.clock = Clock(START)
        self.root = rng.randbytes(32)
        write_root(folder / "root.pub", Root(CODE, public_of(self.root)))
        write_key(folder / "key", new_key())
        self.kits = {f"{number}": self.make(f"{number}", number) for number in range(1, KITS + 1)}
        self.parcels: Counter[str] = Counter()
        self.sticks = 0
        centre = self.kits["1"]
        incidents.start(centre, "Strømsvigt nord")
        for name, kit in self.kits.items():
            if name != "1":
                self.bundle(kit, centre)
        for number in range(1, KITS + 1):
            trust.vouch(centre, number, self.root, may_revoke=number == 1)
        for name, kit in self.kits.items():
            if name != "1":
                self.bundle(centre, kit)

    def make(self, name: str, number: int) -> Kit:
        role = Role.SECRETARIAT if number == 1 else Role.MEETING_POINT
        made = make_kit(self.folder / name, number=number, role=role, key=self.folder / "key", now=self.clock)
        made.close()
        shutil.copy(self.folder / "root.pub", made.home.root_path)
        return self.open(name)

    def open(self, name: str) -> Kit:
        kit = Kit.open(self.folder / name, now=self.clock)
        kit.time_sure = True
        return kit

    def write(self, kit: Kit, many: int) -> None:
        for _ in range(many):
            self.clock.now += 1
            if self.rng.random() < 0.3:
                topics = {self.rng.choice(list(Topic)): TopicState(self.rng.choice(list(Condition)[1:]))}
                kit.record(Report(kit.place, topics))
            else:
                kit.record(Note(f"kit {kit.identity.kit} skriver {self.rng.randrange(10_000)}", EntrySort.NOTE))

    # the ways from one kit to another

    def bundle(self, giver: Kit, taker: Kit) -> None:
        self.sticks += 1
        path = self.folder / f"{self.sticks}.fkb"
        export_bundle(giver, path)
        import_bundle(taker, path)
        path.unlink()
        self.parcels["bundle"] += 1

    def radio(self, giver: Kit, taker: Kit) -> None:
        who = giver.identity
        rows = giver.log.latest_of_feed(who.kit, who.epoch, _FRAME_TAIL)
        events = [row.event for row in rows if on_air(row.event)]
        while events:
            data, taken = pack_events(sealer_of(giver), events)
            events = events[taken:]
            if not taker.log.believed.is_cut(who.kit, who.epoch):
                opened = open_frame(data, taker.keys).events
                taker.merge([event for event in opened if not taker.is_apart(event)], Carrier.RADIO)
            self.parcels["radio"] += 1

    def slip(self, giver: Kit, taker: Kit) -> None:
        rows = giver.log.latest_of_feed(giver.identity.kit, giver.identity.epoch, 12)
        with suppress(CarrierError):
            Scanner(taker).scan(slip_digits(giver, [row.event for row in rows], 48, signed=True))
            self.parcels["slip"] += 1

    def deposit(self, name: str, *, as_bundle: bool = False) -> None:
        """A kit, as it is now, goes into the archive."""
        if self.archive is None:
            return
        kit, path = self.kits[name], self.folder / "arkiv.fkb"
        if as_bundle:
            export_bundle(kit, path)
        keys = read_keys(kit.home.key_path.parent)
        with sources([path if as_bundle else kit.home.folder], keys) as (source,):
            rejected = load(self.archive, source, CODE, HERE).rejected
        assert not rejected, rejected
        path.unlink(missing_ok=True)
        self.parcels["archive"] += 1

    def meet(self) -> None:
        """In two groups that hear nothing of each other: most over the radio, some by hand."""
        names = self.rng.sample(sorted(self.kits), len(self.kits))
        for group in (names[: len(names) // 2], names[len(names) // 2 :]):
            for name in group:
                giver = self.kits[name]
                for other in self.rng.sample(group, min(3, len(group))):
                    if other != name:
                        way = self.rng.choice((self.radio, self.radio, self.slip, self.bundle))
                        way(giver, self.kits[other])

    def stick(self) -> None:
        """One stick that goes round all kits twice: each takes in what is on it, and puts on it what it has."""
        path = self.folder / "stick.fkb"
        for name in sorted(self.kits) * 2:
            if path.exists():
                import_bundle(self.kits[name], path)
                path.unlink()
            export_bundle(self.kits[name], path)
        path.unlink()


def happen(town: Town, events: int) -> dict[str, Event]:
    """The whole crisis; what was forged, by what was done to it."""
    kits, rng = town.kits, town.rng
    each = max(1, events // (ROUNDS * KITS))
    forged: dict[str, Event] = {}
    for turn in range(1, ROUNDS + 1):
        town.clock.now += 300
        if turn == 5:
            shutil.copytree(town.folder / str(RESTORED), town.folder / "kopi")
        if turn == 8:
            kits[str(RESTORED)].close()
            (town.folder / str(RESTORED)).rename(town.folder / "tabt")
            (town.folder / "kopi").rename(town.folder / str(RESTORED))
            (town.folder / str(RESTORED) / "generation.json").unlink()
            kits[str(RESTORED)] = town.open(str(RESTORED))
        if turn == 10:
            kits[str(COPIED)].close()
            shutil.copytree(town.folder / str(COPIED), town.folder / "kort")
            kits[str(COPIED)] = town.open(str(COPIED))
            kits["kort"] = town.open("kort")
        if turn == 3:
            kits["tvilling"] = town.make("tvilling", TWIN)
        if turn == 14:
            trust.revoke(kits["1"], STOLEN, "Øvelse Leder", reason="stjålet", mark="")
        for name in sorted(kits):
            town.write(kits[name], each)
            kits[name].sign()
        town.meet()
        if not turn % 4:
            town.deposit(rng.choice(sorted(kits)), as_bundle=turn % 8 == 0)
    # an insider with the key of the municipality: rewrites what another kit has signed, and writes in its name
    victims = [row.event for row in kits[str(FORGED)].log.all() if row.event.kit == FORGED and row.event.kind == "note"]
    for sort, victim in zip(("rewritten", "moved"), rng.sample(victims[: len(victims) // 2], 2), strict=True):
        body = Note("alle kan gå hjem") if sort == "rewritten" else victim.body
        at = victim.hlc if sort == "rewritten" else victim.hlc + (3600 << 16)
        lie = make_event(body, kit=FORGED, epoch=victim.epoch, seq=victim.seq, hlc=at, incident=victim.incident)
        kits["2"].merge([lie], Carrier.BUNDLE)
        forged[sort] = lie
    twin = mark_of(kits["tvilling"].own_key.public)  # type: ignore[union-attr]
    town.bundle(kits["tvilling"], kits["1"])
    trust.vouch(kits["1"], TWIN, town.root, may_revoke=False, mark=twin)
    trust.renumber(kits["1"], TWIN, NEW_NUMBER, "Øvelse Leder", mark=twin)
    town.stick()
    kits["tvilling"].close()
    kits["tvilling"] = town.open("tvilling")
    town.write(kits["tvilling"], 1)
    town.stick()
    town.deposit("9")
    town.deposit("2", as_bundle=True)
    return forged


def digest(pieces: Iterable[str]) -> str:
    mill = blake2s()
    for piece in pieces:
        mill.update(piece.encode())
    return mill.hexdigest()


def judge_archive(archive: Connection, written: dict[str, set[str]], lies: set[str]) -> Iterator[str]:
    """What is not as it must be in the archive; its journals are added to `written`."""
    with one_moment(archive):
        archived = Municipality(archive, CODE)
        standings = archived.standings()
        for form, found in written.items():
            found.add(digest(journal_pieces(archived.events, form, standings, is_apart=archived.is_apart)))
        verified = verify_archived(archived)
    yield from (f"{flaw.number} in the archive: {flaw.flaw}" for flaw in verified.flaws)
    named = {one.number for one in verified.findings if one.doubt is Doubt.CONTRADICTED}
    if named != lies:
        yield f"the archive names {sorted(named)} for {sorted(lies)}"
    if not any(one.doubt is Doubt.FORKED for one in verified.findings):
        yield "the archive does not name the fork"


def judge(town: Town, forged: dict[str, Event]) -> Iterator[str]:
    """What is not as it must be."""
    written: dict[str, set[str]] = {form: set() for form in FORMATS}
    lies = {lie.number for lie in forged.values()}
    for kit in town.kits.values():
        for form, found in written.items():
            found.add(digest(journal_pieces(kit.reading.events, form, kit.standings(), is_apart=kit.is_apart)))
    if town.archive is not None:
        yield from judge_archive(town.archive, written, lies)
    yield from (f"{len(found)} different journals as {form}" for form, found in written.items() if len(found) != 1)
    kit = town.kits["9"]
    standings = kit.standings()
    rows = kit.log.all()
    doubts = list(findings(kit.log, standings))
    for sort, lie in forged.items():
        named = [one for one in doubts if one.number == lie.number and one.doubt is Doubt.CONTRADICTED]
        if standings.of(lie) is not Standing.CONTRADICTED or not named:
            yield f"{lie.number}, {sort}, is not named"
    for event in (row.event for row in rows):
        if standings.of(event) is Standing.CONTRADICTED and event.number not in lies:
            yield f"{event.number} is called a forgery"
        if standings.of(event) is Standing.FORKED and event.kit != COPIED:
            yield f"{event.number} is called a fork"
    forks = [one for one in doubts if one.doubt is Doubt.FORKED]
    if not forks or any(one.kit != COPIED for one in forks):
        yield f"the copied card is not the one fork: {sorted({one.kit for one in forks})}"
    if any(one.doubt is Doubt.MISSING for one in doubts):
        yield "something is missing after two rounds"
    apart = {row.event.kit for row in rows if kit.is_apart(row.event)}
    if apart != {STOLEN}:
        yield f"apart are kits {sorted(apart)}"
    if any(kit.is_apart(row.event) and row.event.id in kit.state.notes for row in rows):
        yield "what stands apart is counted"
    epochs = {row.event.epoch for row in rows if row.event.kit == RESTORED}
    if len(epochs) < 2:
        yield "the restored copy has begun no new epoch"
    if town.kits["tvilling"].identity.kit != NEW_NUMBER or not any(row.event.kit == NEW_NUMBER for row in rows):
        yield "the twin has no number of its own"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    begun = time.monotonic()
    with ExitStack() as held:
        folder = held.enter_context(tempfile.TemporaryDirectory(prefix="many-kits-"))
        archive = None
        if (programs := programs_of_postgres()) is not None:
            server = held.enter_context(running_server(programs, FAST))
            archive = held.enter_context(archive_at(server.url(server.new_database())))
            make_ready(archive)
        town = Town(Path(folder), random.Random(chosen.seed), archive)
        forged = happen(town, chosen.events)
        wrong = list(judge(town, forged))
        kit = town.kits["9"]
        standings = kit.standings()
        told = {
            "events": kit.log.count(),
            "kits": len(town.kits),
            "parcels": dict(town.parcels),
            "standing": Counter(str(standings.of(event)) for event in kit.reading.events()),
            "apart": len(kit.log.apart()),
            "seconds": round(time.monotonic() - begun, 1),
            "wrong": wrong[:50],
        }
        for kit in town.kits.values():
            kit.close()
    print(json.dumps(told, indent=1))
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
