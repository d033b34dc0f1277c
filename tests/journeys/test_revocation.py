"""Revoking a lost kit, and changing the municipality's key: what each kit then believes."""

import pytest
from click.testing import CliRunner
from kits import meeting_point, secretariat

from fieldkit.cli import cli
from fieldkit.core.carrier import Carrier
from fieldkit.core.errors import InputError
from fieldkit.kit import Kit
from fieldkit.store.files.keys import new_key, write_key


def test_the_command_records_it_at_the_secretariat_only(tmp_path):
    write_key(tmp_path / "key", new_key())
    centre, point = (
        secretariat(tmp_path / "one", key=tmp_path / "key"),
        meeting_point(tmp_path / "two", key=tmp_path / "key"),
    )
    point.merge([row.event for row in centre.log.all()], Carrier.BUNDLE)
    centre.merge([row.event for row in point.log.all()], Carrier.BUNDLE)
    centre.close()
    point.close()
    arguments = ["keys", "revoke", "2", "--by", "Øvelse Andersen", "--reason", "stjålet"]
    done = CliRunner().invoke(cli, ["--home", str(tmp_path / "one"), *arguments])
    assert done.exit_code == 0, done.output
    assert "har stadig kommunens nøgle" in done.stderr
    kit = Kit.open(tmp_path / "one")
    assert kit.log.believed.is_cut(2, 77)
    assert kit.find(done.stdout.strip()).kind == "revoke-key"
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
