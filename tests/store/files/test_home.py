"""What kit.toml says of the kit's devices, and how files of the kit come to the disk."""

import os
import stat
import threading

import msgspec
import pytest

from fieldkit.core.device_url import NO_DEVICE
from fieldkit.core.errors import InputError
from fieldkit.core.facts.terms import Role
from fieldkit.devices.printer.url import parse_printer_url
from fieldkit.devices.radio.ports import parse_radio_url
from fieldkit.paper.abilities import Letters, QrWay
from fieldkit.store.files.durable import write_whole
from fieldkit.store.files.home import Home, KitConfig


def test_a_kit_has_the_devices_that_its_file_names_and_no_others():
    bare = KitConfig(12, Role.MEETING_POINT, "skolen", 12)
    assert (bare.radio, bare.printer) == (NO_DEVICE, NO_DEVICE)
    assert (bare.has_radio, bare.has_printer) == (False, False)
    heard = KitConfig(12, Role.MEETING_POINT, "skolen", 12, radio="tcp://127.0.0.1")
    assert (heard.has_radio, heard.has_printer) == (True, False)
    prints = KitConfig(12, Role.MEETING_POINT, "skolen", 12, printer="virtual:")
    assert (prints.has_radio, prints.has_printer) == (False, True)


def test_what_is_said_of_a_cheap_printer_is_kept_and_a_usual_one_has_no_lines_about_it(tmp_path):
    home = Home(tmp_path)
    usual = KitConfig(12, Role.MEETING_POINT, "skolen", 12)
    home.write_config(usual)
    assert not any(word in home.config_path.read_text() for word in ("letters", "qr", "cutter", "dots"))
    assert home.read_config() == usual
    cheap = msgspec.structs.replace(usual, letters=Letters.PLAIN, qr=QrWay.COLUMNS, cutter=False, dots=360)
    home.write_config(cheap)
    assert "cutter = false" in home.config_path.read_text() and home.read_config() == cheap
    home.config_path.write_text(home.config_path.read_text().replace('"columns"', '"stamps"'))
    with pytest.raises(InputError, match="kan ikke læses"):
        home.read_config()


@pytest.mark.parametrize("said", [NO_DEVICE, " none", "NONE", "None\t"])
def test_the_word_for_no_device_is_the_same_for_file_radio_and_printer(said):
    assert NO_DEVICE == "none"
    bare = KitConfig(12, Role.MEETING_POINT, "skolen", 12, radio=said, printer=said)
    assert (bare.has_radio, bare.has_printer) == (False, False)
    assert parse_radio_url(said) is None and parse_printer_url(said) is None


def test_what_a_link_points_at_is_written_and_the_link_stays(tmp_path):
    target, link = tmp_path / "mål.csv", tmp_path / "genvej.csv"
    link.symlink_to(target)
    write_whole(link, "ét")
    write_whole(link, "to")
    assert link.is_symlink() and target.read_text() == "to"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["genvej.csv", "mål.csv"]


def test_a_pipe_is_written_to_and_never_replaced(tmp_path):
    pipe = tmp_path / "rør"
    os.mkfifo(pipe)
    heard = []
    reader = threading.Thread(target=lambda: heard.append(pipe.read_bytes()))
    reader.start()
    write_whole(pipe, "æøå")
    reader.join(10)
    assert heard == ["æøå".encode()] and stat.S_ISFIFO(pipe.stat().st_mode)


def test_one_line_of_kit_toml_changes_and_what_people_wrote_beside_it_stays(tmp_path):
    home = Home(tmp_path)
    home.write_config(KitConfig(12, Role.MEETING_POINT, "skolen", 12))
    before = "# antennen står på loftet\n" + home.config_path.read_text() + "# preset = lad være\n"
    home.config_path.write_text(before)
    home.change_config("preset", "LONG_FAST")
    home.change_config("preset", "SHORT_FAST")
    assert home.config_path.read_text() == before + 'preset = "SHORT_FAST"\n'
    assert home.read_config().preset == "SHORT_FAST"
    home.config_path.write_text("number = \n")
    with pytest.raises(InputError):
        home.change_config("preset", "LONG_FAST")
    assert home.config_path.read_text() == "number = \n"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ('number = 4\nplace = skolen"\n', "linje 2 er ikke skrevet rigtigt"),
        ('number = 4\nplace = "skolen', "den sidste linje er ikke skrevet færdig"),
        ('place = "skolen"\nnumber = "4"\nrole = "secretariat"\nplace_number = 4\n', "linje 2: “number” har en"),
        ('number = 4\nrole = "chef"\nplace = "skolen"\nplace_number = 4\n', "linje 2: “role” har en forkert værdi"),
        ('number = 4\nrole = "secretariat"\nplace_number = 4\n', "“place” mangler"),
        (
            'number = 4\nrole = "secretariat"\nplace = "a"\nplace_number = 4\nnames_days = -1\n',
            "linje 5: “names_days” har en forkert værdi",
        ),
        ("number = 4\nfarve = 1\n", "linje 2: “farve” er ingen indstilling"),
        (b'number = 4\nplace = "\xff"\n', "linje 2: bogstaverne er ikke i UTF-8"),
    ],
)
def test_what_is_wrong_in_kit_toml_is_told_in_danish_with_its_line(tmp_path, wrong, told):
    home = Home(tmp_path)
    home.config_path.write_bytes(wrong if isinstance(wrong, bytes) else wrong.encode())
    with pytest.raises(InputError) as refused:
        home.read_config()
    assert f"kan ikke læses ({told}" in str(refused.value)
    assert not {"line", "column", "at", "Expected", "Object", "Invalid"} & set(str(refused.value).split())
