"""Stores that somebody has tampered with, each looked at and then brought together with an honest kit. One JSON
document.

Three kits for which the root vouches; A and B have each other's events and checkpoints. A copy of the log of A or B is
changed by SQL, or in its file, by somebody who has the municipality's key. Then that kit is opened, `keys check` is
asked, and bundles go both ways. Whatever is told afterwards that no kit wrote, and whatever is not told any more, must
be named by its number if a checkpoint that the honest kit has seen covers it; the rest must be called `kun radiosegl`
and never tampering. What the owner of the disk wrote there in its own name, behind what others have seen, cannot be
told from what it wrote itself: its key lies on the same card. Exit 1 otherwise.
"""

import argparse
import json
import os
import random
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "support")]

from click.testing import CliRunner  # noqa: E402
from kits import Clock, make_kit  # noqa: E402

from fieldkit.acts import erasure, incidents, trust  # noqa: E402
from fieldkit.cli import cli  # noqa: E402
from fieldkit.core.errors import CarrierError, FieldkitError, StoreError  # noqa: E402
from fieldkit.core.facts.bounds import MAX_SEQ  # noqa: E402
from fieldkit.core.facts.erasure import again_of  # noqa: E402
from fieldkit.core.facts.event import Event, make_event  # noqa: E402
from fieldkit.core.facts.keys import Accept, RevokeKey, Vouch  # noqa: E402
from fieldkit.core.facts.said import Message, Note  # noqa: E402
from fieldkit.core.facts.terms import Role  # noqa: E402
from fieldkit.core.signed.certificate import Root, make_vouch  # noqa: E402
from fieldkit.core.signed.checkpoint import Checkpoint, make_checkpoint  # noqa: E402
from fieldkit.core.signed.ed25519 import public_of  # noqa: E402
from fieldkit.core.signed.standing import TO_LOOK_AT, Standing  # noqa: E402
from fieldkit.kit import Kit  # noqa: E402
from fieldkit.resync.bundle import export_bundle, import_bundle  # noqa: E402
from fieldkit.store.files.keys import new_key, write_key  # noqa: E402
from fieldkit.store.files.root import write_root  # noqa: E402
from fieldkit.store.log import EVENT_COLUMNS  # noqa: E402
from fieldkit.store.tables.checkpoints import checkpoints  # noqa: E402

SEAT, A, B = 1, 2, 3
EACH, TAIL = 70, 6
"""Notes of A and B that the other has, and those that it has not."""
START = 1_795_258_800.0
COLUMNS = ", ".join(EVENT_COLUMNS)
THIEF = bytes(range(32))
"""The secret of a key for which nobody vouches."""
LIES = ("alle kan gå hjem", "vandet er rent, drik det", "ingen mangler noget", "skolen er tom")
OWN_WORDS = ("hello", "clock-check", "key-held")
"""Kinds that a kit records by itself."""
Number = tuple[int, int]
"""Kit and sequence, as people say it."""


class Case(NamedTuple):
    """A store that is to be tampered with: its file, what is in it, whose it is, and what may be chosen at random."""

    path: Path
    db: sqlite3.Connection
    owner: int
    rng: random.Random

    def row(self, where: str = "kind='note'") -> sqlite3.Row:
        """Some event of A or B, most of them covered by checkpoints."""
        kit = self.rng.choice((A, B, A, B, SEAT)) if where == "1" else self.rng.choice((A, B))
        rows = self.db.execute(f"SELECT rowid, * FROM events WHERE kit=? AND {where}", (kit,)).fetchall()
        found: sqlite3.Row = self.rng.choice(rows)
        return found

    def lie(self) -> str:
        return json.dumps({"text": self.rng.choice(LIES)}, ensure_ascii=False, separators=(",", ":"))

    def put(self, event: Event, carrier: str = "bundle") -> None:
        """An event as a row, beside whatever is there."""
        self.db.execute(
            f"INSERT OR REPLACE INTO events ({COLUMNS}, carrier, arrived) VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            (*columns(event), carrier, int(START)),
        )

    def change(self, row: sqlite3.Row, *, again: bool, **values: Any) -> None:
        """Other values in a row; `again`: its id is made right."""
        told = {name: row[name] for name in EVENT_COLUMNS[1:]} | values
        for name, value in values.items():
            self.db.execute(f"UPDATE events SET {name}=? WHERE rowid=?", (value, row["rowid"]))
        if again:
            event = event_of(told)
            self.db.execute("UPDATE OR REPLACE events SET id=? WHERE rowid=?", (event.id, row["rowid"]))


