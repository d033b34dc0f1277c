"""`request` and `proposals` as typed: what is asked for is listed, moved on and done."""

from datetime import datetime

import pytest
from command_line import Command, fieldkit
from kits import closed, meeting_point

from fieldkit.core.clock.danish import danish
from fieldkit.kit import Kit


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


def test_a_request_has_one_deadline_wherever_it_is_shown(fk):
    new = fk("request", "new", "vand", "--due", "om 2 t", "--precedence", "haster", "--json")[0]
    due = danish(datetime.fromisoformat(new["due"]).timestamp()).strftime("%H.%M")
    asked = danish(datetime.fromisoformat(new["at"]).timestamp() + 1800).strftime("%H.%M")
    number = new["number"]
    papers = [("print", "receipt", number), ("print", "docket", number), ("print", "handover"), ("print", "messages")]
    shown = [fk(*paper, "--text") for paper in papers] + [fk("handover", "show"), fk("request", "list")]
    for told in shown:
        assert due in told and asked not in told, told
    (deadline,) = [one for one in fk("handover", "show", "--json")[0]["deadlines"] if one["number"] == number]
    assert (deadline["at"], deadline["late"]) == (new["due"], False)


def test_a_request_can_come_from_a_message_and_needs_no_more_than_words(fk):
    message = fk.number("message", "Vi fryser", "--to", "sekretariat")
    new = fk("request", "new", "varme", "--ref", message, "--json")[0]
    assert (new["ref"], new["place"], new["count"], new["due"], new["topic"]) == (
        message,
        "sekretariat",
        None,
        None,
        None,
    )


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
    ],
)
def test_a_request_that_cannot_be_is_refused_in_one_sentence_and_nothing_is_recorded(fk, arguments, sentence):
    fk.refuses(sentence, *arguments)


def test_conflicting_work_at_two_kits_is_the_same_after_they_have_met(fk, tmp_path):
    other = Command(closed(meeting_point(tmp_path / "other")))
    request = fk.number("request", "new", "tæpper", "--place", "uglemoseskolen")
    errand = fk.number("dispatch", "new", "Øvelse Runner", "--to", "uglemoseskolen")
    meet(fk.home, other.home)
    fk("request", "status", request, "working", "--holder", "Vej og park")
    other("request", "status", request, "done")
    other("dispatch", "back", errand, "--by", "mødested")
    fk("dispatch", "back", errand, "--by", "sekretariat")
    meet(fk.home, other.home)
    assert fk("request", "list", "--json") == other("request", "list", "--json")
    assert fk("dispatch", "list", "--json") == other("dispatch", "list", "--json")
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


def test_all_eleven_topics_are_offered(home):
    said = fieldkit("request", "new", "kaffe", "--topic", "kaffe", home=home).refused()
    for topic in ("vand", "varme", "toilet", "tryghed"):
        assert topic in said
    assert "water" not in said
