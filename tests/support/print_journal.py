"""A print journal that outlives its worker, for tests of jobs and power cuts."""

from collections.abc import Callable

from fieldkit.devices.printer.job import PrintJob
from fieldkit.paper.printing import JobState


class Memory:
    """A journal that survives what happens to the worker: its own object is the disk."""

    def __init__(self, *jobs: PrintJob) -> None:
        self.jobs = {job.job: job for job in jobs}
        self.states = {job.job: JobState.QUEUED for job in jobs}
        self.reasons: dict[int, str] = {}
        self.began: list[int] = []
        self.at_begin: Callable[[], None] = lambda: None

    def queued(self) -> list[PrintJob]:
        return [self.jobs[number] for number, state in self.states.items() if state is JobState.QUEUED]

    def begin(self, job: int) -> None:
        assert self.states[job] is JobState.QUEUED
        self.at_begin()
        self.states[job] = JobState.PRINTING
        self.began.append(job)

    def finish(self, job: int, state: JobState, reason: str) -> None:
        assert self.states[job] is JobState.PRINTING
        self.states[job], self.reasons[job] = state, reason

    def recover(self) -> list[int]:
        found = [number for number, state in self.states.items() if state is JobState.PRINTING]
        for number in found:
            self.states[number] = JobState.UNCONFIRMED
        return found

    def reprint(self, number: int, copy: int, payload: bytes) -> None:
        """What a person does after looking at the table; `payload` says KOPI."""
        old = self.jobs[number]
        new = 100 + number * 10 + copy
        self.jobs[new] = PrintJob(new, old.document, old.number, payload, copy=copy)
        self.states[new] = JobState.QUEUED
