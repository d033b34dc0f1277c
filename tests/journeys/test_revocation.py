"""Revoking a lost kit, and changing the municipality's key: what each kit then believes."""

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from kits import meeting_point, secretariat

from fieldkit.cli import cli
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.trust import Revoke
from fieldkit.core.roster.roster import Place, PlaceKind, Roster
from fieldkit.core.state.fold import fold
from fieldkit.core.views.trust import is_revoked
from fieldkit.kit import Kit
from fieldkit.store.files.keys import new_key, write_key

SEAT = Place(number=1, slug="sekretariat", name="Krisesekretariatet", kind=PlaceKind.SECRETARIAT, kit=1)
ROSTER = Roster(places=(SEAT,))


def said(author, at, **body):
    return make_event(Revoke(**body), kit=author, epoch=1, seq=at, hlc=at << 16)


def test_the_secretariats_word_counts_and_a_stolen_kits_does_not():
    state = fold([said(1, 1, kit=12), said(12, 2, kit=1), said(12, 3, kit=12, undo=True)])
    assert is_revoked(state.revoked, 12, 5, ROSTER), "a stolen kit cannot lift its own ban"
    assert not is_revoked(state.revoked, 1, 5, ROSTER), "nor cut off the secretariat"
    assert is_revoked(state.revoked, 12, 6, ROSTER), "no new epoch brings it back"
    assert not is_revoked(state.revoked, 13, 5, ROSTER)


def test_one_epoch_alone_can_be_revoked_and_a_revocation_taken_back():
    state = fold([said(1, 1, kit=12, epoch=7)])
    assert is_revoked(state.revoked, 12, 7, ROSTER) and not is_revoked(state.revoked, 12, 8, ROSTER)
    state = fold([said(1, 1, kit=12), said(1, 2, kit=12, undo=True)])
    assert not is_revoked(state.revoked, 12, 7, ROSTER)


@given(st.permutations([said(1, n, kit=12, undo=bool(n % 2)) for n in range(1, 5)] + [said(2, 9, kit=12)]))
def test_the_order_of_arrival_does_not_matter(events):
    assert fold(events).revoked == fold(sorted(events, key=lambda event: event.stamp)).revoked


def test_the_command_records_it_at_the_secretariat_only(tmp_path):
    write_key(tmp_path / "key", new_key())
    secretariat(tmp_path / "one", key=tmp_path / "key").close()
    meeting_point(tmp_path / "two", key=tmp_path / "key").close()
    arguments = ["keys", "revoke", "2", "--by", "Øvelse Andersen", "--reason", "stjålet"]
    done = CliRunner().invoke(cli, ["--home", str(tmp_path / "one"), *arguments])
    assert done.exit_code == 0, done.output
    kit = Kit.open(tmp_path / "one")
    assert is_revoked(kit.state.revoked, 2, 77, kit.roster)
    assert kit.find(done.output.strip()).kind == "revoke"
    kit.close()
    arguments[2] = "3"
    refused = CliRunner().invoke(cli, ["--home", str(tmp_path / "two"), *arguments])
    assert isinstance(refused.exception, InputError) and "sekretariatet" in str(refused.exception)


def test_a_kit_with_the_next_key_accepts_both_and_seals_with_the_newest(tmp_path):
    write_key(tmp_path / "key", new_key())
    kit = secretariat(tmp_path / "one", key=tmp_path / "key")
    old = kit.key
    kit.close()
    write_key(tmp_path / "next", new_key(2))
    done = CliRunner().invoke(cli, ["--home", str(tmp_path / "one"), "keys", "add", str(tmp_path / "next")])
    assert done.exit_code == 0, done.output
    kit = Kit.open(tmp_path / "one")
    assert set(kit.keys) == {1, 2} and kit.keys[1] == old.secret and kit.key.number == 2
    kit.close()
    again = CliRunner().invoke(cli, ["--home", str(tmp_path / "one"), "keys", "add", str(tmp_path / "next")])
    assert isinstance(again.exception, InputError)


def test_two_different_keys_of_one_number_are_refused_in_one_sentence(tmp_path):
    write_key(tmp_path / "key", new_key())
    secretariat(tmp_path / "one", key=tmp_path / "key").close()
    write_key(tmp_path / "one" / "keys" / "municipality-b.key", new_key())
    with pytest.raises(InputError, match="nummer 1"):
        Kit.open(tmp_path / "one")
