"""What a person could do about a refusal, as facts. `cli.remedies` and `console.remedies` have the words for each."""

from fieldkit.core.errors import Remedy


class SeeNumbers(Remedy, frozen=True):
    """Look at the numbers in the log."""


class PurgeAll(Remedy, frozen=True):
    """Set the clock, or destroy every emergency list."""


class PrintDirectly(Remedy, frozen=True):
    """Send a private document straight to the printer."""

    document: str


class SetPrinter(Remedy, frozen=True):
    """Say which printer the kit has, or look at the paper without one."""


class SeeCards(Remedy, frozen=True):
    """Look at the action cards that there are."""


class SeeRunningCards(Remedy, frozen=True):
    """Look at the action cards that are in use."""


class StartCard(Remedy, frozen=True):
    """Begin the action card."""

    card: str


class GiveReason(Remedy, frozen=True):
    """Answer why a step is not relevant."""

    question: str


class WriteName(Remedy, frozen=True):
    """Write the name of the person."""


class WriteNameCalled(Remedy, frozen=True):
    """Write whom somebody tried to call."""


class SeeCrew(Remedy, frozen=True):
    """Look at who is on duty."""


class ChoosePlace(Remedy, frozen=True):
    """Say at which of these places (their short names)."""

    slugs: tuple[str, ...]


class SayThreeThings(Remedy, frozen=True):
    """Write each of the three things that the person who comes on duty repeats; so many were written."""

    written: int


class NameBoth(Remedy, frozen=True):
    """Write the names of both who goes and who comes."""


class WriteNamesOut(Remedy, frozen=True):
    """Write both names in full: they are the same."""


class NameDecider(Remedy, frozen=True):
    """Write who decided it."""


class DecideLevelFirst(Remedy, frozen=True):
    """Decide the level that calls a staff in."""


class SeeLevels(Remedy, frozen=True):
    """Look at which levels were decided when."""


class SeeQuestions(Remedy, frozen=True):
    """Look at what citizens asked."""


class SendQuestion(Remedy, frozen=True):
    """Leave the answer to the secretariat: send it the question, or say that it has decided the words."""


class SeeEdits(Remedy, frozen=True):
    """Look at how the roster was edited."""


class SayWhenWritten(Remedy, frozen=True):
    """Write what time stands on the chit, or that none does."""


class CorrectChit(Remedy, frozen=True):
    """Look at the chit's number again, or enter the chit anew as a correction: it stands in the log as this number."""

    label: str
    number: str


class SeeAnswers(Remedy, frozen=True):
    """Look at the answers that hold."""
