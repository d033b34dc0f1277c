"""`fieldkit archive` as the secretariat's IT types it: load, verify, journal, and every way in which it says no."""

import json
import sys

import psycopg
import pytest
from archives import notes_of, row_of
from command_line import HEX_ID, ISO, Answer, fieldkit, program
from kits import closed, make_kit, secretariat

from fieldkit.acts import incidents, notes
from fieldkit.acts.erasure import erase_names
from fieldkit.kit import Kit
from fieldkit.store.log import Log

pytestmark = pytest.mark.processes


@pytest.fixture
def own(tmp_path):
    """The folder of the secretariat's kit, which says in its file to which municipality it belongs."""
    kit = secretariat(tmp_path / "kit", municipality=751, municipality_name="Eksempelkommune")
    notes.write(kit, "Vi begynder")
    return closed(kit)


def run(*arguments, home=None) -> Answer:
    return fieldkit("archive", *arguments, home=home)


def damage(home, at: int) -> None:
    log = Log.open(home / "log.db")
    log.conn.execute('UPDATE events SET body = \'{"text":"rettet"}\' WHERE rowid = ?', (at,))
    log.close()


def test_the_kits_own_log_goes_in_under_its_municipality_and_once(own, archive_url):
    first = run("load", archive_url, home=own)
    assert first.status == 0 and first.err == ""
    assert first.out == "kit → kommune 751: 2 nye linjer, 0 var der allerede, 1 ny underskrift.\n"
    assert run("load", archive_url, home=own).out == "kit → kommune 751: 0 nye linjer, 2 var der allerede.\n"


def test_what_was_erased_by_the_municipality_is_not_called_damaged(own, archive_url):
    kit = Kit.open(own)
    tag = incidents.start(kit, "Strømsvigt nord").incident
    notes.write(kit, "Vi venter", by="Øvelse Friis")
    incidents.stop(kit)
    word = erase_names(kit, tag, "Øvelse Leder")
    assert word.body.many == 1
    kit.close()
    answer = run("load", archive_url, own)
    assert answer.status == 0 and "beskadiget" not in answer.err


def test_a_stick_that_holds_nothing_but_bundles_is_told_how_to_name_them(own, archive_url, tmp_path):
    stick = tmp_path / "nøgle"
    stick.mkdir()
    assert fieldkit("bundle", "export", "--stick", stick, home=own).status == 0
    answer = run("load", archive_url, stick, home=own)
    assert answer.sentence() == f"I {stick} ligger der kun pakker; skriv deres navne, for eksempel {stick}/*.fkb."
    assert run("load", archive_url, *stick.glob("*.fkb"), home=own).status == 0


def test_json_tells_each_log_that_was_loaded(own, archive_url, tmp_path):
    other = closed(make_kit(tmp_path / "andet"))
    answer = fieldkit("archive", "load", archive_url, own, other, "--municipality", "751", "--json")
    assert answer.status == 0, answer.err
    both = {"municipality": 751, "known": 0, "checkpoints": 0, "erased": 0, "rejected": [], "role": True}
    assert [{**one, "checkpoints": 0} for one in answer.document] == [
        {"source": "kit", "new": 2, **both},
        {"source": "andet", "new": 1, **both},
    ]


def test_what_is_damaged_is_named_and_the_rest_goes_in(own, archive_url):
    damage(own, 2)
    answer = run("load", archive_url, own)
    assert answer.status == 1 and "1 ny linje, 0 var der allerede" in answer.out
    assert answer.sentence() == "kit: 1-0002 er beskadiget eller ændret og ikke lagt i arkivet; resten er."
    told = fieldkit("archive", "load", archive_url, own, "--json")
    assert told.status == 1 and told.document[0]["rejected"][0]["number"] == "1-0002"


def test_a_log_without_a_code_is_refused_before_anything_is_made(tmp_path, postgres):
    home, database = closed(make_kit(tmp_path / "kit")), postgres.new_database()
    assert "siger ikke, hvilken kommune" in run("load", postgres.url(database), home).refused()
    with psycopg.connect(postgres.url(database)) as connection:
        assert connection.execute("SELECT to_regnamespace('feltkit')").fetchone() == (None,)
    made = run("load", postgres.url(database), home, "--municipality", "751", "--region", "Region Midt")
    assert made.status == 0, "and with it the archive is made"


def test_a_log_of_another_municipality_is_refused(own, archive_url):
    assert "hører til kommune 751, ikke 740" in run("load", archive_url, own, "--municipality", "740").refused()


def test_it_goes_over_tcp_as_well(own, postgres, archive_url):
    database = archive_url.partition("@/")[2].partition("?")[0]
    answer = program("archive", "load", postgres.url(database, tcp=True), own)
    assert answer.status == 0 and answer.err == ""
    assert "2 nye linjer" in answer.out


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("mysql://db/feltkit", "postgresql://BRUGER@VÆRT/DATABASE"),
        ("db.example", "postgresql://BRUGER@VÆRT/DATABASE"),
        ("postgresql://[x/y", "postgresql://BRUGER@VÆRT/DATABASE"),
        ("postgresql://arkiv:hemmeligt@127.0.0.1:1/feltkit", "feltkit på 127.0.0.1:1 svarer ikke"),
        ("postgresql://arkiv:hemmeligt@/feltkit?host=/findes/ikke", "svarer ikke eller lukker ikke ind"),
    ],
)
@pytest.mark.parametrize("command", [["load"], ["verify"], ["journal", "--municipality", "751"]], ids=lambda c: c[0])
def test_an_address_that_leads_nowhere_is_one_sentence_without_the_password(own, url, words, command):
    said = fieldkit("archive", command[0], url, *command[1:], home=own).refused()
    assert words in said and "hemmeligt" not in said


