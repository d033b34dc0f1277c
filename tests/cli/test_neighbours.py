"""Commands about other municipalities, typed as people would; and doctor when kit, root and certificates disagree."""

from contextlib import closing

import pytest
from command_line import Command, fieldkit
from kits import closed
from two_towns import two_towns

from fieldkit.acts import incidents, reports, requests
from fieldkit.core.errors import CarrierError
from fieldkit.core.phrase.parse import parse
from fieldkit.core.signed.certificate import make_vouch
from fieldkit.kit import Kit
from fieldkit.resync.bundle import export_bundle


@pytest.fixture
def towns(tmp_path):
    """Two commands, ours and theirs, a read key and a bundle of theirs; ours does not follow them yet."""
    ours, theirs = two_towns(tmp_path)
    incidents.start(theirs.seat, "Strømsvigt øst")
    reports.report(theirs.seat, theirs.seat.roster.places[3].number, parse("vand! mad ok"))
    requests.ask(theirs.seat, "tæpper", count=40, unit="stk.", by="Øvelse Bæk")
    bundle, key = theirs.bundle(), theirs.read_key()
    for kit in (*ours.kits[1:], *theirs.kits[1:]):
        kit.close()
    (ours.seat.home.neighbours / "999").joinpath("read-1-" + theirs.seat.key.fingerprint() + ".key").unlink()
    return Command(closed(ours.seat)), Command(closed(theirs.seat)), key, bundle


def refuses_carrier(command, sentence, *arguments):
    """It says no to what was brought, in one sentence with these words."""
    with pytest.raises(CarrierError, match=sentence) as refused:
        command(*arguments)
    assert "\n" not in str(refused.value)


def test_from_the_read_key_to_the_board(towns):
    ours, theirs, key, bundle = towns
    refuses_carrier(ours, "læsenøgle", "neighbour", "import", bundle)
    ours.refuses("følger ingen anden kommune", "neighbour", "board")
    assert "NABO Naboby (kommune 999) følges nu" in ours("neighbour", "add", key)
    assert "ikke hentet" in ours("neighbour", "list")
    ours.refuses("ikke hentet", "neighbour", "board")
    (came,) = ours("neighbour", "import", bundle, "--json")
    assert came["municipality"] == 999 and came["new"] > 0 and came["known"] == 0
    (board,) = ours("neighbour", "board", "999", "--json")
    assert (board["municipality"], board["municipality_name"], board["incident"]) == (999, "Naboby", "Strømsvigt øst")
    assert board["as_of"].startswith("2026-11-21T") and board["places"][0]["level"] == "red"
    (own,) = theirs("board", "--json")
    assert set(own) < set(board) and set(own["places"][0]) == set(board["places"][0])
    told = ours("neighbour", "board")
    assert told.startswith("NABO Naboby, kommune 999: billedet er ") and "Strømsvigt øst" in told
    shared = ours("shared")
    assert "40 stk. tæpper" in shared and "NABO Naboby, som det var" in shared
    assert ours("shared", "--json")[-1]["municipality"] == 999
    assert [one["municipality"] for one in ours("neighbour", "list", "--json")] == [999]
    assert "Strømsvigt øst" not in ours("log") and "tæpper" not in ours("journal", "--format", "csv")


def test_mistakes_are_one_sentence(towns, tmp_path):
    ours, theirs, key, bundle = towns
    theirs.refuses("jeres egen kommune", "neighbour", "add", key)
    refuses_carrier(theirs, "fieldkit bundle import", "neighbour", "import", bundle)
    refuses_carrier(ours, "fieldkit neighbour import", "bundle", "import", bundle)
    theirs.refuses("findes allerede", "neighbour", "key", key)
    ours("neighbour", "add", key)
    ours.refuses("kommune 123", "neighbour", "board", "123")
    ours.refuses("er ikke en læsenøgle", "neighbour", "add", bundle)
    broken = tmp_path / "halv.fkb"
    broken.write_bytes(bundle.read_bytes()[:900])
    refuses_carrier(ours, "beskadiget", "neighbour", "import", broken)
    ours.refuses("--stick", "neighbour", "import", broken, "--stick", tmp_path)


def test_from_a_stick_without_naming_the_file(towns, tmp_path):
    ours, _, key, bundle = towns
    stick = tmp_path / "usb"
    stick.mkdir()
    (stick / "kit-1.fkb").write_bytes(bundle.read_bytes())
    ours("neighbour", "add", key)
    assert "nye linjer" in ours("neighbour", "import", "--stick", stick)


def test_an_offer_is_seen_by_the_neighbour(towns, tmp_path):
    ours, theirs, key, _ = towns
    assert "kan undvære 200 stk. feltsenge" in theirs("offer", "feltsenge", "--count", "200", "--unit", "stk.")
    theirs("bundle", "export", tmp_path / "ny.fkb")
    ours("neighbour", "add", key)
    ours("neighbour", "import", tmp_path / "ny.fkb")
    assert "tilbud     Krisesekretariatet: 200 stk. feltsenge" in ours("shared")
    assert ours("export", "shared", "--format", "csv").count("feltsenge") == 1


def test_doctor_says_when_kit_root_and_certificates_disagree(tmp_path):
    ours, theirs = two_towns(tmp_path)
    for kit in (*ours.kits[1:], *theirs.kits):
        kit.close()
    seat = ours.seat
    seat.record(make_vouch(ours.root, 997, 1, seat.own_key.public, 5, may_revoke=True), incident=0)
    home = closed(seat)
    told = " ".join(fieldkit("doctor", home=home).out.split())
    assert "1 vidimering er for kommune 997 og tæller ikke her" in told and "kittets opsætning siger" not in told
    config = seat.home.config_path
    config.write_text(config.read_text("utf-8").replace("municipality = 998", "municipality = 101"), "utf-8")
    told = " ".join(fieldkit("doctor", home=home).out.split())
    assert "kittets opsætning siger kommune 101, men roden i kittet er for kommune 998" in told


def test_their_picture_on_paper_is_marked_as_theirs_on_each_part(towns, tmp_path):
    ours, theirs, key, _ = towns
    with closing(Kit.open(theirs.home)) as kit:
        for place in kit.roster.places[4:24]:
            reports.report(kit, place.number, parse("vand!"))
        export_bundle(kit, tmp_path / "ny.fkb")
    ours("neighbour", "add", key)
    ours("neighbour", "import", tmp_path / "ny.fkb")
    paper = ours("neighbour", "print", "--text")
    assert "Naboby, kommune 999" in paper and "Strømsvigt øst" in paper and "Udskrevet" in paper
    assert "slut 2/2" in paper and paper.count("NABO Naboby:") == 2
    assert "er i kø" in ours("neighbour", "print", "999")
    assert [job["document"] for job in ours("jobs", "--json")] == ["board"]
