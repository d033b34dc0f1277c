"""`fieldkit evaluate` and `lesson`: how an incident went as JSON, text and page, and the answers when it is over."""

import json
import re

import pytest
from command_line import fieldkit
from kits import closed, secretariat

from fieldkit.core.views.evaluation_compare import Figure

PROMISED = {
    "incident", "exercise", "alarm_to_full_staff_s", "messages", "silent", "runners", "requests", "orders",
}  # fmt: skip
OF_A_MESSAGE = {"number", "precedence", "received_s", "acknowledged_s"}


def run(home, *arguments):
    answer = fieldkit(*arguments, home=home)
    assert answer.status == 0, answer.err
    return answer


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Two exercises; in the second somebody understands."""
    made = closed(secretariat(tmp_path_factory.mktemp("evaluate") / "kit", printer="virtual:"))
    for name in ("Øvelse forår", "Øvelse efterår"):
        run(made, "incident", "start", name, "--exercise")
        run(made, "level", "set", "2", "--by", "direktøren")
        run(made, "message", "Luk op <nu> & straks", "--to", "uglemoseskolen", "--precedence", "haster")
        run(made, "request", "new", "tæpper", "--count", "20")
        run(made, "dispatch", "new", "Øvelse Holm", "--to", "uglemoseskolen")
        if name == "Øvelse efterår":
            run(made, "level", "full", "--by", "direktøren")
        run(made, "incident", "stop")
    number = json.loads(run(made, "evaluate", "--format", "json").out)["messages"][0]["number"]
    run(made, "ack", number, "--by", "Øvelse Dam", "--place", "uglemoseskolen")
    run(made, "lesson", "--worked", "Runnerne kendte vejen", "--plan", "Ret nummeret", "--by", "Prøve Bæk")
    return made


def test_the_json_has_what_was_promised_and_orders_are_a_list_that_is_empty_yet(home):
    told = json.loads(run(home, "evaluate", "--format", "json").out)
    assert set(told) >= PROMISED and told["orders"] == []
    assert (told["incident"], told["exercise"], told["running"]) == ("Øvelse efterår", True, False)
    (message,) = told["messages"]
    assert set(message) >= OF_A_MESSAGE and message["precedence"] == "urgent" and message["received_s"] is None
    assert 0 <= message["acknowledged_s"] < 60 and 0 <= told["alarm_to_full_staff_s"] < 60
    assert [one["what"] for one in told["requests"]] == ["20 tæpper"]
    assert [one["runner"] for one in told["runners"]] == ["Øvelse Holm"]
    (lesson,) = told["lessons"]
    assert (lesson["by"], lesson["worked"], lesson["plan"]) == ("Prøve Bæk", "Runnerne kendte vejen", "Ret nummeret")
    assert told["local"]["kit"] == 1 and told["local"]["battery"] is None and told["local"]["airtime"] is None


def test_an_older_one_is_asked_for_by_name_and_what_nobody_wrote_is_null(home):
    told = json.loads(run(home, "evaluate", "øvelse forår", "--format", "json").out)
    assert told["incident"] == "Øvelse forår" and told["alarm_to_full_staff_s"] is None
    assert told["messages"][0]["acknowledged_s"] is None and told["messages"][0]["waiting"] == ["uglemoseskolen"]
    assert told["lessons"] == []


def test_two_side_by_side(home):
    told = json.loads(run(home, "evaluate", "--against", "forår", "--format", "json").out)["against"]
    assert told["incident"] == "Øvelse forår"
    found = {one["figure"]: one["verdict"] for one in told["figures"]}
    assert found[Figure.FULL] == "unknown" and set(found.values()) <= {"better", "worse", "same", "unknown"}
    text = run(home, "evaluate", "--against", "forår").out
    assert "Bedre eller dårligere?" in text and "ØVELSE" in text


def test_the_page_is_written_whole_and_names_the_exercise(home, tmp_path):
    answer = run(home, "evaluate", "--format", "html", "--out", str(tmp_path / "side.html"))
    assert answer.out == "" and "er skrevet" in answer.err
    page = (tmp_path / "side.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>") and page.rstrip().endswith("</html>") and "ØVELSE" in page
    assert "Luk op &lt;nu&gt; &amp; straks" in page
    assert run(home, "evaluate", "--format", "html", "--shared").out.count("<section") == 11


@pytest.mark.parametrize("width", [32, 42, 48])
def test_the_text_fits_the_paper_and_is_what_prints(home, width):
    told = run(home, "evaluate", "--width", str(width)).out
    printed = run(home, "print", "evaluation", "--text", "--width", str(width)).out
    assert max(map(len, told.splitlines())) <= width

    def without_clock(text):
        return re.sub(r"\d\d\.\d\d\.\d{4} \d\d\.\d\d", "", text)

    assert without_clock(told) == without_clock(printed)
    assert "Runnerne kendte vejen" in told


def test_it_prints_of_the_one_that_is_asked_for(home):
    run(home, "print", "evaluation", "forår")
    assert "evaluering" in run(home, "jobs").out


def test_without_an_answer_the_questions_are_shown_with_those_that_were_given(home):
    told = run(home, "lesson").out
    assert "Hvad gik godt?" in told and "Runnerne kendte vejen (Prøve Bæk)" in told
    assert told.count("Ingen har svaret endnu.") == 5
    (line,) = fieldkit("lesson", "--json", home=home).lines
    assert line["worked"] == "Runnerne kendte vejen"


def test_an_answer_that_was_wrong_is_replaced(home):
    (before,) = fieldkit("lesson", "--json", home=home).lines
    run(home, "lesson", "--worked", "Alle kendte vejen", "--replaces", before["number"], "--by", "Prøve Bæk")
    (after,) = fieldkit("lesson", "--json", home=home).lines
    assert after["worked"] == "Alle kendte vejen" and after["number"] != before["number"]
    assert f"erstatter nr. {before['number']}" in run(home, "log", "--search", "alle kendte").out


def test_a_kit_without_an_incident_says_so(tmp_path):
    bare = closed(secretariat(tmp_path / "kit"))
    for arguments in (["evaluate"], ["lesson"], ["print", "evaluation", "--text"]):
        answer = fieldkit(*arguments, home=bare)
        assert answer.status == 1 and "ingen hændelse eller øvelse" in answer.err and answer.out == ""


def test_while_it_runs_it_says_so(tmp_path):
    made = closed(secretariat(tmp_path / "kit"))
    run(made, "incident", "start", "Strømsvigt")
    assert json.loads(run(made, "evaluate", "--format", "json").out)["running"] is True
    told = " ".join(run(made, "evaluate").out.split())
    assert "Hændelsen er stadig i gang." in told and "Der blev ikke sendt nogen beskeder." in told
