"""`level` and `call` as typed: the level is decided, and the staff is called one by one."""

import pytest
from click.testing import CliRunner
from command_line import fieldkit

from fieldkit.cli import cli
from fieldkit.core.errors import InputError


def test_a_level_is_decided_raised_full_and_stood_down(fk):
    told = fk("level", "set", "1", "--by", "fagchefen")
    assert "Niveau 1 aktiveret af fagchefen" in told and "Staben skal være fuldtallig" in told
    assert "hævet" in fk("level", "set", "2", "--by", "direktøren", "--reason", "to byer er ramt")
    (found,) = fk("level", "list", "--json")
    assert (found["level"], found["by"]) == (2, "direktøren")
    assert [line["change"] for line in found["history"]] == ["first", "up"]
    assert not found["clock"]["late"] and "leader" in found["clock"]["missing"]
    assert fk("incident", "list", "--json")[0]["level"] == "2"
    assert "Staben var fuldtallig" in fk("level", "full", "--by", "tovholderen")
    assert "ophørt" in fk("level", "stand-down", "--by", "borgmesteren")
    assert "Intet niveau" in fk("level", "list")
    with pytest.raises(InputError, match="vælg 0, 1, 2"):
        fk("level", "set", "7", "--by", "x")
    with pytest.raises(InputError, match="intet niveau at ophæve"):
        fk("level", "stand-down", "--by", "x")
    with pytest.raises(InputError, match="Ingen stab"):
        fk("level", "full", "--by", "x")
    with pytest.raises(InputError, match="hvem der har besluttet"):
        fk("level", "set", "1", "--by", " ")


def test_the_calling_order_is_walked_one_call_at_a_time(fk):
    fk("level", "set", "1", "--by", "fagchefen")
    first = fk("call", "next", "--json")[0]["next"]
    assert first["name"] == "Fiktiv Bæk" and first["phone"].startswith("00 00 00")
    fk("call", "done", "fiktiv bæk", "no-answer", "--by", "sekretær")
    assert "stedfortræder for Fiktiv Bæk" in fk("call", "next")
    fk("call", "done", "Påhit Bæk", "reached", "--note", "kommer om 40 min")
    assert fk("call", "next", "--json")[0]["next"]["name"] == "Øvelse Andersen"
    order = fk("call", "list", "--json")
    assert (order[0]["role"], order[0]["reached"]) == ("on-call", True)
    assert [a["result"] for p in order[0]["people"] for a in p["attempts"]] == ["no-answer", "reached"]
    assert "kommer om 40 min" in fk("call", "list")
    fk("call", "done", "Nabo Nabosen", "left-message")
    assert "står ikke på mandskabslisten" in fk.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("level", "set", "1", "--by", "Øvelse A", "--reason", "0101151234"),
        ("call", "done", "Øvelse Andersen", "reached", "--note", "cpr 010115-1234"),
    ],
)
def test_no_text_of_an_activation_takes_a_cpr_number(fk, arguments):
    before = len(fk("log", "--json"))
    with pytest.raises(InputError, match="CPR-nummer"):
        fk(*arguments)
    assert len(fk("log", "--json")) == before


@pytest.mark.parametrize(
    "command", ["level set", "level full", "level stand-down", "level list", "call next", "call done", "call list"]
)
def test_every_command_of_an_activation_helps_with_an_example(command):
    result = CliRunner().invoke(cli, [*command.split(), "--help"])
    assert result.exit_code == 0 and f"fieldkit {command}" in result.stdout.split("Example:")[1]


def test_names_keep_their_capitals_in_the_list_of_levels(home):
    fieldkit("incident", "start", "Prøve", "--exercise", home=home)
    assert fieldkit("level", "set", "2", "--by", "Åse Østergård", home=home).status == 0
    assert "af Åse Østergård" in fieldkit("level", "list", home=home).out


def test_who_decided_the_level_is_noted_when_the_incident_begins_at_it(fk):
    fk("incident", "start", "Strømsvigt syd", "--level", "2", "--by", "direktøren")
    (found,) = fk("level", "list", "--json")
    assert (found["level"], found["by"], len(found["history"])) == (2, "direktøren", 1)
    before = len(fk("log", "--json"))
    with pytest.raises(InputError, match="vælg 0, 1, 2"):
        fk("incident", "start", "Brand", "--level", "7", "--by", "direktøren")
    assert len(fk("log", "--json")) == before
