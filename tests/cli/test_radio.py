"""`fieldkit radio` against virtual nodes: shown, set up once, read back; refusals in one sentence."""

import re

import pytest
from command_line import end, fieldkit, start, wait_for_line
from kits import closed, secretariat
from mesh_thread import in_thread
from paths import DATA
from ports import free_ports

from fieldkit.cli.radio import SETTING_COLUMNS, SETTING_DA, STATUS_DA
from fieldkit.devices.radio.setup import SETTINGS
from fieldkit.link.delivery.outputs import Counts
from fieldkit.practice.mesh.live import VirtualMesh
from fieldkit.practice.mesh.settings import NodeSpec
from fieldkit.practice.mesh.world import node_specs
from fieldkit.store.files.roster import whole_roster

CHANGE = {"setting", "now", "wanted"}


@pytest.fixture
def url():
    """The secretariat's virtual node, and a neighbour; it reboots in less than half a second, not eight."""
    with in_thread(VirtualMesh(node_specs(whole_roster(DATA).places[:2]), speed=20.0)) as running:
        yield running.mesh.urls[0]


@pytest.fixture
def other():
    """A virtual node that no list has, fresh from the factory."""
    with in_thread(VirtualMesh([NodeSpec()], speed=20.0)) as running:
        yield running.mesh.urls[0]


@pytest.fixture
def home(tmp_path, url):
    return closed(secretariat(tmp_path / "kit", radio=url))


@pytest.mark.real_time
def test_a_node_is_set_up_once_and_read_back(home):
    before = fieldkit("radio", "show", "--json", home=home)
    assert before.status == 0, before.err
    tried = fieldkit("radio", "setup", "--dry-run", "--json", home=home)
    assert tried.status == 0 and tried.document and all(set(change) == CHANGE for change in tried.document)
    assert fieldkit("radio", "show", "--json", home=home).document == before.document, "a dry run changes nothing"
    done = fieldkit("radio", "setup", "--json", home=home)
    assert done.status == 0 and done.document == tried.document
    again = fieldkit("radio", "setup", "--json", home=home)
    assert again.status == 0 and again.document == []
    said = fieldkit("radio", "setup", home=home).out
    assert "intet blev ændret" in said and "Radioen har sendt, hvem den er" in said
    assert "hvem den er" not in fieldkit("radio", "setup", "--dry-run", home=home).out
    shown = fieldkit("radio", "show", "--json", home=home).document
    assert shown != before.document
    assert "BEREDSKAB" in str(shown) and "EU_868" in str(shown) and "MEDIUM_FAST" in str(shown)


def test_a_kit_without_a_radio_has_none_to_talk_with(tmp_path):
    bare = closed(secretariat(tmp_path / "bare"))
    without = "Kittet har ingen radio; skriv dens adresse i kit.toml eller giv den med --url."
    assert fieldkit("radio", "show", home=bare).refused() == without
    assert fieldkit("radio", "status", "--json", home=bare).refused() == without
    with_one = closed(secretariat(tmp_path / "one", radio="tcp://127.0.0.1:9"))
    assert fieldkit("radio", "show", "--url", "none", home=with_one).refused() == without


@pytest.mark.real_time
def test_keys_are_never_shown(home):
    assert fieldkit("radio", "setup", home=home).status == 0
    secret = re.search(r'key = "([0-9a-f]{64})"', (home / "keys" / "municipality.key").read_text())[1]
    for arguments in (["show"], ["show", "--json"], ["setup"], ["status"]):
        assert secret not in fieldkit("radio", *arguments, home=home).out


@pytest.mark.real_time
def test_status_asks_the_node_when_no_engine_runs(home, url):
    told = fieldkit("radio", "status", "--json", home=home).document
    assert (told["engine"], told["state"]) == (False, "ok") and re.fullmatch(r"[0-9a-f]{8}", told["node"])
    engine = start(["run"], home=home)
    try:
        wait_for_line(engine, "Motoren kører")
        assert fieldkit("radio", "status", "--json", home=home).document["engine"] is True
        assert "fieldkit run" in fieldkit("radio", "setup", home=home).refused()
    finally:
        end(engine)


