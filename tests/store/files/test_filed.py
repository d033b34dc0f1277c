"""Files for whoever looks back: none over another, none left half, and none with names that are erased."""

import pytest

from fieldkit.core.errors import StoreError
from fieldkit.store.files import filed
from fieldkit.store.files.filed import forget_named, free_path, writing_in


def test_none_is_written_over_and_what_a_power_cut_left_goes(tmp_path):
    folder = tmp_path / "ny" / "filer"
    for nth in ("", "-2", "-3"):
        with writing_in(folder):
            path = free_path(folder, "journal-brand", "csv")
        assert path == folder / f"journal-brand{nth}.csv"
        path.touch()
    (folder / "journal-brand.csv.999999999.new").write_text("halvt")
    with writing_in(folder):
        assert free_path(folder, "journal", "json") == folder / "journal.json"
    assert sorted(one.name for one in folder.iterdir()) == [f"journal-brand{n}.csv" for n in ("-2", "-3", "")]


def test_two_programs_never_get_the_same_path(tmp_path):
    with writing_in(tmp_path), pytest.raises(StoreError, match="allerede skrevet"), writing_in(tmp_path):
        pass
    with writing_in(tmp_path):
        assert free_path(tmp_path, "journal-brand", "csv").name == "journal-brand.csv", "the lock ends with who had it"


def test_too_many_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(filed, "MOST", 3)
    for _ in range(2):
        free_path(tmp_path, "journal", "csv").touch()
    with pytest.raises(StoreError, match="alt for mange filer"):
        free_path(tmp_path, "journal", "csv")


def test_those_with_names_go_and_evaluations_and_what_is_not_ours_stay(tmp_path):
    assert forget_named(tmp_path / "none") == 0
    ours = ("journal-brand.csv", "journal-brand-2.html", "journal.json", "kit-2-20261128-2300.fkb")
    for name in (*ours, "evaluering-brand.html", "billede.png"):
        (tmp_path / name).touch()
    assert forget_named(tmp_path) == len(ours)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["billede.png", "evaluering-brand.html"]