def test_an_empty_database_has_nothing_to_verify(postgres):
    url = postgres.url(postgres.new_database())
    assert "intet arkiv" in run("verify", url).refused()
    assert "intet arkiv" in run("journal", url, "--municipality", "751").refused()


def test_without_the_library_it_says_what_is_missing(own, monkeypatch):
    for name in [name for name in sys.modules if name.startswith(("fieldkit.archive", "psycopg"))]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    for command in (["load", "postgresql:///x"], ["verify", "postgresql:///x"]):
        assert "kræver biblioteket psycopg" in run(*command, home=own).refused()


def test_verify_says_that_all_holds_or_what_does_not(own, archive_url, tmp_path):
    assert run("load", archive_url, home=own).status == 0
    held = run("verify", archive_url)
    assert held.status == 0 and held.err == ""
    assert held.out == "Kommune 751 Eksempelkommune: 2 linjer (2 underskrevet, uvidimeret); alt holder.\n"
    with psycopg.connect(archive_url, autocommit=True) as keeper:
        keeper.execute('UPDATE feltkit.events SET body = \'{"text":"rettet"}\' WHERE seq = 2')
    broken = run("verify", archive_url, "--municipality", "751")
    assert broken.status == 1 and "1 ting holder ikke." in broken.out
    assert "1-0002 er ændret: indholdet er ikke det, der blev skrevet." in broken.out
    assert broken.sentence() == "Noget i arkivet holder ikke; læg de kits og kopier ind igen, der har det."


def test_verify_tells_gaps_and_forks_and_each_feeds_digest(archive_url, tmp_path):
    home = closed(make_kit(tmp_path / "kit", municipality=751))
    log = Log.open(home / "log.db")
    two = [*notes_of(5, 6, "a")[3:], *notes_of(5, 6, "b")[5:]]
    for event in two:
        log.conn.execute("INSERT INTO events (id, kit, epoch, seq, hlc, incident, flags, kind, body, carrier, arrived) "
                         "VALUES (?,?,?,?,?,?,?,?,?,'bundle',0)", row_of(event))  # fmt: skip
    log.close()
    assert run("load", archive_url, home).status == 0
    told = run("verify", archive_url)
    assert told.status == 0 and "  5-0001–5-0003 mangler.\n  5-0006 har flere udgaver.\n" in told.out
    (found,) = fieldkit("archive", "verify", archive_url, "--json").lines
    assert set(found) == {"municipality", "name", "events", "feeds", "standings", "flaws", "findings"}
    feed = next(feed for feed in found["feeds"] if feed["kit"] == 5)
    assert HEX_ID.fullmatch(feed.pop("digest"))
    assert (feed["kit"], feed["epoch"], feed["first"], feed["last"], feed["count"]) == (5, 7, 4, 6, 4)
    assert (feed["gaps"], feed["forks"]) == (["5-0001–5-0003"], ["5-0006"])


def test_the_journal_is_byte_for_byte_the_kits_own(own, archive_url, tmp_path):
    assert run("load", archive_url, home=own).status == 0
    for form in ("html", "csv", "json"):
        kits = fieldkit("journal", "--format", form, home=own)
        ours = run("journal", archive_url, "--municipality", "751", "--format", form)
        assert (ours.status, ours.out) == (0, kits.out) and "Vi begynder" in ours.out
    out = tmp_path / "journal.json"
    assert run("journal", archive_url, "--municipality", "751", "--format", "json", "--out", out).out == ""
    assert ISO.fullmatch(json.loads(out.read_text())["events"][0]["at"])
    assert "intet fra kommune 740" in run("journal", archive_url, "--municipality", "740").refused()


def test_a_municipality_makes_its_journal_with_its_own_login_and_sees_no_other(own, archive_url, postgres):
    assert run("load", archive_url, home=own).status == 0
    assert run("load", archive_url, own.parent / "kit2", "--municipality", "740").status == 1
    with psycopg.connect(archive_url, autocommit=True) as owner:
        owner.execute("SELECT feltkit.admit(740, 'En anden', '')")
        owner.execute("CREATE ROLE en_andens_it LOGIN IN ROLE feltkit_740")
    try:
        url = postgres.url(archive_url.partition("@/")[2].partition("?")[0], "en_andens_it")
        assert "intet fra kommune 751" in run("journal", url, "--municipality", "751").refused()
        assert run("verify", url).out == "Kommune 740 En anden: 0 linjer; alt holder.\n"
        assert "må ikke gøre det" in run("load", url, home=own).refused()
    finally:
        postgres.run("DROP ROLE en_andens_it")
