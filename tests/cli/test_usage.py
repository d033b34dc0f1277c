"""A command that is typed wrongly: status 2 and one Danish sentence that says what is wrong and what to write."""

import re

import pytest
from command_line import fieldkit, program
from command_tree import TREE
from kits import closed, secretariat

WRONG = [
    (["report"], ["mangler stedet (PLACE)", 'fieldkit report boernehuset-regnfrakken "vand!']),
    (["report", "uglemoseskolen"], ["mangler teksten (TEXT)"]),
    (["message", "hej"], ["“fieldkit message” mangler --to", "--to uglemoseskolen"]),
    (["repport"], ["“fieldkit repport” findes ikke", "“fieldkit report”"]),
    (["xyzzy"], ["“fieldkit xyzzy” findes ikke", "“fieldkit --help”"]),
    (["it's"], ["“fieldkit it's” findes ikke"]),
    (["crew", "inn"], ["“fieldkit crew inn” findes ikke", "“fieldkit crew in”"]),
    (["crew"], ["“fieldkit crew”", "in, list eller out", "--help"]),
    (["board", "--jsn"], ["--jsn", "mente du --json"]),
    (["--foo"], ["“fieldkit”", "--foo", "--help"]),
    (["init", "--number", "abc"], ["--number", "et helt tal fra 1 til 65535", "“abc”"]),
    (["init", "--number", "70000"], ["--number", "fra 1 til 65535", "“70000”"]),
    (["init", "--number", "1", "--role", "chef"], ["--role", "secretariat, meeting-point eller institution", "chef"]),
    (["card", "tick", "alarm", "x"], ["Trinnets nummer (STEP)", "et helt tal", "“x”"]),
    (["demo", "--speed", "hurtigt"], ["--speed", "0.1 til 100", "“hurtigt”"]),
    (["journal", "--data", __file__], ["--data", "en mappe"]),
    (["log", "--since"], ["--since", "“fieldkit log --help”"]),
    (["--home"], ["--home", "“fieldkit --help”"]),
    (["board", "--json=ja"], ["--json", "alene", "“fieldkit board --help”"]),
    (["note", "Skolen", "er", "lukket"], ["“er lukket”", "anførselstegn", 'fieldkit note "']),
    (["mesh", "--nodes", "x\x1b[2J\ny"], ["--nodes", "fra 1 til 200"]),
]


@pytest.mark.parametrize(("arguments", "words"), WRONG, ids=[" ".join(a)[:30] for a, _ in WRONG])
def test_wrong_usage_is_one_danish_sentence(arguments, words):
    answer = fieldkit(*arguments)
    sentence = answer.sentence()
    assert (answer.status, answer.out) == (2, "")
    assert all(word in sentence for word in words), sentence
    assert not re.search(r"Usage|Try |Missing|Invalid|No such|Got |Did you", sentence)
    assert "\x1b" not in answer.err


@pytest.mark.parametrize("path", TREE, ids=" ".join)
def test_every_command_says_in_danish_what_it_does_not_know_and_what_it_lacks(path):
    unknown = fieldkit(*path, "--findes-ikke")
    assert unknown.status == 2 and "--findes-ikke" in unknown.sentence()
    found = TREE[path]
    if any(param.required for param in found.params):
        lacking = fieldkit(*path)
        words = lacking.sentence()
        assert lacking.status == 2 and f"“fieldkit {' '.join(path)}” mangler " in words
        assert f"fieldkit {' '.join(path)} " in words.partition("skriv for eksempel: ")[2] or "fieldkit --home" in words


def test_a_group_is_told_with_the_kit_in_front_too(tmp_path):
    home = closed(secretariat(tmp_path / "kit"))
    assert "“fieldkit log --help”" in fieldkit("log", "--since", home=home).sentence()


def test_the_installed_program_says_the_same():
    answer = program("ack")
    assert (answer.status, answer.out) == (2, "") and "mangler nummeret (NUMBER)" in answer.sentence()
