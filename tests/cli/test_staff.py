"""`crew` and `handover` as typed: who is on duty, and how a shift is handed over."""

import time

import pytest
from click.testing import CliRunner
from command_line import fieldkit
from kits import closed, make_kit

from fieldkit.acts import duty
from fieldkit.cli import cli
from fieldkit.core.errors import InputError

FACTS = ("--fact", "Runner 1-0044 er ude", "--fact", "Vand er rødt på Uglemoseskolen", "--fact", "Møde kl. 18")


def test_people_sign_in_and_out(fk):
    told = fk("crew", "in", "øvelse andersen")
    assert "Øvelse Andersen er på vagt som kriseleder, Krisesekretariatet" in told
    fk("crew", "in", "Mette", "--role", "Forbindelsesofficer", "--place", "uglemoseskolen", "--since", "00.01")
    found = fk("crew", "list", "--json")
    assert [(p["name"], p["role"], p["place"]) for p in found] == [
        ("Øvelse Andersen", "leader", "sekretariat"),
        ("Mette", "liaison-officer", "uglemoseskolen"),
    ]
    assert "forbindelsesofficer" in fk("crew", "list") and "siden 00.01" in fk("crew", "list")
    fk("crew", "out", "mette")
    assert [p["name"] for p in fk("crew", "list", "--json")] == ["Øvelse Andersen"]
    gone = {p["name"]: p["until"] is not None for p in fk("crew", "list", "--history", "--json")}
    assert gone == {"Mette": True, "Øvelse Andersen": False}
    with pytest.raises(InputError, match="står ikke på vagt"):
        fk("crew", "out", "mette")
    with pytest.raises(InputError, match="Navnet mangler"):
        fk("crew", "in", " ")
    with pytest.raises(InputError, match="fremtiden"):
        fk("crew", "in", "Mette", "--since", "2040-01-01T10:00")


def test_the_same_name_at_two_places_is_asked_about(fk):
    fk("crew", "in", "Mette", "--place", "uglemoseskolen")
    fk("crew", "in", "Mette", "--place", "brombaerskolen")
    assert "Uglemoseskolen" in fk.err
    with pytest.raises(InputError, match="--place uglemoseskolen eller brombaerskolen"):
        fk("crew", "out", "Mette")
    fk("crew", "out", "Mette", "--place", "uglemoseskolen")
    assert [p["place"] for p in fk("crew", "list", "--json")] == ["brombaerskolen"]


def test_a_handover_needs_three_facts_and_two_names(fk):
    fk("crew", "in", "Øvelse Andersen")
    names = ("--from", "Øvelse Andersen", "--to", "prøve andersen")
    with pytest.raises(InputError, match="tre ting"):
        fk("handover", "done", *names, "--fact", "kun en")
    with pytest.raises(InputError, match="samme navn"):
        fk("handover", "done", "--from", "Mette", "--to", "mette", *FACTS)
    with pytest.raises(InputError, match="plads til 120"):
        fk("handover", "done", *names, *FACTS[:4], "--fact", "langt " * 30)
    assert fk("crew", "list", "--json")[0]["name"] == "Øvelse Andersen", "nothing was recorded"
    told = fk("handover", "done", *names, *FACTS, "--json")[0]
    assert told["body"]["facts"] == [fact for fact in FACTS if fact != "--fact"]
    (on_duty,) = fk("crew", "list", "--json")
    assert (on_duty["name"], on_duty["role"]) == ("Prøve Andersen", "leader")


def test_the_handover_list_shows_what_is_open(fk):
    fk("crew", "in", "Øvelse Andersen")
    fk("level", "set", "2", "--by", "kommunaldirektøren")
    number = fk("message", "Har I vand?", "--to", "uglemoseskolen", "--precedence", "haster").strip()
    fk("question", "add", "Hvornår kommer strømmen?", "--count", "12")
    (found,) = fk("handover", "show", "--json")
    assert found["battery"] is None and found["unconfirmed"] == [number]
    assert [q["count"] for q in found["questions"]] == [12]
    assert [d["text"] for d in found["decisions"]] == ["niveau 2 aktiveret"]
    assert number in [d["number"] for d in found["deadlines"]]
    shown = fk("handover", "show")
    assert "Batteri: ukendt" in shown and "Har I vand?" in shown and "staben skal være fuldtallig" in shown


@pytest.mark.parametrize(
    "arguments",
    [
        ("crew", "in", "Barn 010115-1234"),
        (
            "handover",
            "done",
            "--from",
            "Øvelse A",
            "--to",
            "Øvelse B",
            "--fact",
            "a",
            "--fact",
            "010115-1234",
            "--fact",
            "c",
        ),
    ],
)
def test_no_text_of_a_shift_takes_a_cpr_number(fk, arguments):
    before = len(fk("log", "--json"))
    with pytest.raises(InputError, match="CPR-nummer"):
        fk(*arguments)
    assert len(fk("log", "--json")) == before


@pytest.mark.parametrize("command", ["crew in", "crew out", "crew list", "handover show", "handover done"])
def test_every_command_of_a_shift_helps_with_an_example(command):
    result = CliRunner().invoke(cli, [*command.split(), "--help"])
    assert result.exit_code == 0 and f"fieldkit {command}" in result.stdout.split("Example:")[1]


def test_how_long_somebody_has_been_on_duty_is_unknown_when_that_claims_to_be_later_than_now(tmp_path):
    ahead = make_kit(tmp_path / "k", now=lambda: time.time() + 3 * 3600)
    duty.sign_in(ahead, "Mette")
    home = closed(ahead)
    for told in (fieldkit("crew", "list", home=home).out, fieldkit("handover", "show", home=home).out):
        assert "(ukendt tid)" in told and "under 1 min" not in told
