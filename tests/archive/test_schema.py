"""The schema: cut by municipality everywhere, made once whoever begins, and open to nobody beyond what is theirs."""

import re
import threading

import psycopg
import pytest
from archives import HERE, a_day, notes_of
from psycopg import errors

from fieldkit.archive.connection import archive_at
from fieldkit.archive.load import load
from fieldkit.archive.schema import MIGRATIONS, make_ready, must_be_ready
from fieldkit.archive.sources import sources
from fieldkit.core.errors import StoreError

pytestmark = pytest.mark.processes

CUT = "municipality"
TABLES = ("municipalities", "loads", "roots", "events", "deposits", "checkpoints", "erased")
VIEWS = ("log", "feeds", "kits", "nodes", "incidents", "signs", "silences", "understood", "requests", "open_requests",
         "years", "regions")  # fmt: skip


# cut by municipality, by the catalogue


def test_every_key_and_foreign_key_contains_the_municipality(rows):
    """On the other side of a foreign key as well, at the same place."""
    columns = (
        "ARRAY(SELECT attname FROM unnest(con.{key}) WITH ORDINALITY AS key(attnum, place) "
        "JOIN pg_attribute AS att ON att.attrelid = con.{table} AND att.attnum = key.attnum ORDER BY place)"
    )
    query = (
        f"SELECT con.conrelid::regclass::text, con.contype::text, {columns.format(key='conkey', table='conrelid')}, "
        f"{columns.format(key='confkey', table='confrelid')} FROM pg_constraint AS con "
        "JOIN pg_namespace AS space ON space.oid = con.connamespace "
        "WHERE space.nspname = 'feltkit' AND con.contype IN ('p', 'u', 'f', 'x')"
    )
    found = rows(query)
    assert {table for table, kind, *_ in found if kind == "p"} >= {f"feltkit.{table}" for table in TABLES}
    assert any(kind == "f" for _, kind, *_ in found)
    for table, kind, own, others in found:
        assert CUT in own, (table, kind, own)
        assert kind != "f" or others[own.index(CUT)] == CUT, (table, own, others)


def test_every_unique_index_contains_the_municipality_and_every_other_begins_with_it(rows):
    found = rows(
        "SELECT idx.indexrelid::regclass::text, idx.indisunique, ARRAY(SELECT attname FROM unnest(idx.indkey) "
        "WITH ORDINALITY AS key(attnum, place) JOIN pg_attribute AS att ON att.attrelid = idx.indrelid "
        "AND att.attnum = key.attnum ORDER BY place) "
        "FROM pg_index AS idx JOIN pg_class AS rel ON rel.oid = idx.indrelid "
        "JOIN pg_namespace AS space ON space.oid = rel.relnamespace WHERE space.nspname = 'feltkit'"
    )
    assert len(found) > 50
    assert [index for index, _, columns in found if columns[0] != CUT] == []


def test_the_large_tables_are_hash_partitioned_by_the_municipality_alone(rows):
    found = rows(
        "SELECT part.partrelid::regclass::text, part.partstrat::text, ARRAY(SELECT attname FROM pg_attribute "
        "WHERE attrelid = part.partrelid AND attnum = ANY(part.partattrs)) FROM pg_partitioned_table AS part"
    )
    assert sorted(found) == [
        (f"feltkit.{table}", "h", [CUT]) for table in ("checkpoints", "deposits", "erased", "events")
    ]


def test_every_table_with_rows_of_a_municipality_has_its_column(rows):
    having = {name for (name,) in rows("SELECT table_name FROM information_schema.columns "
                                       f"WHERE table_schema = 'feltkit' AND column_name = '{CUT}'")}  # fmt: skip
    every = {name for (name,) in rows("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p', 'v') "
                                      "AND relnamespace = 'feltkit'::regnamespace")}  # fmt: skip
    assert every - having == {"migrations", "regions"}, "the one has no rows of anybody, the other sums of many"


