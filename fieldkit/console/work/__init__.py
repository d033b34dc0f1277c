"""A or F10: the work at hand: requests, runners, notices, citizens' questions, the answers to them, and chits."""

from collections.abc import Callable, Mapping

from fieldkit.console.regions import Tab
from fieldkit.console.sheets import Desk, Sheet, SheetView
from fieldkit.console.work.answers import Answers
from fieldkit.console.work.chits import Chits
from fieldkit.console.work.notices import Notices
from fieldkit.console.work.questions import Questions
from fieldkit.console.work.requests import Requests
from fieldkit.console.work.runners import Runners
from fieldkit.kit import Kit

SHEETS: Mapping[Tab, Callable[[Desk], Sheet]] = {
    Tab.REQUESTS: Requests,
    Tab.RUNNERS: Runners,
    Tab.NOTICES: Notices,
    Tab.QUESTIONS: Questions,
    Tab.ANSWERS: Answers,
    Tab.CHITS: Chits,
}


def make_work(kit: Kit, *, id: str | None = None) -> SheetView:
    """The region."""
    return SheetView(kit, SHEETS, id=id)
