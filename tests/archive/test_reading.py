"""A municipality's events out of the archive: as a kit reads its own log, so that its journal has the same bytes."""

import pytest
from archives import HERE, a_day, notes_of
from journals import make_journal
from kits import Clock, Municipality, closed

from fieldkit.acts import notes
from fieldkit.archive.connection import archive_at
from fieldkit.archive.load import load
from fieldkit.archive.reading import Municipality as Archived
from fieldkit.archive.reading import municipalities, one_moment
from fieldkit.archive.sources import sources
from fieldkit.core.carrier import Carrier
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import FLAG_SET_BACK, make_event
from fieldkit.core.facts.said import Note
from fieldkit.core.state.clocks import Clocks
from fieldkit.kit import Kit
from fieldkit.resync.journal import FORMATS, journal_pieces

pytestmark = pytest.mark.processes


def journal_of(archived: Archived, form: str) -> str:
    return "".join(journal_pieces(archived.events, form, archived.standings(), is_apart=archived.is_apart))


def test_the_journal_has_the_same_bytes_as_that_of_a_kit_with_the_same_events(put_in, archive, homes):
    put_in(*homes)
    kit = Kit.open(homes[1])
    try:
        for form in FORMATS:
            with one_moment(archive):
                ours = journal_of(Archived(archive, 751), form)
            kits = journal_pieces(kit.reading.events, form, kit.standings(), is_apart=kit.is_apart)
            assert ours == "".join(kits) and "Vandvognen" in ours
    finally:
        kit.close()


def test_a_clock_that_was_wrong_is_judged_as_a_kit_judges_it(put_in, archive, municipality: Municipality):
    clock = Clock(1_795_258_800.0)
    one, two = municipality(1, now=clock), municipality(2)
    notes.write(two, "til rette tid")
    clock.now += 400 * 86_400
    for number in range(4):
        notes.write(one, f"uret er et år foran {number}")
    clock.now -= 400 * 86_400
    notes.write(one, "uret er sat")
    two.merge([row.event for row in one.log.all()], Carrier.BUNDLE)
    notes.write(two, "bagefter")
    assert any(row.event.order != row.event.hlc for row in two.log.all()), "some of it stands elsewhere"
    expected = "".join(journal_pieces(two.reading.events, "json", two.standings(), is_apart=two.is_apart))
    put_in(closed(two))
    with one_moment(archive):
        archived = Archived(archive, 751)
        assert journal_of(archived, "json") == expected
        assert [event.id for event in archived.events()] == [event.id for event in archived.events()]


def test_events_with_equal_times_and_forks_stand_in_the_order_of_all_kits(put_in, archive, log_of):
    twins = [make_event(Note(text), kit=kit, epoch=epoch, seq=1, hlc=77) for kit in (300, 2) for epoch in (9, 1)
             for text in "ab"]  # fmt: skip
    back = [make_event(Note(text), kit=5, epoch=1, seq=seq, hlc=hlc, flags=flags)
            for text, seq, hlc, flags in (("c", 1, 900, 0), ("d", 2, 50, FLAG_SET_BACK), ("e", 3, 60, 0))]  # fmt: skip
    put_in(log_of([*twins, *back]))
    with one_moment(archive):
        ours = journal_of(Archived(archive, 751), "csv")
    clocks = Clocks([*twins, *back])
    assert ours == make_journal(map(clocks.placed, [*twins, *back]), "csv")


def test_what_is_loaded_meanwhile_is_not_in_what_is_being_read(put_in, archive, archive_url, log_of):
    put_in(log_of(a_day(), "a"))
    with one_moment(archive):
        archived = Archived(archive, 751)
        before = [event.id for event in archived.events()]
        with archive_at(archive_url) as other, sources([log_of(notes_of(9, 5), "b")], []) as (source,):
            load(other, source, 751, HERE)
        assert [event.id for event in archived.events()] == before
    with one_moment(archive):
        assert len(list(Archived(archive, 751).events())) == len(before) + 5


def test_who_is_not_there_or_not_to_be_read_is_told_in_one_sentence(put_in, archive, log_of):
    put_in(log_of(a_day()))
    assert municipalities(archive) == [751]
    with one_moment(archive), pytest.raises(InputError, match="intet fra kommune 740"):
        Archived(archive, 740)