Tamper = Callable[[Case], None]


def columns(event: Event) -> tuple[Any, ...]:
    return (event.id, event.kit, event.epoch, event.seq, event.hlc, event.incident, event.flags, event.kind,
            event.raw.decode())  # fmt: skip


def event_of(row: Any) -> Event:
    """The event that these columns are, whatever its id was."""
    kit, epoch, seq, hlc, incident, flags, kind = (row[name] for name in EVENT_COLUMNS[1:-1])
    event: Event = Event(kit, epoch, seq, hlc, incident, flags, kind, row["body"].encode())
    return event


# what somebody does to a store


def rewrite(case: Case) -> None:
    case.change(case.row(), again=False, body=case.lie())


def rewrite_and_rename(case: Case) -> None:
    case.change(case.row(), again=True, body=case.lie())


def rewrite_and_unsign(case: Case) -> None:
    row = case.row()
    case.change(row, again=True, body=case.lie())
    case.db.execute("DELETE FROM checkpoints WHERE kit=?", (row["kit"],))


def remove(case: Case) -> None:
    case.db.execute("DELETE FROM events WHERE rowid=?", (case.row()["rowid"],))


def remove_many(case: Case) -> None:
    row = case.row()
    case.db.execute("DELETE FROM events WHERE kit=? AND seq >= ?", (row["kit"], row["seq"]))


def remove_and_unsign(case: Case) -> None:
    row = case.row()
    case.db.execute("DELETE FROM events WHERE rowid=?", (row["rowid"],))
    case.db.execute("DELETE FROM checkpoints WHERE kit=?", (row["kit"],))


def swap(case: Case, *, again: bool = False) -> None:
    one, two = case.row(), case.row()
    case.change(one, again=again, seq=two["seq"], kit=two["kit"], epoch=two["epoch"])
    case.change(two, again=again, seq=one["seq"], kit=one["kit"], epoch=one["epoch"])


def swap_and_rename(case: Case) -> None:
    swap(case, again=True)


def reorder(case: Case) -> None:
    """Everything of one kit is moved up by one, ids and all."""
    row = case.row()
    rows = case.db.execute("SELECT rowid, * FROM events WHERE kit=? AND seq >= ?", (row["kit"], row["seq"])).fetchall()
    for one in sorted(rows, key=lambda one: -int(one["seq"])):
        case.change(one, again=True, seq=one["seq"] + 1)


def another_time(case: Case) -> None:
    row = case.row()
    case.change(row, again=case.rng.random() < 0.7, hlc=row["hlc"] + (case.rng.choice((-3600, 7200, 1 << 20)) << 16))


def another_incident(case: Case) -> None:
    row = case.row()
    case.change(row, again=case.rng.random() < 0.7, incident=row["incident"] ^ case.rng.choice((1, 0x8000)))


def another_flag(case: Case) -> None:
    row = case.row()
    case.change(row, again=case.rng.random() < 0.7, flags=row["flags"] ^ (1 << case.rng.randrange(8)))


def another_kind(case: Case) -> None:
    case.change(case.row(), again=case.rng.random() < 0.7, kind=case.rng.choice(("message", "tale", "hello", "erase")))


def another_body(case: Case) -> None:
    """Bytes that say the same to a careless reader."""
    row = case.row()
    wrong = case.rng.choice((row["body"] + " ", row["body"].replace('"text"', '"text" '), "{}", "[]", "", "x" * 90_000))
    case.change(row, again=case.rng.random() < 0.5, body=wrong)


