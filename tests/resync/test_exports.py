"""Tables for other systems: just the documented columns, nothing that tells of people, and nothing that counts."""

import csv
import io
import json
import re
from collections.abc import Iterator

import pytest
from paths import ROOT
from two_towns import Town, two_towns

from fieldkit.acts import incidents, notes, offers, reports, requests
from fieldkit.acts.exports import exported
from fieldkit.core.facts.said import EntrySort
from fieldkit.core.facts.terms import Topic
from fieldkit.core.phrase.parse import parse
from fieldkit.resync.exports import TABLES
from fieldkit.resync.neighbours import import_neighbour

DOCS = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
WHO = "Øvelse Hemmelig"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Ours, in a crisis with a bit of everything, and a neighbour that it follows."""
    ours, theirs = two_towns(tmp_path_factory.mktemp("to"))
    incidents.start(theirs.seat, "Strømsvigt øst")
    requests.ask(theirs.seat, "tæpper", count=40, unit="stk.", place=7, topic=Topic.HEAT, by=WHO)
    offers.offer(theirs.seat, "vand", count=900, unit="liter", by=WHO)
    import_neighbour(ours.seat, theirs.bundle())
    kit = ours.seat
    incidents.start(kit, "=HYPERLINK(Strømsvigt)")
    reports.report(kit, 7, parse("vand! 6t mad? ok toilet 43b ring til hemmelig"), by=WHO)
    requests.ask(kit, "@sum(tæpper)", count=0, place=7, by=WHO)
    notes.write(kit, "-1 af hallen lukkes", entry=EntrySort.DECISION, by=WHO)
    notes.write(kit, "en hemmelig note", by=WHO)
    offers.offer(kit, "feltsenge", count=20, by=WHO)
    yield ours
    ours.close()
    theirs.close()


def written(town: Town, table: str, form: str, **how: object) -> str:
    return "".join(exported(town.seat, table, form, **how))  # type: ignore[arg-type]


def documented(table: str) -> list[tuple[str, str, bool]]:
    """(key, heading, personal) of each row of its table on the page."""
    part = re.search(rf"^## {table}\n(.*?)(?=^## |\Z)", DOCS, re.MULTILINE | re.DOTALL)
    assert part, table
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in part[1].splitlines() if "|" in line][2:]
    assert all(told for *_, told in cells)
    return [(key.strip("`"), heading, personal == "personal") for key, heading, personal, _ in cells]


@pytest.mark.parametrize("table", TABLES)
def test_the_page_tells_each_column_as_it_is(table):
    columns = [(column.key, column.heading, column.personal) for column in TABLES[table].columns]
    assert documented(table) == columns
    assert [line[3:] for line in DOCS.splitlines() if line.startswith("## ")] == list(TABLES)


@pytest.mark.parametrize("personal", [False, True])
@pytest.mark.parametrize("table", TABLES)
def test_both_forms_have_the_documented_columns_and_the_same_rows(town, table, personal):
    columns = [one for one in documented(table) if personal or not one[2]]
    said = json.loads(written(town, table, "json", personal=personal))
    assert (said["format"], said["table"], said["personal_data"]) == (1, table, personal)
    assert said["rows"] and all(list(row) == [key for key, *_ in columns] for row in said["rows"])
    text = written(town, table, "csv", personal=personal)
    assert text.startswith("\ufeff") and text.endswith("\r\n")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";"))
    assert rows[0] == [heading for _, heading, _ in columns]
    assert len(rows) == len(said["rows"]) + 1 and {len(row) for row in rows} == {len(columns)}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


@pytest.mark.parametrize("form", ["csv", "json"])
@pytest.mark.parametrize("table", TABLES)
def test_what_tells_of_people_stands_there_only_when_asked_for(town, table, form):
    assert "hemmelig" not in written(town, table, form).lower()
    if table != "shared":  # it has no such column
        assert "hemmelig" in written(town, table, form, personal=True).lower()


def test_what_stands_in_the_rows(town):
    (place,) = [row for row in rows(town, "situation") if row["number"]]
    assert (place["place"], place["level"], place["critical"]) == (7, "red", {"water": 6})
    assert (place["shortage"], place["children"], place["municipality"]) == ({"food": None}, 43, 998)
    assert [row["text"] for row in rows(town, "decisions")] == ["-1 af hallen lukkes"]
    (task,) = rows(town, "tasks")
    assert (task["thing"], task["count"], task["state"]) == ("@sum(tæpper)", 0, "waiting")
    shared = [(row["municipality"], row["what"], row["thing"], row["incident"]) for row in rows(town, "shared")]
    assert (998, "offer", "feltsenge", "=HYPERLINK(Strømsvigt)") in shared
    assert (999, "request", "tæpper", "Strømsvigt øst") in shared and (999, "offer", "vand", "Strømsvigt øst") in shared
    assert {row["signature"] for row in rows(town, "log")} <= {"seal", "signed"}


def rows(town: Town, table: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(written(town, table, "json"))["rows"]
    return found
