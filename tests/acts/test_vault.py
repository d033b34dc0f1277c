"""Emergency lists: what happened to one stands in the log by its name, and a full log keeps nobody from their lists."""

import pytest
from kits import NOW, Clock, meeting_point

from fieldkit.acts import vault
from fieldkit.core.errors import InputError, StoreError
from fieldkit.core.facts.said import Note
from fieldkit.core.remedies import PurgeAll
from fieldkit.store.vault import vault as store
from fieldkit.store.vault.list_files import ListTable, read_list

TABLE = ListTable(("Navn", "Medicin"), (("Eksempel Barn", "astmaspray"), ("Prøve Barn", "")))
SECRET = store.passphrase("fire tilfældige øvelsesord")
DAY_S = 24 * 3600


@pytest.fixture
def clock():
    return Clock(NOW)


@pytest.fixture
def kit(tmp_path, clock):
    made = meeting_point(tmp_path / "kit", now=clock)
    made.time_sure = True
    yield made
    made.close()


class Unnoted(list):
    """What the log could not take."""

    def __call__(self, text, error):
        self.append(text)


def noted(kit):
    """The lines of the log about lists, each with who did it."""
    return [(row.event.body.text, row.event.body.by) for row in kit.log.all() if isinstance(row.event.body, Note)]


def test_a_list_goes_in_comes_out_and_its_name_is_noted_with_who_did_it(kit, clock):
    unnoted = Unnoted()
    info = vault.lock_in(kit, "klasse-3b", TABLE, SECRET, unnoted, made=clock.now - 60, by="Øvelse")
    assert (info.name, info.made) == ("klasse-3b", int(clock.now) - 60)
    opened = vault.fetch(kit, "Klasse 3B", SECRET, unnoted, by="Prøve")
    assert (opened.columns, opened.rows) == (TABLE.columns, TABLE.rows)
    assert noted(kit) == [("nødliste klasse-3b lagt ind", "Øvelse"), ("nødliste klasse-3b hentet", "Prøve")]
    assert unnoted == []


def test_a_list_on_paper_is_opened_and_not_noted_until_it_is_printed(kit, clock):
    vault.lock_in(kit, "klasse-3b", TABLE, SECRET, Unnoted(), made=clock.now)
    opened, paper = vault.list_paper(kit, "klasse-3b", SECRET)
    assert opened.rows == TABLE.rows
    assert (paper.kind, paper.called, paper.document.title) == ("list", "nødliste klasse-3b", "Nødliste klasse-3b")
    assert len(noted(kit)) == 1
    with pytest.raises(InputError):
        vault.list_paper(kit, "klasse-3b", store.passphrase("fire andre øvelsesord her"))


def test_a_full_log_keeps_nobody_from_their_lists(kit, clock):
    unnoted = Unnoted()
    kit.log.read_only = True
    vault.lock_in(kit, "klasse-3b", TABLE, SECRET, unnoted, made=clock.now)
    assert vault.fetch(kit, "klasse-3b", SECRET, unnoted).rows == TABLE.rows
    assert vault.purge(kit, unnoted, everything=True) == ["klasse-3b"]
    assert unnoted == [f"nødliste klasse-3b {what}" for what in ("lagt ind", "hentet", "slettet")]
    assert noted(kit) == []


def test_what_is_older_than_seven_days_is_destroyed_where_the_clock_is_set(kit, clock):
    vault.lock_in(kit, "klasse-3b", TABLE, SECRET, Unnoted(), made=clock.now)
    clock.now += 7 * DAY_S + 60
    kit.time_sure = False
    assert vault.sweep(kit) == []
    with pytest.raises(InputError, match="ur er ikke stillet") as refused:
        vault.purge(kit, Unnoted())
    assert refused.value.remedy == PurgeAll()
    kit.time_sure = True
    vault.lock_in(kit, "klasse-4a", TABLE, SECRET, Unnoted(), made=clock.now)
    assert vault.sweep(kit) == [], "what an unset clock has shown passed no time"
    clock.now += 7 * DAY_S
    assert vault.sweep(kit) == []
    clock.now += 60
    vault.lock_in(kit, "klasse-5c", TABLE, SECRET, Unnoted(), made=clock.now)
    assert sorted(vault.sweep(kit)) == ["klasse-3b", "klasse-4a"]
    assert ("nødliste klasse-3b slettet efter syv døgn", "") in noted(kit)
    assert vault.purge(kit, Unnoted()) == []
    kit.time_sure = False
    assert vault.purge(kit, Unnoted(), everything=True) == ["klasse-5c"]
    assert noted(kit)[-1] == ("nødliste klasse-5c slettet", "")


def test_a_kit_whose_clock_nothing_ever_sets_destroys_its_lists_by_how_long_it_has_run(kit, clock):
    kit.time_sure = False
    vault.lock_in(kit, "klasse-3b", TABLE, SECRET, Unnoted(), made=clock.now)
    for hour in range(1, 7 * 24 + 2):
        clock.now += 3600
        gone = vault.sweep(kit)
        assert bool(gone) is (hour > 7 * 24), hour


@pytest.mark.parametrize("jump", [365 * DAY_S, 20 * 365 * DAY_S, -365 * DAY_S, -3 * DAY_S])
def test_a_list_survives_a_clock_that_is_set_and_goes_seven_days_later(kit, clock, jump):
    vault.lock_in(kit, "klasse-3b", TABLE, SECRET, Unnoted(), made=clock.now)
    clock.now += 3600 + jump
    assert vault.sweep(kit) == []
    for _ in range(7 * 12):
        clock.now += 7200
        assert vault.sweep(kit) == []
    clock.now += 7200
    assert vault.sweep(kit) == ["klasse-3b"], "and none is kept for ever"


def test_a_key_that_lies_on_the_kit_protects_nothing(kit, tmp_path):
    with pytest.raises(InputError, match="på selve kittet"):
        vault.new_key(kit.home.folder, kit.home.folder / "vagt.key")
    stick = tmp_path / "usb" / "vagt.key"
    stick.parent.mkdir()
    vault.new_key(kit.home.folder, stick)
    assert vault.key_secret(kit, stick).lock is store.Lock.KEY
    for copied in (kit.home.folder / "kopi.key", tmp_path / "kommunens.key"):
        copied.write_bytes(stick.read_bytes() if "kopi" in copied.name else kit.home.key_path.read_bytes())
        with pytest.raises(InputError, match="ligger på selve kittet"):
            vault.key_secret(kit, copied)


def test_a_stick_that_is_pulled_out_while_its_list_is_read_is_one_sentence_and_nothing_is_kept(
    kit, tmp_path, monkeypatch
):
    path = tmp_path / "klasse-3b.csv"
    path.write_text("navn;medicin\nEksempel Barn;astmaspray\n", "utf-8")

    def pulled_out(there):
        found = read_list(there)
        there.unlink()
        return found

    monkeypatch.setattr(vault, "read_list", pulled_out)
    with pytest.raises(StoreError):
        vault.add(kit, path, "", SECRET, Unnoted(), by="Øvelse")
    assert store.list_infos(kit.home.vault) == [] and noted(kit) == []
