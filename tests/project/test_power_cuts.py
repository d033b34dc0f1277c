"""A short run of scripts/power-cuts: whatever moment the power goes, a kit's files are whole or as before. The long run
is by hand."""

import json
import subprocess
import sys

import pytest
from paths import ROOT
from torn_disk import STRACE, Disk, Op, lay_out

SCRIPT = ROOT / "scripts" / "power_cuts.py"


@pytest.mark.processes
@pytest.mark.timeout(600)
@pytest.mark.skipif(STRACE is None, reason="strace is not on this machine")
def test_a_power_cut_at_any_moment_of_any_command_leaves_every_file_whole_or_as_before():
    done = subprocess.run([sys.executable, str(SCRIPT), "--images", "60"], capture_output=True, text=True, timeout=590)
    told = json.loads(done.stdout)
    assert done.returncode == 0 and told["bad"] == 0, told
    assert told["images"] == 60
    assert all(command["operations"] > 3 for command in told["commands"].values()), "nothing was recorded"


def _images(ops: list[Op], folder, times: int = 200):
    import random

    rng = random.Random(5)
    disk = Disk([folder])
    for op in ops:
        disk.do(op)
    return [disk.image(rng) for _ in range(times)]


def test_the_disk_of_the_test_tears_what_is_renamed_before_it_is_synced_and_nothing_else(tmp_path):
    """A witness that lets everything pass would prove nothing."""
    old = tmp_path / "a"
    old.write_bytes(b"old")
    new = str(tmp_path / "a.new")
    hasty = [Op("make", new), Op("write", new, data=b"new" * 1000), Op("rename", new, str(old))]
    seen = {image.get(str(old)) for image in _images(hasty, tmp_path)}
    assert {b"old", b"", b"new" * 1000} <= seen
    assert any(held not in (b"old", b"", b"new" * 1000) for held in seen)
    right = [*hasty[:2], Op("sync", new), hasty[2]]
    assert {image.get(str(old)) for image in _images(right, tmp_path)} == {b"old", b"new" * 1000}
    done = [*right, Op("sync", str(tmp_path))]
    assert {image.get(str(old)) for image in _images(done, tmp_path)} == {b"new" * 1000}
    lay_out(_images(done, tmp_path)[0], tmp_path, tmp_path / "image")
    assert (tmp_path / "image" / "a").read_bytes() == b"new" * 1000


def test_what_was_deleted_in_a_folder_that_is_gone_is_not_deleted_from_the_one_that_takes_its_name(
    tmp_path,
):
    for folder in ("kept", "old"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a").write_bytes(folder.encode())
    kept, old, within = str(tmp_path / "kept"), str(tmp_path / "old"), str(tmp_path / "old" / "a")
    gone = [Op("unlink", within), Op("rmdir", old), Op("sync", str(tmp_path))]
    assert {image.get(within) for image in _images(gone, tmp_path)} == {None}
    taken = [*gone, Op("rename", kept, old), Op("sync", str(tmp_path))]
    assert {image.get(within) for image in _images(taken, tmp_path)} == {b"kept"}
    emptied = [*taken, Op("unlink", within)]
    assert {image.get(within) for image in _images(emptied, tmp_path)} == {b"kept", None}