def test_no_radio_is_one_sentence(tmp_path):
    home = closed(secretariat(tmp_path / "kit"))
    for arguments in (["setup"], ["show"], ["status"]):
        assert "--url" in fieldkit("radio", *arguments, home=home).refused()
        nowhere = f"tcp://127.0.0.1:{free_ports(1)}"
        sentence = fieldkit("radio", *arguments, "--url", nowhere, home=home).refused()
        assert nowhere.removeprefix("tcp://") in sentence
        assert "brevdue" in fieldkit("radio", *arguments, "--url", "brevdue:", home=home).refused()
    assert "VARP" in fieldkit("radio", "setup", "--preset", "VARP", "--url", "tcp://127.0.0.1:1", home=home).refused()


@pytest.mark.real_time
def test_people_read_danish_and_scripts_the_keys(home):
    for command in ("status", "show"):
        keys = fieldkit("radio", command, "--json", home=home).document
        lines = fieldkit("radio", command, home=home).out.splitlines()
        assert max(map(len, lines)) <= 80
        told = [line.split("  ")[0] for line in lines if not line.startswith(" ")]
        assert len(told) == len(keys)
        assert not [word for word in told if "_" in word or word in ("engine", "state", "text", "nodes known", "role")]
    asked = fieldkit("radio", "status", home=home).out
    assert "kører ikke" in asked and "tilstand                 ok" in asked and "False" not in asked
    changes = fieldkit("radio", "setup", "--dry-run", home=home).out
    assert "kanalens nøgle" in changes and "channel_psk" not in changes


def test_every_setting_and_fact_has_its_danish_word():
    assert set(SETTING_DA) == set(SETTINGS)
    assert max(map(len, SETTING_DA.values())) < SETTING_COLUMNS
    assert set(Counts.__struct_fields__) <= set(STATUS_DA)


@pytest.mark.real_time
def test_a_node_that_is_not_as_planned_is_never_ok_and_the_command_that_mends_it_is_told(tmp_path, other):
    home = closed(secretariat(tmp_path / "kit", radio=other))
    told = fieldkit("radio", "status", "--json", home=home).document
    assert told["state"] == "fault" and "offentlige standardkanal" in told["text"]
    assert f"!{told['node']}" in told["text"] and "!0a0f0001" in told["text"]
    assert told["text"].endswith("venter: sæt den op med “fieldkit radio setup”")
    done = fieldkit("radio", "setup", home=home)
    assert f"Radioens nummer er !{told['node']}." in done.out
    (command,) = re.findall(r"“fieldkit (roster change [^”]*)”", " ".join(done.out.split()))
    left = fieldkit("radio", "status", "--json", home=home).document
    assert left["state"] == "fault" and f"“fieldkit {command}”" in left["text"] and "kanal" not in left["text"]
    assert fieldkit(*command.split(), home=home).status == 0
    assert fieldkit("radio", "status", "--json", home=home).document["state"] == "ok"
    assert "skriv det rigtige ind" not in fieldkit("radio", "setup", home=home).out


@pytest.mark.real_time
def test_the_kit_remembers_the_speed_that_its_own_node_was_set_up_with(home, url):
    config = home / "kit.toml"
    config.write_text("# vores egen linje\n" + config.read_text())
    for written in ("long-fast", "LongFast", "LONG_FAST"):
        assert fieldkit("radio", "setup", "--preset", written, "--dry-run", home=home).status == 0
    assert "preset" not in config.read_text()
    assert fieldkit("radio", "setup", "--preset", "long-fast", home=home).status == 0
    assert "# vores egen linje" in config.read_text() and 'preset = "LONG_FAST"' in config.read_text()
    assert fieldkit("radio", "setup", "--json", home=home).document == []
    assert fieldkit("radio", "status", "--json", home=home).document["state"] == "ok"
    assert fieldkit("radio", "setup", "--preset", "medium-fast", home=home).status == 0
    assert fieldkit("radio", "status", "--json", home=home).document["preset"] == "MEDIUM_FAST"
    assert "preset = " in config.read_text() and fieldkit("radio", "setup", "--json", home=home).document == []
