"""What somebody changed, took out or put in by hand in the database is found, and named by number."""

import psycopg
import pytest
from archives import HERE, a_day, notes_of

from fieldkit.archive.load import load
from fieldkit.archive.reading import Municipality, one_moment
from fieldkit.archive.sources import Source
from fieldkit.archive.verify import Flaw, verify
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Hello, Note
from fieldkit.core.facts.terms import Role
from fieldkit.core.signed.certificate import make_vouch
from fieldkit.core.signed.checkpoint import chain, make_checkpoint
from fieldkit.core.signed.ed25519 import public_of
from fieldkit.core.signed.standing import Standing
from fieldkit.core.signed.verify import Doubt
from fieldkit.store.log import Log
from fieldkit.store.tables.checkpoints import add_checkpoints

pytestmark = pytest.mark.processes

CODE = 751
ROOT, KEY = b"r" * 32, b"k" * 32


@pytest.fixture
def told(archive):
    """What verifying tells of municipality 751 now."""

    def check():
        with one_moment(archive):
            return verify(Municipality(archive, CODE))

    return check


@pytest.fixture
def by_hand(archive_url):
    """Somebody who may do anything in the database."""

    def do(statement: str) -> None:
        with psycopg.connect(archive_url, autocommit=True) as keeper:
            keeper.execute(statement.encode())

    return do


def flaws(verified) -> list[tuple[str, Flaw]]:
    return [(one.number, one.flaw) for one in verified.flaws]


def test_what_lies_as_it_came_holds_with_a_digest_of_each_feed(put_in, told, log_of):
    put_in(log_of(a_day() + notes_of(12, 300), "a"))
    put_in(log_of(notes_of(12, 320), "b"))
    found = told()
    assert found.holds and found.events == len(a_day()) + 320
    assert found.standings == {Standing.SEAL: found.events}
    feed = next(feed for feed in found.feeds if feed.kit == 12)
    assert (feed.first, feed.last, feed.count, feed.gaps, feed.forks) == (1, 320, 320, (), ())
    put_in(log_of(notes_of(12, 320), "alone"), code=740)
    assert len(feed.digest) == 32


def test_a_digest_is_the_same_wherever_the_same_events_are(put_in, told, log_of, archive):
    put_in(log_of(notes_of(12, 40), "a"))
    put_in(log_of(reversed(notes_of(12, 50)), "b"))
    put_in(log_of(notes_of(12, 50), "c"), code=740)
    with one_moment(archive):
        other = verify(Municipality(archive, 740))
    assert told().feeds == other.feeds


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ('UPDATE feltkit.events SET body = \'{"text":"rettet"}\' WHERE seq = 7', [("12-0007", Flaw.CHANGED)]),
        ("UPDATE feltkit.events SET hlc = hlc + 1 WHERE seq = 7", [("12-0007", Flaw.CHANGED)]),
        ("DELETE FROM feltkit.events WHERE seq = 7", [("12-0007", Flaw.GONE)]),
        (
            "DELETE FROM feltkit.events WHERE seq IN (7, 8, 300)",
            [("12-0007–12-0008", Flaw.GONE), ("12-0300", Flaw.GONE)],
        ),
        ("DELETE FROM feltkit.events", [("12-0001–12-0300", Flaw.GONE)]),
        (
            "UPDATE feltkit.events SET batch = 5 WHERE seq = 7",
            [("12-0007", Flaw.UNTOLD), ("12-0001–12-0300", Flaw.GONE)],
        ),
        ("DELETE FROM feltkit.deposits", None),
    ],
)
def test_what_a_keeper_of_the_database_did_is_named(put_in, told, by_hand, log_of, change, expected):
    put_in(log_of(notes_of(12, 300)))
    assert told().holds
    by_hand(change)
    found = told()
    assert not found.holds
    assert flaws(found) == expected or (expected is None and {flaw for _, flaw in flaws(found)} == {Flaw.UNTOLD})


def test_where_the_load_had_gaps_already_it_is_told_among_which_numbers_some_are_gone(put_in, told, by_hand, log_of):
    put_in(log_of(event for event in notes_of(12, 30) if event.seq % 5))
    by_hand("DELETE FROM feltkit.events WHERE seq = 28")
    assert flaws(told()) == [("12-0001–12-0029", Flaw.GONE)]
    assert told().flaws[0].many == 1


def test_an_event_with_a_true_id_in_anothers_place_is_seen_by_what_the_load_brought(put_in, told, by_hand, log_of):
    put_in(log_of(notes_of(12, 30)))
    other = make_event(Note("i stedet"), kit=12, epoch=7, seq=9, hlc=9 << 16)
    by_hand(f"UPDATE feltkit.events SET id = '\\x{other.id.hex()}', body = '{other.raw.decode()}' WHERE seq = 9")
    assert flaws(told()) == [("12-0001–12-0030", Flaw.REPLACED)]


