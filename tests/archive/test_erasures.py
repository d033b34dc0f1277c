"""Names that were erased on the kits go from the archive as well, and do not come back; ids and signatures stay."""

import shutil
from contextlib import closing

import psycopg
import pytest
from archives import HERE
from kits import Municipality as Town

from fieldkit.acts import incidents, messages, notes, trust
from fieldkit.acts.erasure import erase_names
from fieldkit.archive.connection import archive_at
from fieldkit.archive.load import Loaded, load
from fieldkit.archive.reading import Municipality, one_moment
from fieldkit.archive.sources import sources
from fieldkit.archive.verify import Flaw, verify
from fieldkit.core.facts.erasure import ERASED, again_of
from fieldkit.core.facts.terms import Role
from fieldkit.core.signed.certificate import Root
from fieldkit.core.signed.ed25519 import public_of
from fieldkit.core.signed.standing import Standing
from fieldkit.kit import Kit
from fieldkit.resync.bundle import export_bundle, import_bundle
from fieldkit.resync.journal import journal_pieces
from fieldkit.store.files.keys import read_keys
from fieldkit.store.files.root import write_root

pytestmark = pytest.mark.processes

CODE = 751
ROOT = bytes(range(32))
NAMES = ("Øvelse Andersen", "Prøve Bæk")
KEPT = "Vandet er afspærret ved broen"


@pytest.fixture
def town(municipality: Town) -> list[Kit]:
    """Kit 1 of the secretariat and 2 of a school, vouched for, signed, and after an incident in which two are named."""
    for number in (1, 2):
        made = municipality(number, role=Role.SECRETARIAT if number == 1 else Role.MEETING_POINT)
        write_root(made.home.root_path, Root(CODE, public_of(ROOT)))
        made.close()
    kits = municipality.kits[:] = [Kit.open(kit.home.folder, now=kit.now) for kit in municipality.kits]
    centre, school = kits
    give(school, centre)
    for number in (1, 2):
        trust.vouch(centre, number, ROOT, may_revoke=number == 1)
    incidents.start(centre, "Strømsvigt nord")
    give(centre, school)
    messages.send(school, "Kan I sende tæpper?", to="secretariat", by=NAMES[0])
    notes.write(school, KEPT, by=NAMES[1])
    give(school, centre)
    incidents.stop(centre)
    give(centre, school)
    return kits


def give(giver: Kit, taker: Kit) -> None:
    path = giver.home.folder.parent / "pakke.fkb"
    export_bundle(giver, path)
    import_bundle(taker, path)
    path.unlink()


def erase(centre: Kit) -> None:
    erase_names(centre, next(iter(centre.state.incidents)), "Øvelse Leder")
    centre.sign()


def journal(kit: Kit) -> str:
    return "".join(journal_pieces(kit.reading.events, "json", kit.standings(), is_apart=kit.is_apart))


@pytest.fixture
def told(archive):
    """The journal out of the archive, and what verifying tells."""

    def read():
        with one_moment(archive):
            archived = Municipality(archive, CODE)
            pieces = journal_pieces(archived.events, "json", archived.standings(), is_apart=archived.is_apart)
            return "".join(pieces), verify(Municipality(archive, CODE))

    return read


@pytest.fixture
def bodies(rows):
    """All that lies there of what was said."""
    return lambda: "\n".join(body for (body,) in rows("SELECT body FROM feltkit.events"))


def test_names_go_from_what_lies_there_and_an_older_copy_does_not_bring_them_back(town, put_in, told, bodies, tmp_path):
    centre, school = town
    centre.sign()
    shutil.copytree(centre.home.folder, tmp_path / "kopi")
    put_in(centre.home.folder, school.home.folder)
    assert all(name in bodies() for name in NAMES)
    erase(centre)
    (loaded,) = put_in(centre.home.folder)
    assert loaded.erased >= 2 and not loaded.rejected
    for again in ([], put_in(tmp_path / "kopi"), put_in(school.home.folder)):
        assert not any(one.rejected or one.erased for one in again)
        assert not any(name in bodies() for name in NAMES) and ERASED in bodies() and KEPT in bodies()
        written, verified = told()
        assert written == journal(centre) and verified.holds and verified.standings[Standing.SIGNED] > 5
    fresh = put_in(tmp_path / "kopi", code=CODE)
    assert fresh[0].new == 0