def joins(definition: str) -> list[str]:
    """The condition of every join of a view, as the database itself writes the view; a join without one is empty."""
    found = []
    for join in re.finditer(r"\b(?:(LEFT|RIGHT|FULL|CROSS|INNER) )?JOIN\b", definition):
        rest = definition[join.end() :]
        depth, at = 0, 0
        for at, letter in enumerate(rest):
            depth += {"(": 1, ")": -1}.get(letter, 0)
            begins = rest[at:]
            if depth < 0 or (depth == 0 and re.match(r"\s(ON|USING|JOIN|LEFT|WHERE|GROUP|ORDER|UNION)\b", begins)):
                break
        condition = re.match(r"\s*(ON|USING)\s*", rest[at:])
        if condition is None:
            found.append("")
            continue
        inside = rest[at + condition.end() :]
        depth, to = 0, 0
        for to, letter in enumerate(inside):  # noqa: B007
            depth += {"(": 1, ")": -1}.get(letter, 0)
            if depth <= 0 and (depth < 0 or letter == ")"):
                break
        found.append(inside[: to + 1])
    return found


def is_by_municipality(condition: str) -> bool:
    """Whether a join's condition holds the rows of two municipalities apart: it must be so in each part of an OR."""
    if re.search(r"\bOR\b", condition) and not re.search(r"AND", condition):
        return False
    return bool(re.search(rf"\w+\.{CUT} = \w+\.{CUT}|^\(\s*{CUT}[,)]", condition))


@pytest.mark.parametrize(
    ("view", "by"),
    [
        ("SELECT 1 FROM a JOIN b USING (municipality, kit)", [True]),
        ("SELECT 1 FROM a LEFT JOIN b ON ((b.municipality = a.municipality) AND (b.x = a.x))", [True]),
        ("SELECT 1 FROM a JOIN b ON ((a.kit = b.kit))", [False]),
        ("SELECT 1 FROM a JOIN b USING (kit) JOIN c USING (municipality)", [False, True]),
        ("SELECT 1 FROM a CROSS JOIN b WHERE a.x = 1", [False]),
    ],
)
def test_the_reading_of_joins_sees_what_it_is_to_see(view, by):
    assert [is_by_municipality(each) for each in joins(view)] == by


def test_every_join_of_every_view_contains_the_municipality(rows):
    found = dict(rows("SELECT viewname::text, definition FROM pg_views WHERE schemaname = 'feltkit'"))
    assert set(found) == set(VIEWS)
    told = [(view, condition) for view, definition in found.items() for condition in joins(definition)]
    assert len(told) >= 12
    assert [(view, condition) for view, condition in told if not is_by_municipality(condition)] == []
    for view, definition in found.items():
        froms = re.findall(r"\bFROM\s+\(*[\w.]+(?:\s+(?:AS\s+)?\w+)?\s*,", definition)
        assert not froms, f"{view} joins by a comma"


GATHERED = re.compile(r"(?:GROUP BY|PARTITION BY|DISTINCT ON)\s+([^;]+?)(?:ORDER BY|\)\s|;|$|,\n)")


def test_whatever_a_view_gathers_it_gathers_within_a_municipality(rows):
    """Groups, windows and DISTINCT ON; but for the sums of regions."""
    for view, definition in rows("SELECT viewname::text, definition FROM pg_views WHERE schemaname = 'feltkit'"):
        for gathered in GATHERED.findall(definition):
            assert CUT in gathered or view == "regions", (view, gathered)


# versions


def test_the_schema_is_made_once_however_many_begin(postgres):
    name = postgres.new_database()
    failed = []

    def begin() -> None:
        try:
            with archive_at(postgres.url(name)) as archive:
                make_ready(archive)
        except Exception as error:  # noqa: BLE001 — whatever it is, it is told below
            failed.append(error)

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with archive_at(postgres.url(name)) as archive:
        assert [row[0] for row in archive.execute("SELECT name FROM feltkit.migrations")] == list(MIGRATIONS)
        must_be_ready(archive)


