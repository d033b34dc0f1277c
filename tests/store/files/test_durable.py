"""What the power leaves in the making is cleared away; what a living process makes is not."""

import os

import pytest

from fieldkit.core.errors import StoreError
from fieldkit.kit import Kit
from fieldkit.store.files.durable import clear_leftovers, in_the_making, write_pieces, write_whole


def test_what_was_in_the_making_when_the_power_went_is_cleared_at_the_next_start(folder):
    nobody = 4_000_000_000
    for left in (f"kit.toml.{nobody}.new", f"keys/municipality.key.{nobody}.new", f"andet.fkb.{nobody}.new-journal"):
        (folder / left).write_text("hal")
    for left in (f"data.{nobody}.new", f"incoming-abc.{nobody}.new"):
        (folder / left).mkdir()
        (folder / left / "steder.csv").write_text("hal")
    Kit.open(folder).close()
    assert not [path for path in folder.rglob("*") if str(nobody) in path.name]


def test_what_a_living_process_makes_and_what_people_call_so_stays(tmp_path):
    mine = [tmp_path / f"kit.toml.{os.getppid()}.new", tmp_path / "noter.new", tmp_path / "plan.2026.new.md"]
    for path in mine:
        path.write_text("helt")
    clear_leftovers(tmp_path)
    clear_leftovers(tmp_path / "findes ikke")
    assert all(path.exists() for path in mine)


def test_a_write_that_fails_leaves_the_former_and_nothing_beside_it(tmp_path):
    path = tmp_path / "kit.toml"
    write_whole(path, "før")

    def half():
        yield b"ha"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_pieces(path, half())
    assert path.read_text() == "før" and list(tmp_path.iterdir()) == [path]
    assert in_the_making(path).parent == tmp_path


def test_what_cannot_be_written_is_named_as_it_was_asked_for(tmp_path):
    wanted = tmp_path / "findes ikke" / "journal.html"
    with pytest.raises(StoreError) as refused:
        write_whole(wanted, "side")
    assert str(refused.value) == f"{wanted} kan ikke bruges (findes ikke); se efter stien og prøv igen."