def test_gaps_and_forks_are_told_and_are_no_fault_of_the_archive(put_in, told, log_of):
    hello = make_event(Hello(Role.MEETING_POINT, 2, first=5), kit=2, epoch=7, seq=5, hlc=5)
    later = make_event(Note("x"), kit=2, epoch=7, seq=9, hlc=9)
    twin = make_event(Note("y"), kit=2, epoch=7, seq=9, hlc=9)
    put_in(log_of([hello, later, twin, make_event(Note("z"), kit=3, epoch=7, seq=3, hlc=9)]))
    found = told()
    assert found.holds
    assert [(feed.gaps, feed.forks) for feed in found.feeds] == [
        (("2-0006–2-0008",), ("2-0009",)),
        (("3-0001–3-0002",), ()),
    ]


class Signed:
    """A feed of kit 12 that its key has signed, and whether the root vouches for the key."""

    def __init__(self, log_of, *, vouched: bool) -> None:
        self.events = notes_of(12, 20)
        public = public_of(KEY)
        vouch = make_vouch(ROOT, CODE, 12, public, 1, may_revoke=False)
        hello = make_event(Hello(Role.MEETING_POINT, 12, key=public.hex()), kit=12, epoch=8, seq=1, hlc=1)
        told = [hello, make_event(vouch, kit=1, epoch=7, seq=1, hlc=1)] if vouched else [hello]
        self.folder = log_of(self.events + told, "signed")
        ids = [event.id for event in self.events]
        self.blocks = [
            make_checkpoint(KEY, public, 12, 7, 1, bytes(16), ids[:15]),
            make_checkpoint(KEY, public, 12, 7, 16, chain(bytes(16), ids[:15]), ids[15:]),
        ]
        log = Log.open(self.folder / "log.db")
        add_checkpoints(log, self.blocks)
        log.close()
        self.source = Source("kit-12", self.folder / "log.db", CODE, roots=(public_of(ROOT),))


def test_what_is_signed_is_told_and_loading_checkpoints_again_adds_none(archive, told, log_of):
    signed = Signed(log_of, vouched=True)
    assert [load(archive, signed.source, CODE, HERE).checkpoints for _ in range(2)] == [2, 0]
    found = told()
    assert found.holds and found.standings == {Standing.SIGNED: 20, Standing.SEAL: 2}


def test_a_key_for_which_nobody_vouches_counts_for_little(archive, told, by_hand, log_of):
    load(archive, Signed(log_of, vouched=False).source, CODE, HERE)
    assert told().standings == {Standing.UNVOUCHED: 20, Standing.SEAL: 1}


def test_signed_events_that_were_changed_or_are_gone_are_named_though_the_deposits_were_made_to_fit(
    archive, told, by_hand, log_of
):
    load(archive, Signed(log_of, vouched=True).source, CODE, HERE)
    forged = make_event(Note("alle kan gå hjem"), kit=12, epoch=7, seq=9, hlc=9 << 16)
    by_hand(f"UPDATE feltkit.events SET id = '\\x{forged.id.hex()}', body = '{forged.raw.decode()}' WHERE seq = 9")
    by_hand("DELETE FROM feltkit.events WHERE seq = 18")
    by_hand("DELETE FROM feltkit.deposits")
    found = told()
    assert [(one.number, one.doubt) for one in found.findings] == [
        ("12-0009", Doubt.CONTRADICTED),
        ("12-0018", Doubt.MISSING),
    ]
    assert found.findings[0].ids == (forged.id,)


def test_a_checkpoint_that_was_tampered_with_is_kept_out_and_found_when_it_lies_there(archive, told, by_hand, log_of):
    signed = Signed(log_of, vouched=True)
    log = Log.open(signed.folder / "log.db")
    log.conn.execute("UPDATE checkpoints SET signature = zeroblob(64) WHERE first = 16")
    log.close()
    loaded = load(archive, signed.source, CODE, HERE)
    assert (loaded.checkpoints, [one.number for one in loaded.rejected]) == (1, ["12-0016"])
    assert loaded.new and loaded.known == 0  # what is known are events alone
    assert told().holds
    by_hand("UPDATE feltkit.checkpoints SET signature = set_byte(signature, 5, 1 - get_byte(signature, 5) / 128)")
    assert flaws(told()) == [("12-0001–12-0015", Flaw.UNSIGNED)]
