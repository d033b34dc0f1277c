"""The commands about the work, on a real kit in a folder of its own: what is typed is what is listed."""

import json
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from click.testing import CliRunner
from paths import DATA

from fieldkit.cli import cli
from fieldkit.cli.moments import clock, iso, seconds_from
from fieldkit.cli.remedies import told
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.errors import FieldkitError, InputError
from fieldkit.core.facts.terms import Role
from fieldkit.kit import Kit
from fieldkit.store.files.home import KitConfig


def make_kit(folder, number, role, place, place_number):
    config = KitConfig(number=number, role=role, place=place, place_number=place_number)
    Kit.create(folder, config, data=DATA).close()
    return folder


@pytest.fixture
def home(tmp_path):
    return make_kit(tmp_path / "kit", 1, Role.SECRETARIAT, "sekretariat", 1)


@pytest.fixture
def fk(home):
    """Runs a command; a JSON answer comes back as its objects, a refusal as InputError."""

    def run(*arguments, folder=home):
        result = CliRunner().invoke(cli, ["--home", str(folder), *arguments])
        if isinstance(result.exception, FieldkitError):
            raise type(result.exception)(told(result.exception))
        assert result.exit_code == 0, result.output
        if "--json" in arguments:
            return [json.loads(line) for line in result.stdout.splitlines()]
        return result.stdout

    run("incident", "start", "Strømsvigt nord")
    return run


def number_in(text):
    return text.split()[0]


def test_a_request_from_new_to_done(fk):
    new = fk(
        *("request", "new", "tæpper", "--count", "40", "--unit", "stk.", "--place", "uglemoseskolen"),
        *("--topic", "varme", "--due", "om 2 t", "--precedence", "haster", "--by", "FO", "--json"),
    )[0]
    assert (new["place"], new["count"], new["topic"], new["precedence"]) == ("uglemoseskolen", 40, "heat", "urgent")
    assert new["state"] == "waiting" and new["resources"] and not new["late"]
    fk("request", "status", new["number"], "Under udførelse", "--holder", "Vej og park")
    listed = fk("request", "list", "--json")
    assert [(r["number"], r["state"], r["holder"]) for r in listed] == [(new["number"], "working", "Vej og park")]
    assert "40 stk. tæpper" in fk("request", "list") and "under udførelse" in fk("request", "list")
    fk("request", "status", new["number"], "done", "--note", "leveret")
    assert "Ingen åbne" in fk("request", "list") and "gennemført" in fk("request", "list", "--all")
    done = fk("request", "list", "--json")[0]
    assert (done["state"], done["holder"], done["note"]) == ("done", "Vej og park", "leveret")


def test_a_request_can_come_from_a_message_and_needs_no_more_than_words(fk):
    message = number_in(fk("message", "Vi fryser", "--to", "sekretariat"))
    new = fk("request", "new", "varme", "--ref", message, "--json")[0]
    assert (new["ref"], new["place"], new["count"], new["due"], new["topic"]) == (
        message,
        "sekretariat",
        None,
        None,
        None,
    )


def test_a_runner_from_new_over_delivered_to_back(fk):
    message = number_in(fk("message", "Luk salen", "--to", "uglemoseskolen"))
    new = fk(
        *("dispatch", "new", "Øvelse Runner", "--to", "uglemoseskolen", "--to", "brombaerskolen"),
        *("--carry", message, "--transport", "bicycle", "--by", "vagt", "--json"),
    )[0]
    assert [stop["place"] for stop in new["route"]] == ["uglemoseskolen", "brombaerskolen"]
    assert new["carries"][0]["number"] == message and new["state"] == "out" and new["expected"] > new["left"]
    fk("dispatch", "delivered", new["number"], "uglemoseskolen", "--by", "skoleleder")
    fk("dispatch", "recall", new["number"], "--by", "kriseleder")
    now = fk("dispatch", "list", "--json")[0]
    assert (now["state"], now["out"], now["route"][0]["by"]) == ("recalled", True, "skoleleder")
    fk("dispatch", "back", new["number"], "--by", "logfører")
    assert fk("dispatch", "list") == "" and "tilbage" in fk("dispatch", "list", "--all")
    with pytest.raises(InputError, match="allerede tilbage"):
        fk("dispatch", "back", new["number"], "--by", "logfører")


def test_an_overdue_runner_is_listed_and_proposed(fk):
    fk("dispatch", "new", "Øvelse Runner", "--to", "uglemoseskolen", "--minutes", "30", "--left", "1 t")
    assert "OVER TIDEN" in fk("dispatch", "list")
    found = fk("proposals", "--json")
    assert [(p["asks"], p["do"], p["places"]) for p in found] == [("overdue-runner", "returned", ["uglemoseskolen"])]


def test_a_notice_is_replaced_and_shown_until_it_is_down(fk):
    old = number_in(
        fk("notice", "new", "Drikkevand", "Kl. 12 i gården", "--to", "uglemoseskolen", "--expires", "1 døgn")
    )
    fk("notice", "up", old, "--place", "uglemoseskolen", "--by", "vagt")
    new = number_in(fk("notice", "new", "Drikkevand", "Kl. 14", "--to", "uglemoseskolen", "--replaces", old))
    first, second = fk("notice", "list", "--json")
    assert (first["number"], first["outdated"], first["replaced_by"]) == (old, "replaced", new)
    assert first["places"][0]["up"] and second["missing"] == ["uglemoseskolen"]
    assert "HÆNGER ENDNU hos Uglemoseskolen" in fk("notice", "list")
    fk("notice", "down", old, "--place", "uglemoseskolen")
    assert "HÆNGER ENDNU" not in fk("notice", "list")