def forge(case: Case) -> None:
    """In the name of some kit: a number that is there, the next, one far ahead, one that nobody can have."""
    row = case.row()
    (top,) = case.db.execute("SELECT max(seq) FROM events WHERE kit=?", (row["kit"],)).fetchone()
    seq = case.rng.choice((row["seq"], top + 1, top + 500, MAX_SEQ, MAX_SEQ + 1, 1 << 31))
    epoch = case.rng.choice((row["epoch"], row["epoch"], case.rng.randrange(1 << 16)))
    body = case.rng.choice((Note(case.rng.choice(LIES)), Message(case.rng.choice(LIES))))
    case.put(
        make_event(body, kit=row["kit"], epoch=epoch, seq=seq, hlc=row["hlc"], incident=row["incident"]),
        case.rng.choice(("bundle", "radio", "own")),
    )


def forge_and_sign(case: Case) -> None:
    """With a checkpoint over it, by a key for which nobody vouches."""
    row = case.row()
    lie = make_event(Note(case.rng.choice(LIES)), kit=row["kit"], epoch=row["epoch"], seq=row["seq"], hlc=row["hlc"])
    case.put(lie)
    if case.rng.random() < 0.5:
        case.db.execute("DELETE FROM events WHERE rowid=?", (row["rowid"],))
    sign(case, lie, public_of(THIEF))


def forge_and_sign_as(case: Case) -> None:
    """With a checkpoint over it that names the key of the kit, and a signature that is none."""
    row = case.row()
    lie = make_event(Note(case.rng.choice(LIES)), kit=row["kit"], epoch=row["epoch"], seq=row["seq"], hlc=row["hlc"])
    case.put(lie)
    case.db.execute("DELETE FROM events WHERE rowid=?", (row["rowid"],))
    (key,) = case.db.execute("SELECT key FROM checkpoints WHERE kit=?", (row["kit"],)).fetchone()
    case.db.execute("DELETE FROM checkpoints WHERE kit=?", (row["kit"],))
    sign(case, lie, bytes(key))


def sign(case: Case, lie: Event, key: bytes) -> None:
    made = make_checkpoint(THIEF, key, lie.kit, lie.epoch, lie.seq, bytes(16), [lie.id])
    insert(case, made, made.mark)


def insert(case: Case, one: Checkpoint, mark: bytes) -> None:
    case.db.execute(
        "INSERT OR REPLACE INTO checkpoints (mark, key, kit, epoch, first, last, before, ids, signature) "
        "VALUES (?,?,?,?,?,?,?,?,?)",
        (mark, one.key, one.kit, one.epoch, one.first, one.last, one.before, one.ids, one.signature),
    )


def some_checkpoint(case: Case) -> sqlite3.Row:
    found: sqlite3.Row = case.rng.choice(case.db.execute("SELECT rowid, * FROM checkpoints").fetchall())
    return found


def sign_over(case: Case) -> None:
    """A block says another id, under the mark that it had: and the event is made to fit."""
    row = case.row()
    block = next(
        one
        for one in case.db.execute("SELECT rowid, * FROM checkpoints WHERE kit=?", (row["kit"],))
        if one["first"] <= row["seq"] <= one["last"] or one["first"] == 1
    )
    case.change(row, again=True, body=case.lie())
    (now,) = case.db.execute("SELECT id FROM events WHERE rowid=?", (row["rowid"],)).fetchone()
    case.db.execute(
        "UPDATE checkpoints SET ids=? WHERE rowid=?", (bytes(block["ids"]).replace(row["id"], now), block["rowid"])
    )


def unsign(case: Case) -> None:
    case.db.execute("DELETE FROM checkpoints WHERE rowid=?", (some_checkpoint(case)["rowid"],))


def change_checkpoint(case: Case) -> None:
    row = some_checkpoint(case)
    name = case.rng.choice(("key", "kit", "epoch", "first", "last", "before", "ids", "signature", "mark"))
    if isinstance(row[name], bytes):
        wrong: Any = case.rng.choice((b"", bytes(len(row[name])), case.rng.randbytes(48), None, 5, "æøå", 1 << 40))
    else:
        wrong = case.rng.choice((0, -1, row[name] + 1, MAX_SEQ, 1 << 40, "x", b"\0", 1.5))
    case.db.execute(f"UPDATE OR IGNORE checkpoints SET {name}=? WHERE rowid=?", (wrong, row["rowid"]))


