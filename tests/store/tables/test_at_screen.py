"""Who has the screen outlives the process, and a damaged row is nobody."""

from kits import make_kit

from fieldkit.store.log import Log
from fieldkit.store.tables.at_screen import AtScreen, keep, kept


def test_who_has_the_screen_is_kept_and_forgotten(tmp_path):
    kit = make_kit(tmp_path / "kit")
    assert kept(kit.log) is None
    keep(kit.log, AtScreen("Øvelse Andersen", "leader", 7))
    kit.close()
    log = Log.open(kit.home.log_path)
    assert kept(log) == AtScreen("Øvelse Andersen", "leader", 7)
    keep(log, None)
    assert kept(log) is None
    log.close()


def test_what_the_disk_damaged_is_nobody(tmp_path):
    kit = make_kit(tmp_path / "kit")
    keep(kit.log, AtScreen("Øvelse Andersen", "", 7))
    kit.log.write("UPDATE meta SET value='{\"name\"' WHERE key='at screen'")
    assert kept(kit.log) is None
    kit.close()
