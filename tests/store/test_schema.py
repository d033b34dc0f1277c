"""What is asked for again and again is found by an index: tables of months are not looked through for it."""

from collections.abc import Callable

import pytest

from fieldkit.kit import Kit
from fieldkit.store.log import Log
from fieldkit.store.tables import delivery, jobs, status, texts

ASKED: dict[str, Callable[[Log], object]] = {
    "how far an event has come": lambda log: delivery.deliveries(log, b"x"),
    "what has not left": delivery.unsent,
    "papers that wait": jobs.queued_rows,
    "papers that a crash left": lambda log: jobs.recover(log, 0),
    "old receipts": lambda log: jobs.expire(log, 0, 0),
    "texts that are due": lambda log: texts.due_texts(log, 0),
    "texts on their way": texts.sent_texts,
    "texts of an event": lambda log: texts.texts_of(log, b"x"),
    "the text in a packet": lambda log: texts.text_in(log, 7),
    "what a phone received last": lambda log: texts.perhaps_last(log, 7, 1),
}


@pytest.mark.parametrize("name", ASKED)
def test_it_is_found_by_an_index(name: str, point: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    stopped = status.DeviceStatus(status.Device.ENGINE, status.DeviceState.OFF, "standset", 0, {status.LOG_ROW: 1})
    status.put_status(point.log, stopped)
    asked: list[tuple[str, tuple[object, ...]]] = []
    read = Log.read

    def heard(log: Log, sql: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        asked.append((sql, values))
        return read(log, sql, values)

    with monkeypatch.context() as patched:
        patched.setattr(Log, "read", heard)
        ASKED[name](point.log)
    assert asked
    for sql, values in asked:
        plan = [str(row[3]) for row in point.log.read(f"EXPLAIN QUERY PLAN {sql}", values)]
        assert not [step for step in plan if step.startswith("SCAN") and "USING" not in step], (sql, plan)