def mute(case: Case) -> None:
    """A checkpoint in the owner's name that covers all that it will ever write."""
    (key, epoch) = case.db.execute("SELECT key, epoch FROM checkpoints WHERE kit=?", (case.owner,)).fetchone()
    one = Checkpoint(bytes(key), case.owner, epoch, MAX_SEQ, bytes(16), bytes(16), bytes(64))
    insert(case, one, one.mark)


def erase_over(case: Case) -> None:
    """Another text under the id that the kit has signed, said to be what is left when a name was erased."""
    row = case.row(case.rng.choice(("kind='note'", "kind='message'")))
    event = event_of(row)
    raw = case.lie().encode()
    (word,) = case.db.execute("SELECT id FROM events WHERE kind='erase'").fetchone()
    case.change(row, again=False, body=raw.decode())
    case.db.execute(
        "INSERT OR REPLACE INTO erased VALUES (?,?,?)",
        (row["id"], again_of(event, raw), case.rng.choice((word, case.rng.randbytes(16), b""))),
    )


def erase_by_word(case: Case) -> None:
    """The same, with a word about it in the secretariat's name."""
    from fieldkit.core.facts.erasure import Erase, digest_of

    row = case.row()
    event = event_of(row)
    raw = case.lie().encode()
    seat = case.db.execute("SELECT * FROM events WHERE kit=? ORDER BY seq DESC", (SEAT,)).fetchone()
    pair = (bytes(row["id"]), again_of(event, raw))
    word = make_event(
        Erase(event.incident or 1, 1, digest_of([pair])), kit=SEAT, epoch=seat["epoch"], seq=seat["seq"] + 1,
        hlc=seat["hlc"] + 1,
    )  # fmt: skip
    case.put(word)
    case.change(row, again=False, body=raw.decode())
    case.db.execute("INSERT OR REPLACE INTO erased VALUES (?,?,?)", (*pair, word.id))


def change_erased(case: Case) -> None:
    how = case.rng.choice(
        ("DELETE FROM erased", "UPDATE erased SET again=randomblob(16)", "UPDATE erased SET again=5, word='x'",
         "UPDATE events SET body=replace(body, '(slettet)', 'Øvelse Anden') WHERE id IN (SELECT id FROM erased)",
         "INSERT INTO erased SELECT randomblob(16), again, word FROM erased LIMIT 1")
    )  # fmt: skip
    case.db.execute(how)


def untrust(case: Case) -> None:
    case.db.execute(
        f"DELETE FROM events WHERE kind='vouch' AND {case.rng.choice(('1', 'rowid % 2'))}",
    )


def vouch(case: Case) -> None:
    """For a key of somebody's own, by a root of somebody's own; and an event under it."""
    row = case.row()
    body: Vouch = make_vouch(THIEF, 999, row["kit"], public_of(THIEF), 1, may_revoke=True)
    case.put(make_event(body, kit=SEAT, epoch=row["epoch"], seq=case.rng.choice((2, 4000)), hlc=row["hlc"]))
    lie = make_event(Note(case.rng.choice(LIES)), kit=row["kit"], epoch=row["epoch"], seq=row["seq"], hlc=row["hlc"])
    case.put(lie)
    sign(case, lie, public_of(THIEF))


def decide(case: Case) -> None:
    """A word about who is believed, in the name of a kit that may not say so."""
    row = case.row()
    body = case.rng.choice(
        (RevokeKey(A + B - row["kit"], public_of(THIEF).hex()), Accept(row["kit"], row["epoch"], 1, MAX_SEQ))
    )
    (top,) = case.db.execute("SELECT max(seq) FROM events WHERE kit=?", (row["kit"],)).fetchone()
    case.put(make_event(body, kit=row["kit"], epoch=row["epoch"], seq=top + 1, hlc=row["hlc"]))


def other_types(case: Case) -> None:
    """Values of other types than the columns have."""
    row, rng = case.row("1"), case.rng
    name = rng.choice((*EVENT_COLUMNS, "carrier", "arrived"))
    wrong = rng.choice((5, -1, 1.5, 1 << 62, "x", "æøå", b"\xff\xfe", b"", "", "5"))
    case.db.execute(f"UPDATE OR IGNORE events SET {name}=? WHERE rowid=?", (wrong, row["rowid"]))


