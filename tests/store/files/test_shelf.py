"""Where copies of kits lie, by their names alone."""

from pathlib import Path

import pytest

from fieldkit.store.files.shelf import copies_on, copy_name, is_copy, shelf_name, shelves_in, taken_at

HOUR = 1_795_514_400  # 24.11.2026 10.00 UTC


def test_a_copy_is_called_by_the_hour_in_which_it_was_taken() -> None:
    assert copy_name(HOUR + 3_599) == copy_name(HOUR) != copy_name(HOUR + 3_600)
    assert taken_at(copy_name(HOUR + 1_800)) == HOUR


@pytest.mark.parametrize("name", ["new-20261124T10Z", "20261124T1Z", "20261124T10Z~", "20261124", "Ældre kopi", ""])
def test_what_is_called_otherwise_is_no_copy(name: str) -> None:
    assert not is_copy(name) and taken_at(name) is None


def test_an_hour_that_never_was_tells_no_time() -> None:
    assert taken_at("20269924T10Z") is None


def test_shelves_and_what_lies_on_them_come_in_order_and_nothing_else_does(tmp_path: Path) -> None:
    for name in ("kit-12/20261124T10Z", "kit-12/20261123T23Z", "kit-12/old-20261122T23Z", "kit-2", "kit-", "billeder"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "kit-7").write_text("en fil", encoding="utf-8")
    assert [shelf.name for shelf in shelves_in(tmp_path)] == [shelf_name(12), shelf_name(2)]
    assert [copy.name for copy in copies_on(tmp_path / "kit-12")] == ["20261123T23Z", "20261124T10Z"]
    assert shelves_in(tmp_path / "kit-2") == [tmp_path / "kit-2"]
