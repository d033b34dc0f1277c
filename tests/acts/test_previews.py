"""The paper before it is printed: the same words as on the table, and nothing that is private."""

import pytest
from kits import NOW, Clock, meeting_point

from fieldkit.acts import incidents, previews, printing
from fieldkit.core.documents import (
    BlankChits,
    BoardPicture,
    ChannelCard,
    Continuity,
    EmergencyList,
    FailedAgain,
    JobAgain,
    KeyCard,
    LogSheet,
)
from fieldkit.core.errors import InputError
from fieldkit.core.facts.said import Note
from fieldkit.paper.length import SLOW_MM_PER_S
from fieldkit.store.tables.chit_prints import chit_prints
from fieldkit.store.tables.jobs import job_row, job_rows


@pytest.fixture
def kit(tmp_path):
    made = meeting_point(tmp_path / "kit", now=Clock(NOW), columns=42)
    incidents.start(made, "Strømsvigt")
    yield made
    made.close()


def test_a_preview_is_the_paper_at_the_kits_width_and_takes_nothing(kit):
    shown = previews.preview(kit, BlankChits(2))
    assert (shown.called, shown.columns, shown.slips) == ("Blanketter 2-B001 til 2-B002", 42, 2)
    assert max(map(len, shown.lines)) == 42 and shown.left_off == 0
    assert shown.seconds == shown.millimetres / SLOW_MM_PER_S
    assert job_rows(kit.log) == [] and chit_prints(kit.log) == []


def test_a_jobs_preview_says_its_number_and_that_it_is_a_copy(kit):
    first = printing.queue_document(kit, BoardPicture())
    copy = printing.queue_document(kit, JobAgain(first))
    for job, marked in ((first, False), (copy, True)):
        lines = previews.preview_of_job(kit, job_row(kit.log, job)).lines
        assert any(f"job {job}" in line for line in lines) and any("KOPI 1" in line for line in lines) is marked


def test_a_job_whose_content_is_damaged_says_so(kit):
    job = printing.queue_document(kit, BoardPicture())
    kit.log.write("UPDATE jobs SET bytes=x'00ff' WHERE job=?", (job,))
    with pytest.raises(InputError, match="beskadiget på disken"):
        previews.preview_of_job(kit, job_row(kit.log, job))


@pytest.mark.parametrize("wanted", [EmergencyList("klasse-3b"), KeyCard(), ChannelCard()])
def test_private_papers_are_not_shown(kit, wanted):
    with pytest.raises(InputError, match="vises ikke på skærmen"):
        previews.preview(kit, wanted)
    assert previews.to_measure(wanted) is None


@pytest.mark.parametrize("wanted", [Continuity(), FailedAgain(), JobAgain(1)])
def test_what_is_several_papers_or_an_old_one_is_not_measured(wanted):
    assert previews.to_measure(wanted) is None


def test_of_a_paper_without_end_the_beginning_is_shown_and_all_is_measured(kit, monkeypatch):
    for nth in range(40):
        kit.record(Note(f"Linje {nth} i loggen"))
    whole = previews.preview(kit, LogSheet())
    monkeypatch.setattr(previews, "MOST_LINES", 50)
    part = previews.preview(kit, LogSheet())
    assert part.lines == whole.lines[:50] and part.millimetres == whole.millimetres
    assert part.left_off == len(whole.lines) - 50


def test_beside_the_screen_it_is_the_same_paper_and_the_same_queue(kit):
    apart = previews.preview_apart(kit.home.folder, kit.own_clock, LogSheet())
    assert apart == previews.preview(kit, LogSheet())
    job = previews.queue_apart(kit.home.folder, kit.own_clock, LogSheet())
    assert [row.job for row in job_rows(kit.log)] == [job]
