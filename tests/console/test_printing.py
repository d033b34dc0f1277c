"""What somebody wants printed, wherever on the screen they are: measured, queued, told; or why not."""

from pathlib import Path
from threading import Event
from typing import Any

import pytest
from console_pilot import SIZE, press, screen, settle, type_keys
from kits import Clock, meeting_point
from printing_console import engine_runs, with_queue
from textual.widgets import Input

from fieldkit.acts import messages as acts
from fieldkit.acts import previews
from fieldkit.acts.printing import queue_document
from fieldkit.console.messages import PrintRequested
from fieldkit.console.printing import told_of_job
from fieldkit.core.documents import BoardPicture, KeyCard, LogSheet, Printable, Receipt
from fieldkit.core.facts.said import Note
from fieldkit.kit import Kit
from fieldkit.store.tables.jobs import job_rows
from fieldkit.store.tables.status import Device, DeviceState, DeviceStatus, Facts, put_status


def test_a_job_is_told_by_what_it_is_how_long_and_why_it_waits(point: Kit) -> None:
    job = queue_document(point, Receipt(acts.send(point, "Husk mødet", 3).number))
    assert told_of_job(point, job) == (
        "Kvittering 2-0004, 14 cm, er lagt til udskrift som job 1. Det venter: kittet har ingen printer."
    )
    assert told_of_job(point, 99) == "Lagt til udskrift som job 99."


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [(KeyCard(), "må ikke ligge i udskriftskøen"), (Receipt("99-0001"), "99-0001")],
    ids=["private", "not there"],
)
async def test_what_cannot_be_queued_is_told_and_leaves_nothing(point: Kit, wanted: Printable, sentence: str) -> None:
    app = with_queue(point)
    async with app.run_test(size=SIZE) as pilot:
        app.post_message(PrintRequested(wanted))
        await settle(pilot)
        assert sentence in " ".join(screen(app).split()) and job_rows(point.log) == []


def test_on_the_last_of_the_battery_it_is_told_what_comes_out(tmp_path: Path, clock: Clock) -> None:
    kit = meeting_point(tmp_path / "kit", now=clock, printer="virtual:")
    engine_runs(kit)
    facts: Facts = {"percent": 9}
    put_status(kit.log, DeviceStatus(Device.BATTERY, DeviceState.WARNING, "9 %", int(clock.now), facts))
    assert "Det venter: batteriet er på 9 %, og kun" in told_of_job(kit, queue_document(kit, BoardPicture()))
    message = acts.send(kit, "Husk mødet", 3)
    assert "Det venter" not in told_of_job(kit, queue_document(kit, Receipt(message.number)))
    kit.close()


async def test_what_takes_long_asks_and_is_queued_beside_the_screen(
    point: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:
    for nth in range(3):
        point.record(Note(f"Linje {nth}"))
    monkeypatch.setattr(previews, "SLOW_EVENTS", 2)
    monkeypatch.setattr(previews, "LONG_MM", 100)
    app = with_queue(point)
    async with app.run_test(size=SIZE) as pilot:
        app.post_message(PrintRequested(LogSheet()))
        await settle(pilot)
        assert "Det bliver" in screen(app) and "cm papir" in screen(app) and job_rows(point.log) == []
        await press(pilot, "j")
        assert "Log, " in screen(app) and "er lagt til udskrift som job 1" in screen(app)
    assert [row.document for row in job_rows(point.log)] == ["log"]


async def test_a_long_one_asks_nothing_of_who_writes_by_now(point: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    goes_on, made = Event(), previews.preview_apart

    def slowly(*given: Any) -> previews.Preview:
        assert goes_on.wait(10)
        return made(*given)

    monkeypatch.setattr(previews, "SLOW_EVENTS", 1)
    monkeypatch.setattr(previews, "LONG_MM", 100)
    monkeypatch.setattr(previews, "preview_apart", slowly)
    app = with_queue(point)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f3")
        app.post_message(PrintRequested(LogSheet()))
        await pilot.pause(0)
        await app.run_action("new", app.front)  # nobody waits for the paper
        goes_on.set()
        await settle(pilot)
        await type_keys(pilot, "ja")
        assert app.query_one("#text", Input).value == "ja" and "er klar, men ikke udskrevet" in screen(app)
    assert job_rows(point.log) == []