def test_log_entries_take_danish_and_english_words(fk):
    fk("note", "Vi lukker skolen", "--entry", "beslutning", "--by", "kriseleder")
    fk("note", "Pressen blev ikke ringet op", "--entry", "omission")
    assert "undladelse" in fk("note", "Intet svar", "--entry", "undladelse")
    with pytest.raises(InputError, match="notat, handling, beslutning, undladelse"):
        fk("note", "Noget", "--entry", "råb")


def test_rounds_are_set_listed_and_called_off(fk):
    fk("round", "set", "2", "--first", "om 2 t", "--by", "kriseleder")
    rows = fk("round", "list", "--json")
    assert len(rows) > 10 and not any(row["late"] or row["silent"] for row in rows)
    assert [row["next"] for row in rows] == sorted(row["next"] for row in rows)
    assert "Melding hver 2. time" in fk("round", "list")
    fk("round", "set", "0")
    assert fk("round", "list", "--json") == [] and "Ingen faste meldinger" in fk("round", "list")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["request", "new", "  "], "tom"),
        (["request", "new", "vand", "--due", "nok"], "er ikke et tidspunkt"),
        (["request", "new", "vand", "--topic", "kaffe"], "vælg vand, mad, varme"),
        (["request", "new", "vand", "--place", "uglemoseskoln"], "mente du"),
        (["request", "new", "vand", "--ref", "1-9999"], "findes ikke"),
        (["request", "new", "vand til 010190-1234"], "CPR"),
        (["request", "status", "1-0001", "done"], "er ikke en anmodning"),
        (["request", "status", "1-0001", "fløjtet"], "vælg afventer, under udførelse, gennemført, afvist"),
        (["dispatch", "back", "1-0002", "--by", "x"], "er ikke en afsendelse"),
        (["dispatch", "new", " ", "--to", "uglemoseskolen"], "tom"),
        (["dispatch", "new", "x", *(["--to", "2"] * 16)], "højst"),
        (["notice", "up", "1-0001"], "er ikke et opslag"),
        (["notice", "new", "Vand", "--replaces", "1-0001"], "er ikke et opslag"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence_and_nothing_is_recorded(fk, home, arguments, sentence):
    with pytest.raises(InputError, match=sentence):
        fk(*arguments)
    kit = Kit.open(home)
    try:
        assert kit.state.vector.feeds.popitem()[1].head == 2, "hello and the incident, nothing else"
    finally:
        kit.close()


def test_conflicting_work_at_two_kits_is_the_same_after_they_have_met(fk, home, tmp_path):
    other = make_kit(tmp_path / "other", 2, Role.MEETING_POINT, "uglemoseskolen", 2)
    request = number_in(fk("request", "new", "tæpper", "--place", "uglemoseskolen"))
    errand = number_in(fk("dispatch", "new", "Øvelse Runner", "--to", "uglemoseskolen"))
    meet(home, other)
    fk("request", "status", request, "working", "--holder", "Vej og park")
    fk("request", "status", request, "done", folder=other)
    fk("dispatch", "back", errand, "--by", "mødested", folder=other)
    fk("dispatch", "back", errand, "--by", "sekretariat")
    meet(home, other)
    assert fk("request", "list", "--json") == fk("request", "list", "--json", folder=other)
    assert fk("dispatch", "list", "--json") == fk("dispatch", "list", "--json", folder=other)
    assert fk("request", "list", "--json")[0]["holder"] == "Vej og park"


def meet(one, other):
    kits = Kit.open(one), Kit.open(other)
    try:
        everything = [[row.event for row in kit.log.all()] for kit in kits]
        kits[0].merge(everything[1], "bundle")
        kits[1].merge(everything[0], "bundle")
        assert kits[0].state == kits[1].state
    finally:
        for kit in kits:
            kit.close()


def local(*parts):
    return datetime(*parts, tzinfo=ZoneInfo("Europe/Copenhagen")).timestamp()


@pytest.mark.parametrize(
    ("typed", "past", "meant"),
    [
        ("14.30", False, (2026, 11, 21, 14, 30)),
        ("kl. 14:30", False, (2026, 11, 21, 14, 30)),
        ("kl 9", False, (2026, 11, 22, 9, 0)),
        ("9.05", False, (2026, 11, 22, 9, 5)),
        ("9.05", True, (2026, 11, 21, 9, 5)),
        ("14.30", True, (2026, 11, 20, 14, 30)),
        ("i morgen 8.00", False, (2026, 11, 22, 8, 0)),
        ("24.00", False, (2026, 11, 22, 0, 0)),
        ("om 2 t", False, (2026, 11, 21, 14, 0)),
        ("30 min", True, (2026, 11, 21, 11, 30)),
        ("2026-11-23T08:00", False, (2026, 11, 23, 8, 0)),
    ],
)
def test_times_as_people_type_them(typed, past, meant):
    now = local(2026, 11, 21, 12, 0)
    assert seconds_from(typed, now, past=past) + EPOCH_UNIX_S == local(*meant)


@pytest.mark.parametrize("typed", ["", "nok", "25.00", "24.30", "12.60", "2024-01-01T00:00", "om lidt", "1430"])
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(InputError):
        seconds_from(typed, local(2026, 11, 21, 12, 0))


def test_times_as_people_and_programs_read_them():
    now = local(2026, 11, 21, 12, 0)
    assert (
        clock(now + 3600, now) == "13.00" and clock(now + 86400, now) == "22.11. 12.00" and clock(None, now) == "ukendt"
    )
    assert iso(0) == "1970-01-01T00:00:00+00:00" and iso(None) is None