def test_a_kit_without_names_can_be_the_first_to_be_put_in_as_folder_and_as_bundle(town, archive, told, bodies):
    centre, _ = town
    erase(centre)
    bundle = centre.home.folder.parent / "pakke.fkb"
    export_bundle(centre, bundle)
    with sources([centre.home.folder, bundle], read_keys(centre.home.key_path.parent)) as found:
        folder, stick = (load(archive, source, CODE, HERE) for source in found)
    assert folder.new > 5 and not folder.rejected and not folder.erased
    assert not stick.new and not stick.rejected
    written, verified = told()
    assert written == journal(centre) and verified.holds and ERASED in bodies()


def test_names_that_come_after_they_were_erased_elsewhere_are_left_out(town, put_in, told, bodies):
    centre, school = town
    erase(centre)
    put_in(centre.home.folder)
    school.sign()
    (loaded,) = put_in(school.home.folder)
    assert not loaded.erased and not loaded.rejected and not any(name in bodies() for name in NAMES)
    assert told()[1].holds


def test_names_that_another_load_put_in_meanwhile_go_when_it_ends(town, put_in, archive_url, told, bodies):
    centre, _ = town
    put_in(centre.home.folder)
    erase(centre)
    put_in(centre.home.folder)
    with psycopg.connect(archive_url, autocommit=True) as keeper:  # as if it had been read before the word was known
        keeper.execute(
            f"UPDATE feltkit.events SET body = replace(body, '{ERASED}', '{NAMES[0]}') WHERE kind = 'message'"
        )
    assert [one.flaw for one in told()[1].flaws] == [Flaw.NAMED]
    assert put_in(centre.home.folder)[0].erased == 1
    assert told()[1].holds and NAMES[0] not in bodies()


def test_without_a_word_that_counts_what_has_no_names_is_kept_out_by_its_number(town, archive, put_in, told):
    centre, _ = town
    erase(centre)
    with centre.log.locked():
        centre.log.conn.execute("DELETE FROM checkpoints")  # nobody has signed that they were to be erased
    (loaded,) = put_in(centre.home.folder)
    assert len(loaded.rejected) >= 2 and all(
        one.number.startswith("2-") or one.number.startswith("1-") for one in loaded.rejected
    )
    assert not archive.execute("SELECT 1 FROM feltkit.erased").fetchall()
    assert told()[1].holds


def test_a_keeper_who_says_that_what_he_changed_was_erased_is_found(town, put_in, told, archive_url):
    centre, _ = town
    centre.sign()
    put_in(centre.home.folder)
    victim = next(event for event in centre.reading.events() if KEPT in event.raw.decode())
    lie = victim.raw.replace(KEPT.encode(), "alle er gået hjem".encode())
    with psycopg.connect(archive_url, autocommit=True) as keeper:
        keeper.execute("UPDATE feltkit.events SET body = %s WHERE id = %s", (lie.decode(), victim.id))
        keeper.execute(
            "INSERT INTO feltkit.erased SELECT municipality, %s, %s, %s, load FROM feltkit.loads LIMIT 1",
            (victim.id, again_of(victim, lie), victim.id),
        )
    assert (victim.number, Flaw.CHANGED) in [(one.number, one.flaw) for one in told()[1].flaws]


def test_a_keeper_who_may_change_no_event_loads_an_erasure(town, postgres, archive_url, told):
    centre, _ = town
    postgres.run("DROP ROLE IF EXISTS sletter")
    postgres.run("CREATE ROLE sletter LOGIN IN ROLE feltkit_keeper")
    url = archive_url.replace("postgres@", "sletter@")

    def put() -> Loaded:
        with archive_at(url) as archive, sources([centre.home.folder], []) as (source,):
            return load(archive, source, CODE, HERE)

    put()
    erase(centre)
    assert put().erased >= 2 and told()[1].holds
    with closing(psycopg.connect(url, autocommit=True)) as keeper, pytest.raises(psycopg.errors.InsufficientPrivilege):
        keeper.execute("UPDATE feltkit.events SET body = '{}'")