def other_meta(case: Case) -> None:
    rng = case.rng
    name = rng.choice([row["key"] for row in case.db.execute("SELECT key FROM meta")])
    case.db.execute("UPDATE meta SET value=? WHERE key=?", (rng.choice(("", "0", "7", "-1", "x", "99999999")), name))


def lay_traps(case: Case) -> None:
    """What SQLite itself does when the log is written or read."""
    how = case.rng.choice(
        (
            "CREATE TRIGGER t BEFORE INSERT ON events BEGIN SELECT RAISE(IGNORE); END",
            "CREATE TRIGGER t AFTER INSERT ON events BEGIN UPDATE events SET body='{}' WHERE rowid=new.rowid; END",
            "CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM checkpoints; END",
            "DROP TABLE checkpoints",
            "DROP TABLE erased",
            "DROP INDEX events_id",
            "DROP INDEX events_feed",
            "ALTER TABLE events RENAME TO real; CREATE VIEW events AS SELECT * FROM real",
        )
    )
    case.db.executescript(how)


def flip(case: Case) -> None:
    """Bytes of the file."""
    case.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    case.db.close()
    raw = bytearray(case.path.read_bytes())
    for _ in range(case.rng.choice((1, 1, 4, 40))):
        raw[case.rng.randrange(len(raw))] ^= 1 << case.rng.randrange(8)
    case.path.write_bytes(raw)


def cut_file(case: Case) -> None:
    case.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    case.db.close()
    raw = case.path.read_bytes()
    case.path.write_bytes(raw[: case.rng.randrange(len(raw))])


def leave_wal(case: Case) -> None:
    """A write-ahead log beside the file: of this change, of nothing, or of another file."""
    case.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    case.db.execute("PRAGMA wal_autocheckpoint=0")
    rewrite_and_rename(case)
    wal = case.path.with_name("log.db-wal")
    left = case.rng.choice((wal.read_bytes(), bytes(4096), case.rng.randbytes(9000), wal.read_bytes()[:-5000]))
    before = case.path.read_bytes()
    case.db.close()
    case.path.write_bytes(before)
    wal.write_bytes(left)


TAMPERS: tuple[Tamper, ...] = (
    rewrite, rewrite_and_rename, rewrite_and_unsign, remove, remove_many, remove_and_unsign, swap, swap_and_rename,
    reorder, another_time, another_incident, another_flag, another_kind, another_body, forge, forge_and_sign,
    forge_and_sign_as, sign_over, unsign, change_checkpoint, mute, erase_over, erase_by_word, change_erased, untrust,
    vouch, decide, other_types, other_meta, lay_traps, flip, cut_file, leave_wal,
)  # fmt: skip


# the kits, and what they say


class Told(NamedTuple):
    """What a kit tells: each event that it reads by id and bytes, what stands behind it, the numbers in doubt, and
    whether it says that something on its disk is damaged."""

    events: dict[tuple[bytes, bytes], tuple[Event, Standing]]
    named: set[Number]
    damaged: bool


