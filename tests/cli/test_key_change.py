"""The municipality's key is changed from the prompt: what people type, and what they read."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from kits import meeting_point, secretariat

from fieldkit.cli import cli
from fieldkit.store.files.keys import new_key, write_key

BY = ("--by", "Øvelse Andersen")


class Prompt:
    def __init__(self, home: Path) -> None:
        self.home = home

    def __call__(self, *typed: object) -> str:
        told = CliRunner().invoke(
            cli,
            ["--home", str(self.home), *map(str, typed)],
            env={"FIELDKIT_PASSPHRASE": "fire helt tilfældige ord"},
        )
        if told.exception is not None and not isinstance(told.exception, SystemExit):
            return f"{type(told.exception).__name__}: {told.exception}"
        return told.output


@pytest.fixture
def centre(tmp_path: Path) -> Prompt:
    write_key(tmp_path / "key", new_key())
    secretariat(tmp_path / "1", key=tmp_path / "key", printer="virtual:").close()
    meeting_point(tmp_path / "2", key=tmp_path / "key").close()
    made = Prompt(tmp_path / "1")
    made("keys", "root", tmp_path / "rod", "--municipality", "999")
    for number in (1, 2):
        Prompt(tmp_path / str(number))("keys", "trust", tmp_path / "rod.pub")
    carry(tmp_path / "2", tmp_path / "1")
    for number, rights in ((1, ("--may-revoke",)), (2, ())):
        made("keys", "vouch", number, "--root", tmp_path / "rod", *rights)
    return made


def carry(giver: Path, taker: Path) -> None:
    bundle = giver.with_name(f"{giver.name}-{len(list(giver.parent.iterdir()))}.fkb")
    Prompt(giver)("bundle", "export", bundle)
    assert "nye linjer" in (told := Prompt(taker)("bundle", "import", bundle)) or "ny linje" in told


def test_from_the_first_share_to_the_old_key_let_go(centre: Prompt) -> None:
    school = Prompt(centre.home.with_name("2"))
    assert "er ikke skiftet; kittet har nøgle nr. 1" in centre("keys", "rotate")
    assert json.loads(centre("keys", "rotate", "--json"))["number"] is None
    told = json.loads(centre("keys", "rotate", "begin", *BY, "--json"))
    assert (told["number"], told["in_use"], told["seals"], told["older"], told["lost"]) == (2, False, 1, [1], [])
    assert [(kit["kit"], kit["vouched"], kit["given"], kit["holds"]) for kit in told["kits"]] == [
        (1, True, True, True), (2, True, True, False)
    ]  # fmt: skip
    assert "ved at blive skiftet til nr. 2" in centre("doctor")
    assert "    2  " in (shown := centre("keys", "rotate")) and "mangler den" in shown and "vent på kit 2" in shown
    assert "Kit 2 har ikke nøglen endnu" in centre("keys", "rotate", "use", *BY)
    carry(centre.home, school.home)
    carry(school.home, centre.home)
    assert "alle har den" in centre("keys", "rotate")
    told = json.loads(centre("keys", "rotate", "use", *BY, "--json"))
    assert told["in_use"] and told["seals"] == 2
    assert "Nøgle nr. 2" in centre("keys", "show") and "Nøgle nr. 1" in school("keys", "show")
    carry(centre.home, school.home)
    assert "Nøgle nr. 2" in school("keys", "show")
    assert "radio setup" in centre("keys", "rotate")
    told = json.loads(centre("keys", "rotate", "retire", 1, *BY, "--json"))
    assert (told["older"], told["retired"]) == ([], [1])
    assert "skiftet til" not in centre("doctor")
    assert "Skiftet er færdigt." in centre("keys", "rotate")
    assert "er udgået (Øvelse Andersen)" in centre("log")


def test_a_share_on_a_stick_is_read_where_it_is_for(centre: Prompt, tmp_path: Path) -> None:
    school = Prompt(centre.home.with_name("2"))
    centre("keys", "rotate", "begin", *BY)
    centre("keys", "rotate", "use", *BY, "--without-rest")
    stick = tmp_path / "kit2.txt"
    assert "Ingen anden kan åbne den" in centre("keys", "rotate", "give", 2, "--to", stick)
    assert "findes allerede" in centre("keys", "rotate", "give", 2, "--to", stick)
    assert "nye linjer" in school("slip", "scan", stick)
    assert json.loads(school("keys", "rotate", "--json"))["seals"] == 2
    assert "er i kø" in centre("keys", "rotate", "give", 2)
    assert "Kit 77 har ikke sagt, hvad dets nøgle er" in centre("keys", "rotate", "give", 77)
    centre("keys", "revoke", 2, *BY)
    assert "Kit 2 er spærret og får ingen del" in centre("keys", "rotate", "give", 2)


def test_the_channel_card_is_of_the_key_that_comes_and_never_waits_on_the_disk(centre: Prompt, tmp_path: Path) -> None:
    before = centre("radio", "card", "--text").strip()
    assert before.startswith("https://meshtastic.org/e/#")
    centre("keys", "rotate", "begin", *BY)
    after = centre("radio", "card", "--text").strip()
    assert after.startswith("https://meshtastic.org/e/#") and after != before
    assert "Radiokort er udskrevet" in centre("radio", "card") and centre("jobs").count("radiokort") == 0
    assert "slet filen" in centre("radio", "card", "--to", tmp_path / "kort.bin")
    assert "findes allerede" in centre("radio", "card", "--to", tmp_path / "kort.bin")
    assert "må ikke ligge" not in centre("print", "channelcard", "--text")


def test_an_incident_is_closed_by_its_card(centre: Prompt, tmp_path: Path) -> None:
    assert "ingen hændelse at lukke" in centre("incident", "close", *BY)
    centre("incident", "start", "Strømsvigt nord")
    assert "er i gang" in centre("incident", "close", *BY)
    centre("incident", "stop")
    assert "“Strømsvigt nord”: 17 punkter mangler." in (first := centre("incident", "close", *BY))
    assert "“fieldkit card tick klar-igen N”" in first
    told = json.loads(centre("incident", "close", *BY, "--json"))
    steps = {step["step"]: step for step in told["steps"]}
    assert told["card"] == "klar-igen" and not told["closed"]
    assert steps[2]["state"] is None and steps[2]["sees"] == "journalen er ikke skrevet siden"
    assert steps[6]["state"] == "tick" and steps[6]["reason"] == "her ligger ingen nødlister"
    for part in (("--without-personal-data",), ("--place", "sekretariat")):
        centre("journal", "--out", tmp_path / "del.html", *part)
    assert "[ ]  2" in centre("incident", "close", *BY), "a part of the journal is not the journal"
    centre("journal", "--out", tmp_path / "journal.html")
    assert "[x]  2" in (shown := centre("incident", "close", *BY)) and "journalen er skrevet" in shown
    for number, step in steps.items():
        if step["state"] is None and number != 2:
            centre("card", "tick", "klar-igen", number, *BY)
    assert "“Strømsvigt nord” er lukket; kittet er klar igen." in centre("incident", "close", *BY)
    log = centre("log")
    assert "“Strømsvigt nord” er lukket" in centre("incident", "close", *BY) and centre("log") == log