def test_an_older_archive_is_brought_up_to_date_and_a_newer_one_refused(archive):
    archive.execute(f"DROP VIEW {', '.join(f'feltkit.{view}' for view in VIEWS)}".encode())
    archive.execute("DROP FUNCTION feltkit.written_at, feltkit.moment, feltkit.said, feltkit.word, feltkit.within, "
                    "feltkit.number")  # fmt: skip
    archive.execute("DROP TABLE feltkit.erased")
    archive.execute("DROP FUNCTION feltkit.forget")
    archive.execute("DELETE FROM feltkit.migrations WHERE name <> '0001-archive'")
    with pytest.raises(StoreError, match="ældre udgave"):
        must_be_ready(archive)
    make_ready(archive)
    assert archive.execute("SELECT count(*) FROM feltkit.regions").fetchone() == (0,)
    archive.execute("INSERT INTO feltkit.migrations (name) VALUES ('0009-later')")
    for begin in (make_ready, must_be_ready):
        with pytest.raises(StoreError, match=r"nyere udgave af Feltkit \(0009-later\)"):
            begin(archive)


def test_a_schema_that_breaks_off_leaves_nothing(postgres, monkeypatch):
    name = postgres.new_database()
    with pytest.raises(StoreError, match="svarer med en fejl"), archive_at(postgres.url(name)) as archive:
        archive.execute("CREATE SCHEMA other")
        monkeypatch.setattr("fieldkit.archive.schema.MIGRATIONS", ("0001-archive", "0001-archive"))
        make_ready(archive)
    with archive_at(postgres.url(name)) as archive, pytest.raises(StoreError, match="intet arkiv"):
        must_be_ready(archive)


# who may read what


class Person:
    """Somebody with a login of their own."""

    def __init__(self, url: str, name: str) -> None:
        self.url, self.name = url, name

    def reads(self, query: str) -> list[tuple]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            return list(connection.execute(query.encode()))

    def is_refused(self, statement: str) -> None:
        with pytest.raises(errors.InsufficientPrivilege):
            self.reads(statement)


@pytest.fixture
def person(postgres, archive_url):
    """Makes people who log in: `person("IN ROLE feltkit_751")`."""
    made = []

    def make(rights: str, database: str | None = None) -> Person:
        name = f"person_{next(postgres.names)}"
        made.append(name)
        postgres.run(f"CREATE ROLE {name} LOGIN {rights}")
        where = database or archive_url.partition("@/")[2].partition("?")[0]
        return Person(postgres.url(where, name), name)

    yield make
    postgres.run("DROP DATABASE IF EXISTS owned WITH (FORCE)")
    for name in made:
        with psycopg.connect(archive_url, autocommit=True) as connection:
            connection.execute(f"DROP OWNED BY {name}".encode())
        postgres.run(f"DROP ROLE {name}")


@pytest.fixture
def two(put_in, log_of):
    """Events of two municipalities: of the same day, and five notes of 751, seven of 740."""
    put_in(log_of(a_day() + notes_of(12, 5), "mine"), code=751, region="Region Midt")
    put_in(log_of(a_day() + notes_of(13, 7), "theirs"), code=740, region="Region Midt")


THEIRS = len(a_day())


def test_a_municipality_reads_only_its_own_in_every_table_and_view(two, person, rows):
    own = person("IN ROLE feltkit_751")
    for name in (*TABLES, *VIEWS):
        if name not in ("regions", "nodes", "roots", "checkpoints", "erased"):  # the first is below, the others empty
            there = f"SELECT DISTINCT municipality FROM feltkit.{name} ORDER BY 1"
            assert (rows(there), own.reads(there)) == ([(740,), (751,)], [(751,)]), name
    assert own.reads("SELECT count(*) FROM feltkit.events") == [(THEIRS + 5,)]
    assert own.reads("SELECT count(*) FROM feltkit.events WHERE municipality = 740") == [(0,)]
    sums = "SELECT municipalities, incidents, messages, requests FROM feltkit.regions"
    assert (rows(sums), own.reads(sums)) == ([(2, 2, 2, 2)], [(1, 1, 1, 1)])


def test_who_reads_for_two_reads_both_and_who_is_nobody_reads_nothing(two, person):
    count = "SELECT count(*) FROM feltkit.events"
    assert person("IN ROLE feltkit_751, feltkit_740").reads(count) == [(2 * THEIRS + 12,)]
    assert person("IN ROLE feltkit_reader").reads(count) == [(0,)]
    person("").is_refused(count)


