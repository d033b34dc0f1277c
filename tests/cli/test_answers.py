"""`question` and `answer` as typed: what citizens ask is answered once, in the same words everywhere."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from command_line import Command
from kits import closed, meeting_point

from fieldkit.cli import cli
from fieldkit.core.errors import InputError
from fieldkit.kit import Kit


def test_a_question_is_answered_once_and_in_the_same_words_everywhere(tmp_path, fk):
    school = Command(closed(meeting_point(tmp_path / "school", key=fk.home / "keys" / "municipality.key")))
    share(fk.home, school.home)
    school("question", "add", "Hvornår kommer strømmen?", "--count", "12")
    share(school.home, fk.home)
    (asked,) = fk("question", "list", "--json")
    assert (asked["count"], asked["places"], asked["state"]) == (12, ["uglemoseskolen"], "open")
    with pytest.raises(InputError, match="skrives af sekretariatet"):
        school("answer", "set", "Strøm", "Snart")
    fk("answer", "set", "Strøm", "I morgen kl. 8.", "--question", asked["number"])
    fk("answer", "set", "Strøm", "Først i overmorgen.", "--number", "1")
    share(fk.home, school.home)
    assert school("answer", "list", "--json") == fk("answer", "list", "--json")
    (given,) = school("answer", "list", "--json")
    assert (given["answer"], given["version"], given["text"]) == (1, 2, "Først i overmorgen.")
    assert "besvaret i instruks 1" in school("question", "add", "hvornår kommer strømmen")
    assert school("question", "list", "--json") == []
    assert [v["current"] for v in school("answer", "show", "1", "--json")] == [True, False]
    fk("answer", "withdraw", "1", "--reason", "tidspunktet holder ikke")
    share(fk.home, school.home)
    assert school("answer", "list", "--json") == []
    assert "TRUKKET TILBAGE" in school("answer", "show", "1")
    with pytest.raises(InputError, match="ingen instruks 9"):
        fk("answer", "show", "9")


def share(source: Path, target: Path) -> None:
    """Carry all events from one kit to another."""
    giver, taker = Kit.open(source), Kit.open(target)
    taker.merge([row.event for row in giver.log.all()], "bundle")
    giver.close()
    taker.close()


def test_what_citizens_tell_becomes_a_note_or_a_request(fk):
    asked = fk("question", "add", "Der mangler tæpper", "--information", "--json")[0]["number"]
    (turned,) = fk("question", "turn", asked, "--into", "request", "--text", "20 tæpper", "--json")
    (request,) = fk("request", "list", "--json")
    assert (request["number"], request["what"], request["ref"]) == (turned["number"], "20 tæpper", asked)
    other = fk("question", "add", "Vand på vejen ved broen", "--json")[0]["number"]
    fk("question", "turn", other, "--into", "note")
    assert f"nr. {other}" in fk("log", "--search", "broen")
    third = fk("question", "add", "Er der kaffe?", "--json")[0]["number"]
    fk("question", "close", third, "--reason", "svaret er ja")
    assert fk("question", "list", "--json") == []
    states = {q["text"]: (q["state"], q["into"], q["reason"]) for q in fk("question", "list", "--all", "--json")}
    assert states["Der mangler tæpper"][:2] == ("closed", turned["number"])
    assert states["Er der kaffe?"] == ("closed", None, "svaret er ja")
    with pytest.raises(InputError, match="ikke et spørgsmål"):
        fk("question", "close", turned["number"], "--reason", "x")


@pytest.mark.parametrize(
    "arguments",
    [
        ("question", "add", "Hvor er barnet 010115-1234?"),
        ("answer", "set", "Svar", "Ring om 010115-1234"),
    ],
)
def test_no_question_or_answer_takes_a_cpr_number(fk, arguments):
    before = len(fk("log", "--json"))
    with pytest.raises(InputError, match="CPR-nummer"):
        fk(*arguments)
    assert len(fk("log", "--json")) == before


@pytest.mark.parametrize(
    "command",
    [
        "question add",
        "question list",
        "question turn",
        "question close",
        "answer set",
        "answer withdraw",
        "answer list",
        "answer show",
    ],
)
def test_every_command_of_questions_helps_with_an_example(command):
    result = CliRunner().invoke(cli, [*command.split(), "--help"])
    assert result.exit_code == 0 and f"fieldkit {command}" in result.stdout.split("Example:")[1]