class Town:
    """The kits' folders, closed; what they all wrote, and what each has seen of the others' checkpoints."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock = folder, Clock(START)
        root = os.urandom(32)
        write_root(folder / "root.pub", Root(999, public_of(root)))
        write_key(folder / "key", new_key())
        kits = {number: self._make(number) for number in (SEAT, A, B)}
        for kit in kits.values():
            self._give(kit, kits[SEAT])
        for number in kits:
            trust.vouch(kits[SEAT], number, root, may_revoke=number == SEAT)
        incidents.start(kits[SEAT], "Strømsvigt nord")
        for number in (A, B):
            self._give(kits[SEAT], kits[number])
        for turn in range(EACH):
            for number in (A, B):
                self.clock.now += 1
                note, said = Note(f"note {turn} af {number}"), Message(f"besked {turn}", by="Øvelse Andersen")
                kits[number].record(said if turn % 7 == 3 else note)
            if turn % 25 == 0:
                kits[A].sign()
                kits[B].sign()
        for giver, taker in ((A, SEAT), (B, SEAT)):
            self._give(kits[giver], kits[taker])
        tag = kits[SEAT].state.current()
        incidents.stop(kits[SEAT])
        erasure.erase_names(kits[SEAT], tag, "Øvelse Leder")
        for giver, taker in ((SEAT, A), (SEAT, B), (A, B), (B, A)):
            self._give(kits[giver], kits[taker])
        self.seen = {number: _covered(kits[number]) for number in (A, B)}
        for number in (A, B):
            for turn in range(TAIL):
                self.clock.now += 1
                kits[number].record(Note(f"halen {turn} af {number}"))
                if turn == TAIL // 2:
                    kits[number].sign()
        self.true: dict[tuple[bytes, bytes], Event] = {}
        for kit in kits.values():
            self.true.update({(row.event.id, row.event.canonical): row.event for row in kit.log.all()})
        self.has = {number: {row.event.id: row.event for row in kits[number].log.all()} for number in (A, B)}
        for kit in kits.values():
            kit.close()

    def _make(self, number: int) -> Kit:
        role = Role.SECRETARIAT if number == SEAT else Role.MEETING_POINT
        more: dict[str, Any] = {"role": role, "key": self.folder / "key", "root": self.folder / "root.pub"}
        kit: Kit = make_kit(self.folder / str(number), number=number, now=self.clock, **more)
        return kit

    def _give(self, giver: Kit, taker: Kit) -> None:
        if giver is not taker:
            bring(giver, taker, self.folder / "pakke.fkb")

    def copy(self, number: int, where: Path) -> Path:
        return Path(shutil.copytree(self.folder / str(number), where))


def _covered(kit: Kit) -> set[tuple[int, int, int]]:
    """(kit, epoch, seq) that the checkpoints in this kit cover."""
    return {(one.kit, one.epoch, seq) for one in checkpoints(kit.log) for seq in range(one.first, one.last + 1)}


def bring(giver: Kit, taker: Kit, path: Path) -> None:
    path.unlink(missing_ok=True)
    export_bundle(giver, path)
    import_bundle(taker, path)


def look(folder: Path, clock: Clock) -> Told:
    """Open a kit as every command does and read it, and ask `keys check`. FieldkitError where it cannot be opened."""
    with closing(Kit.open(folder, check=True, now=clock)) as kit:
        standings = kit.standings()
        events = {(event.id, event.canonical): (event, standings.of(event)) for event in kit.reading.events()}
    answer = CliRunner().invoke(cli, ["--home", str(folder), "keys", "check", "--json"])
    if isinstance(answer.exception, Exception):
        raise answer.exception
    said = json.loads(answer.stdout)
    named = {_number(one["number"]) for one in said["findings"]}
    return Told(events, named, bool(said["broken"] or said["damaged"]))


def _number(told: str) -> Number:
    kit, seq = told.split("-")
    return int(kit), int(seq)


class Verdict(NamedTuple):
    """`word`: what came of it; `wrong`: what was believed and not named, or named and true."""

    word: str
    wrong: list[str]


def judge(town: Town, owner: int, bad: Path, honest: Path) -> Verdict:
    """What comes of a store that was tampered with: opened, checked, and brought together with an honest kit."""
    try:
        alone = look(bad, town.clock)
    except FieldkitError as error:
        return Verdict("refused", [] if "\n" not in str(error) else [f"told badly: {error}"])
    refused = ""
    try:
        with closing(Kit.open(bad, now=town.clock)) as one, closing(Kit.open(honest, now=town.clock)) as two:
            for giver, taker in ((one, two), (two, one)):
                try:
                    bring(giver, taker, bad.parent / "pakke.fkb")
                except CarrierError as error:
                    refused = str(error)
        told = {"alone": alone, "together": look(bad, town.clock), "the honest": look(honest, town.clock)}
    except StoreError as error:  # of the bad one: what is wrong with a file is told when somebody comes to it
        return Verdict("refused", [] if str(bad) in str(error) else [f"told badly: {error}"])
    named = set().union(*(each.named for each in told.values()))
    judging = Judging(town, owner, named)
    for where, each in told.items():
        judging.what_is_told(where, each)
        judging.what_is_gone(where, each)
    judging.what_is_named()
    if refused and not named:
        judging.wrong.append(f"nothing was named by its number: {refused}")
    words = {
        "named": bool(named),
        "damaged": any(each.damaged for each in told.values()),
        "restored": judging.restored,
        "not covered": judging.seen_false,
        "harmless": True,
    }
    return Verdict(next(word for word, is_it in words.items() if is_it), judging.wrong)


class Judging:
    """One store's case: `named` are the numbers in doubt anywhere."""

    def __init__(self, town: Town, owner: int, named: set[Number]) -> None:
        self.town, self.owner, self.named = town, owner, named
        self.other = A + B - owner
        self.covered = town.seen[self.other]
        self.wrong: list[str] = []
        self.seen_false = self.restored = False

    def what_is_told(self, where: str, told: Told) -> None:
        for key, (event, standing) in told.events.items():
            is_covered = (event.kit, event.epoch, event.seq) in self.covered
            if key in self.town.true:
                if where == "the honest" and event.kit != self.owner and standing in TO_LOOK_AT:
                    self.wrong.append(f"{event.number}, which is true, is called {standing} ({where})")
                continue
            if event.kind in OWN_WORDS and not is_covered and standing is not Standing.CONTRADICTED:
                continue  # a kit that is opened says so itself
            self.seen_false = True
            if is_covered and (event.kit, event.seq) not in self.named:
                self.wrong.append(f"{event.number} says what nobody wrote, is {standing}, and is not named ({where})")
            elif not is_covered and event.kit != self.owner and standing in (Standing.SIGNED, Standing.FORKED):
                self.wrong.append(f"{event.number} is made up and {standing} ({where})")

    def what_is_gone(self, where: str, told: Told) -> None:
        there = {event_id for event_id, _ in told.events}
        for event_id, event in self.town.has[self.other if where == "the honest" else self.owner].items():
            if event_id in there or (event.kit, event.epoch, event.seq) not in self.covered:
                continue
            if where == "alone":
                self.restored = True
            elif (event.kit, event.seq) not in self.named:
                self.wrong.append(f"{event.number} is gone and not named ({where})")

    def what_is_named(self) -> None:
        """Only what somebody has signed can be contradicted."""
        signed = {(kit, seq) for kit, _, seq in self.covered}
        signed |= {(event.kit, event.seq) for event in self.town.true.values()}
        for kit, seq in sorted(self.named - signed):
            if kit != self.owner:
                self.wrong.append(f"{kit}-{seq:04d}, which nobody has signed, is called tampering")


