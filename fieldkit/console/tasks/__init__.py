"""F9: the tasks: what waits for a person now, requests, notices, questions, the answers, chits, and rounds."""

from collections.abc import Callable, Mapping

from fieldkit.console.regions import Tab
from fieldkit.console.sheets import Desk, Sheet, SheetView
from fieldkit.console.tasks.answers import Answers
from fieldkit.console.tasks.chits import Chits
from fieldkit.console.tasks.notices import Notices
from fieldkit.console.tasks.now import Now
from fieldkit.console.tasks.questions import Questions
from fieldkit.console.tasks.requests import Requests
from fieldkit.console.tasks.rounds import Rounds
from fieldkit.kit import Kit

SHEETS: Mapping[Tab, Callable[[Desk], Sheet]] = {
    Tab.NOW: Now,
    Tab.REQUESTS: Requests,
    Tab.NOTICES: Notices,
    Tab.QUESTIONS: Questions,
    Tab.ANSWERS: Answers,
    Tab.CHITS: Chits,
    Tab.ROUNDS: Rounds,
}


def make_tasks(kit: Kit, *, id: str | None = None) -> SheetView:
    """The region."""
    return SheetView(kit, SHEETS, id=id)