def test_no_way_round_shows_what_is_anothers(two, person, postgres, archive_url):
    own = person("IN ROLE feltkit_751")
    for part in range(16):
        own.is_refused(f"SELECT * FROM feltkit.events_{part}")
    own.is_refused("SET ROLE feltkit_740")
    own.is_refused("SET row_security = off; SELECT * FROM feltkit.events")
    own.is_refused("SELECT feltkit.admit(740, 'x', 'y')")
    own.is_refused("CREATE TABLE feltkit.x (y integer)")
    for table in TABLES:
        own.is_refused(f"DELETE FROM feltkit.{table}")
        own.is_refused(f"INSERT INTO feltkit.{table} SELECT * FROM feltkit.{table}")
    # granted by mistake on everything: still no row of another's, also not past the whole
    with psycopg.connect(archive_url, autocommit=True) as owner:
        owner.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA feltkit TO {own.name}".encode())
    for part in range(16):
        assert own.reads(f"SELECT * FROM feltkit.events_{part}") == []


def test_a_function_of_their_own_sees_no_row_of_anothers(two, person):
    own = person("IN ROLE feltkit_751")
    with psycopg.connect(own.url, autocommit=True) as connection:
        seen: list[str] = []
        connection.add_notice_handler(lambda notice: seen.append(notice.message_primary))
        connection.execute(
            "CREATE FUNCTION pg_temp.peek(text) RETURNS boolean COST 0.0001 LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE NOTICE '%', $1; RETURN true; END $$"
        )
        for table, column in (("events", "municipality || body"), ("log", "municipality || number")):
            connection.execute(f"SELECT * FROM feltkit.{table} WHERE pg_temp.peek({column})".encode())
    assert len(seen) == 2 * (THEIRS + 5) and all(text.startswith("751") for text in seen)


def test_every_table_forces_its_rules_on_its_owner_and_every_view_reads_as_who_asks(rows):
    forced = rows("SELECT relname::text FROM pg_class WHERE relnamespace = 'feltkit'::regnamespace "
                  "AND relkind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity)")  # fmt: skip
    assert forced == [("migrations",)]
    views = rows("SELECT relname::text FROM pg_class WHERE relnamespace = 'feltkit'::regnamespace AND relkind = 'v' "
                 "AND NOT coalesce(reloptions @> '{security_invoker=true}', false)")  # fmt: skip
    assert views == []


def test_an_owner_who_is_no_superuser_makes_and_fills_it_and_sees_nothing_without_being_its_keeper(
    postgres, person, log_of
):
    owner = person("CREATEROLE", "owned")
    # from version 16 on it must be, where another has made these two
    postgres.run(f"GRANT feltkit_keeper, feltkit_reader TO {owner.name} WITH ADMIN OPTION")
    postgres.run(f"CREATE DATABASE owned OWNER {owner.name} TEMPLATE template0 ENCODING 'UTF8'")
    with archive_at(owner.url) as archive:
        make_ready(archive)
        with sources([log_of(notes_of(12, 5), "mine")], []) as (source,):
            assert load(archive, source, 751, HERE).role
        assert archive.execute("SELECT count(*) FROM feltkit.events").fetchone() == (5,)
    postgres.run(f"REVOKE feltkit_keeper FROM {owner.name}")
    assert owner.reads("SELECT count(*) FROM feltkit.events") == [(0,)]
    assert owner.reads("SELECT count(*) FROM feltkit.log") == [(0,)]


def test_a_keeper_who_may_make_no_roles_loads_a_new_municipality_and_it_has_its_role(person, log_of, rows):
    keeper = person("IN ROLE feltkit_keeper")
    with archive_at(keeper.url) as archive:
        make_ready(archive)
        with sources([log_of(notes_of(12, 5), "mine")], []) as (source,):
            assert load(archive, source, 630, HERE).role
    assert rows("SELECT count(*) FROM pg_roles WHERE rolname = 'feltkit_630'") == [(1,)]
    keeper.is_refused("DELETE FROM feltkit.events")
    keeper.is_refused("UPDATE feltkit.events SET body = '{}'")


def test_a_stranger_is_told_in_one_sentence(two, person):
    with pytest.raises(StoreError, match="må ikke gøre det"), archive_at(person("").url) as archive:
        must_be_ready(archive)
