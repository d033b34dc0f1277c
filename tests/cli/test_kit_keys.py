"""The municipality's root from the prompt: made, trusted, and used to vouch for a kit."""

from command_line import fieldkit
from kits import closed, secretariat


def test_a_root_is_made_and_vouches_with_a_passphrase_from_a_file(tmp_path):
    words, home = tmp_path / "ord", closed(secretariat(tmp_path / "1"))
    words.write_text("fire helt tilfældige ord\n", "utf-8")
    root = tmp_path / "rod"
    assert fieldkit("keys", "root", root, "--municipality", "999", "--passphrase-file", words, home=home).status == 0
    assert fieldkit("keys", "trust", f"{root}.pub", home=home).status == 0
    vouch = ("keys", "vouch", "1", "--root", root)
    assert "Adgangskoden mangler" in fieldkit(*vouch, home=home).refused()
    assert fieldkit(*vouch, "--passphrase-file", words, home=home).status == 0
    assert "  vidimeret" in fieldkit("keys", "kits", home=home).out
    words.write_text("fire helt andre ord\n", "utf-8")
    assert "passer ikke" in fieldkit(*vouch, "--passphrase-file", words, home=home).refused()


def test_a_kit_trusts_a_second_root_beside_its_first(tmp_path):
    words, home = tmp_path / "ord", closed(secretariat(tmp_path / "1"))
    words.write_text("fire helt tilfældige ord\n", "utf-8")
    for name in ("rod", "ny", "ny"):
        root = tmp_path / name
        if not root.exists():
            made = fieldkit("keys", "root", root, "--municipality", "999", "--passphrase-file", words, home=home)
            assert made.status == 0
        assert fieldkit("keys", "trust", f"{root}.pub", home=home).status == 0
    assert len(list((home / "keys").glob("root*.pub"))) == 2
    vouched = fieldkit("keys", "vouch", "1", "--root", tmp_path / "ny", "--passphrase-file", words, home=home)
    assert vouched.status == 0 and "  vidimeret" in fieldkit("keys", "kits", home=home).out