def run(many: int, seed: int) -> dict[str, Any]:
    rng, begin = random.Random(seed), time.monotonic()
    done: dict[str, Counter[str]] = {}
    accepted: list[str] = []
    badly: list[str] = []
    with tempfile.TemporaryDirectory(prefix="feltkit-tampered-") as own:
        town = Town(Path(own))
        for nth in range(many):
            tamper = TAMPERS[nth % len(TAMPERS)]
            owner = rng.choice((A, B))
            where = Path(own) / "case"
            bad, honest = town.copy(owner, where / "bad"), town.copy(A + B - owner, where / "honest")
            with closing(sqlite3.connect(bad / "log.db", isolation_level=None)) as db:
                db.row_factory = sqlite3.Row
                tamper(Case(bad / "log.db", db, owner, rng))
            try:
                verdict = judge(town, owner, bad, honest)
            except Exception as error:  # noqa: BLE001 -- exactly what is looked for
                verdict = Verdict("badly", [])
                badly.append(f"{nth} {tamper.__name__}: {type(error).__name__}: {error}")
            done.setdefault(tamper.__name__, Counter())[verdict.word] += 1
            accepted += [f"{nth} {tamper.__name__}: {one}" for one in verdict.wrong[:2]]
            shutil.rmtree(where)
    words = Counter[str]()
    for counts in done.values():
        words.update(counts)
    return {
        "stores": sum(words.values()),
        **dict(sorted(words.items())),
        "accepted unnamed": len(accepted),
        "told badly": len(badly),
        "seconds": round(time.monotonic() - begin, 1),
        "kinds": {name: dict(sorted(counts.items())) for name, counts in sorted(done.items())},
        "wrong": [*accepted, *badly][:60],
    }


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--stores", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    told = run(chosen.stores, chosen.seed)
    print(json.dumps(told, ensure_ascii=False, indent=1))
    return 1 if told["wrong"] else 0


if __name__ == "__main__":
    sys.exit(main())
