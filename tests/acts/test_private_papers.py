"""Papers that never wait go straight to the printer, and the log tells that it happened, also when it went wrong."""

import pytest
from kits import NOW, Clock, meeting_point

from fieldkit.acts import private_papers
from fieldkit.core.documents import DocumentKind
from fieldkit.core.errors import DeviceError, InputError
from fieldkit.core.facts.said import EntrySort, Note
from fieldkit.core.remedies import SetPrinter
from fieldkit.store.tables.jobs import job_rows


def kit_with(tmp_path, printer):
    return meeting_point(tmp_path / "kit", now=Clock(NOW), printer=printer)


def noted(kit):
    return [row.event.body for row in kit.log.all() if isinstance(row.event.body, Note)]


def never(text, error):
    raise AssertionError(f"the log took no “{text}”: {error}")


def test_a_key_card_comes_out_at_once_and_its_printing_is_noted(tmp_path):
    kit = kit_with(tmp_path, "virtual:")
    paper = private_papers.key_card(kit)
    assert (paper.kind, paper.called) == (DocumentKind.KEY_CARD, "nøglekort")
    assert private_papers.print_private(kit, paper, never, by="Øvelse")
    assert noted(kit) == [Note("nøglekort udskrevet", EntrySort.ACTION, "Øvelse")]
    assert job_rows(kit.log) == [] and list(kit.home.paper.iterdir())
    kit.close()


def test_a_printer_that_is_not_there_leaves_a_note_that_nothing_came_out(tmp_path):
    kit = kit_with(tmp_path, "tcp://127.0.0.1:9")
    with pytest.raises(DeviceError, match="Nøglekort kom ikke ud"):
        private_papers.print_private(kit, private_papers.key_card(kit), never)
    assert noted(kit) == [Note("nøglekort skulle udskrives, men intet kom ud", EntrySort.ACTION)]
    kit.close()


def test_without_a_printer_nothing_is_printed_and_nothing_noted(tmp_path):
    kit = kit_with(tmp_path, "none")
    with pytest.raises(InputError, match="ingen printer") as refused:
        private_papers.print_private(kit, private_papers.key_card(kit), never)
    assert refused.value.remedy == SetPrinter() and noted(kit) == []
    kit.close()


def test_showing_one_is_noted_and_what_a_full_log_cannot_take_is_told(tmp_path):
    kit = kit_with(tmp_path, "none")
    private_papers.note_shown(kit, private_papers.key_card(kit), never)
    assert [body.text for body in noted(kit)] == ["nøglekort vist eller skrevet til fil"]
    kit.log.read_only, told = True, []
    private_papers.note_shown(kit, private_papers.key_card(kit), lambda text, error: told.append((text, str(error))))
    ((text, why),) = told
    assert text == "nøglekort vist eller skrevet til fil" and "kun læses" in why
    kit.close()
