"""Entering chits that were written by hand: by number, once, into the incident that ran when they were written."""

import pytest
from kits import Clock, make_kit
from paths import DATA

from fieldkit.acts import chits, incidents
from fieldkit.acts.chits import Filled
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.errors import InputError
from fieldkit.core.facts.chits import ChitSort
from fieldkit.core.facts.said import EntrySort, Message, Note, Report
from fieldkit.core.facts.terms import Via
from fieldkit.core.remedies import CorrectChit, SayWhenWritten
from fieldkit.core.state.chits import ChitKey
from fieldkit.core.views.chits import make_chits
from fieldkit.store.tables.chit_prints import note_chits

HERE = 12


@pytest.fixture
def clock():
    return Clock(1_795_000_000.0)


@pytest.fixture
def kit(tmp_path, clock):
    made = make_kit(tmp_path / "kit", number=HERE, place="raeveengskolen", data=DATA, now=clock)
    yield made
    made.close()


def said(kit, number):
    return next(view for view in make_chits(kit.state) if view.key.nth == number).said


def seconds(clock):
    return int(clock.now) - EPOCH_UNIX_S


def test_the_text_decides_what_a_chit_is_unless_a_person_does(kit, clock):
    phoned = Filled("vand! mad ok", place=HERE, at=seconds(clock), via=Via.PHONE, who="pedellen")
    chits.enter(kit, ChitKey(12, 1), phoned)
    chits.enter(kit, ChitKey(12, 2), Filled("Kom med tæpper", place=HERE, at=seconds(clock), to=3))
    chits.enter(kit, ChitKey(12, 3), Filled("vand! mad ok", place=HERE, at=seconds(clock), sort=ChitSort.NOTE))
    chits.enter(kit, ChitKey(12, 4), Filled("Gik til skolen", place=HERE, at=seconds(clock), sort=ChitSort.RUNNER))
    report, message, note, runner = (said(kit, number) for number in (1, 2, 3, 4))
    assert isinstance(report, Report) and (report.via, report.by) == (Via.PHONE, "pedellen")
    assert isinstance(message, Message) and (message.to, message.sender) == (3, HERE)
    assert isinstance(note, Note) and note.entry is EntrySort.NOTE
    assert isinstance(runner, Note) and runner.entry is EntrySort.ACTION


def test_a_chit_belongs_to_the_incident_that_ran_when_it_was_written(kit, clock):
    first = incidents.start(kit, "Strømsvigt").incident
    clock.now += 3600
    written = seconds(clock)
    clock.now += 3600
    incidents.stop(kit)
    clock.now += 3600
    second = incidents.start(kit, "Storm").incident
    assert chits.enter(kit, ChitKey(12, 1), Filled("vand ok", place=HERE, at=written)).incident == first
    assert chits.enter(kit, ChitKey(12, 2), Filled("vand ok", place=HERE, at=None)).incident == second


def test_a_number_is_refused_twice_and_taken_when_it_was_only_lost(kit, clock):
    chits.leave_empty(kit, ChitKey(12, 1), ChitSort.LOST, by="vagthavende")
    found = chits.enter(kit, ChitKey(12, 1), Filled("vand ok", place=HERE, at=None))
    with pytest.raises(InputError, match=r"12-B001 er allerede skrevet ind som nr\. ") as refused:
        chits.enter(kit, ChitKey(12, 1), Filled("vand ok", place=HERE, at=None))
    assert refused.value.remedy == CorrectChit("12-B001", found.number)
    with pytest.raises(InputError):
        chits.leave_empty(kit, ChitKey(12, 1), ChitSort.LOST)
    chits.enter(kit, ChitKey(12, 1), Filled("vand!", place=HERE, at=None), correct=True)
    (view,) = make_chits(kit.state)
    assert view.entries == 3 and view.event.body.correct


@pytest.mark.parametrize(
    ("text", "sort", "sentence"),
    [("  ", None, "mangler en tekst"), ("døren er låst", ChitSort.REPORT, "elleve punkter")],
)
def test_what_cannot_be_entered_gets_one_sentence_and_leaves_nothing(kit, text, sort, sentence):
    before = kit.log.count()
    with pytest.raises(InputError, match=sentence):
        chits.enter(kit, ChitKey(12, 1), Filled(text, place=HERE, at=None, sort=sort))
    assert kit.log.count() == before


def test_of_its_own_the_kit_knows_what_it_printed_of_others_only_what_was_entered(kit, clock):
    note_chits(kit.log, 1, 5, clock.now)
    chits.enter(kit, ChitKey(12, 3), Filled("vand ok", place=HERE, at=None))
    chits.enter(kit, ChitKey(13, 2), Filled("vand ok", place=HERE, at=None))
    own, other = chits.missing(kit), chits.missing(kit, 13)
    assert (own.gaps, own.ahead, own.open_end) == ((1, 2), (4, 5), False)
    assert (other.gaps, other.ahead, other.open_end) == ((1,), (), True)


def test_the_time_on_the_paper_is_known_guessed_or_not_there(clock):
    at, circa = chits.time_on("ca. 14.30", clock.now)
    assert circa and at == chits.time_on("14.30", clock.now)[0]
    assert chits.time_on(" ? ", clock.now) == chits.time_on("ukendt", clock.now) == (None, False)
    with pytest.raises(InputError) as refused:
        chits.time_on(" ", clock.now)
    assert refused.value.remedy == SayWhenWritten()
    with pytest.raises(InputError, match="ikke et tidspunkt"):
        chits.time_on("middag", clock.now)
