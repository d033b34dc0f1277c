"""A kept card is what a run was started on: whole, or as if it had never been kept, and then it is kept again."""

import pytest
from command_line import fieldkit
from kits import closed, secretariat

from fieldkit.store.files.cards import LARGEST_CARD, kept_card, load_cards

WORDS = (
    ("card", "list"),
    ("cards", "show", "alarm"),
    ("print", "card", "alarm", "--text"),
    ("print", "handover", "--text"),
    ("proposals",),
)


@pytest.mark.parametrize("torn", ["empty", "half", "zeros", "another"])
def test_a_torn_kept_card_ends_no_command_and_is_kept_anew(tmp_path, torn):
    home = closed(secretariat(tmp_path / "kit"))
    fieldkit("incident", "start", "S", home=home)
    assert fieldkit("card", "start", "alarm", home=home).status == 0
    (kept,) = (home / "kept-cards").iterdir()
    whole = kept.read_bytes()
    half = whole[:300] + b"\xc3" + bytes(512)
    kept.write_bytes({"empty": b"", "half": half, "zeros": bytes(len(whole)), "another": b"# x\n"}[torn])
    card = home / "cards" / "alarm.md"
    text = card.read_text()
    for changed in (text.replace("Alarm", "Alarm ny"), text):
        card.write_text(changed)
        for words in WORDS:
            assert fieldkit(*words, home=home).status == 0, (torn, words)
    fieldkit("card", "end", "alarm", "--by", "Øvelse Andersen", home=home)
    assert fieldkit("card", "start", "alarm", home=home).status == 0
    assert kept.read_bytes() == whole


def test_an_event_that_names_a_card_leads_to_no_file_outside(tmp_path):
    """Both words come from an event, which may be anybody's."""
    (tmp_path / "hemmelig-a.md").write_text("# Hemmelig")
    for name, version in (("../hemmelig", "a"), ("hemmelig", "a/../a"), ("x" * 5_000, "a"), ("", ""), ("a\0b", "c")):
        assert kept_card(tmp_path / "kept", name, version) is None


def test_a_card_file_that_is_far_too_large_is_a_fault_and_is_not_read(tmp_path):
    with (tmp_path / "film.md").open("wb") as film:
        film.truncate(LARGEST_CARD + 1)
    cards, faults = load_cards(tmp_path)
    assert not cards and any("alt for stor" in fault.what for fault in faults)
