"""What a person could do about a refusal or a fault, as facts. `cli.remedies` and `console.remedies` have the words."""

import functools
import operator
from enum import StrEnum

import msgspec

from fieldkit.core.document_kind import DocumentKind
from fieldkit.core.errors import Remedy
from fieldkit.core.facts.roster import RosterTable

# the log and the incident


class SeeNumbers(Remedy, frozen=True):
    """Look at the numbers in the log."""


class StartIncident(Remedy, frozen=True):
    """Begin an incident: none runs."""


class NameReader(Remedy, frozen=True):
    """Say who has read the message."""


# the roster


class SeePlaces(Remedy, frozen=True):
    """Look at the names of the places."""


class ImportRoster(Remedy, frozen=True):
    """Hand the kit its lists: it has none."""


class Part(StrEnum):
    """What of a kit is taken in as files."""

    LISTS = "lists"
    CARDS = "cards"


class TakeInAgain(Remedy, frozen=True):
    """Take the files in again, or say that they are to be as they are now."""

    part: Part


class SeeRows(Remedy, frozen=True):
    """Look at the rows of a table, or of all when it is None."""

    table: RosterTable | None = None


class WriteCells(Remedy, frozen=True):
    """Say which cells are to be changed, and into what."""


class UndoEdit(Remedy, frozen=True):
    """Take back the edit with this number, or change the row that it contradicts."""

    number: str


class DoItAnyway(Remedy, frozen=True):
    """Say that it is to be done although what events use changes hands, or leave the number and name as they are."""


# paper


class CorrectChit(Remedy, frozen=True):
    """Look at the chit's number again, or enter the chit anew as a correction: it stands in the log as this number."""

    label: str
    number: str


class ChooseChitSort(Remedy, frozen=True):
    """Say how one of the eleven points is, or enter the chit as a message or a note."""


class ChooseCard(Remedy, frozen=True):
    """Look at which action cards there are, to print one."""


class SeeAnswers(Remedy, frozen=True):
    """Look at the answers that hold."""


class GiveArgument(Remedy, frozen=True):
    """Say what a document is to be about. `asks` is what to write, in words that go before more words."""

    document: DocumentKind
    asks: str


class PrintExample(Remedy, frozen=True):
    """Ask for the document as in this example."""

    document: DocumentKind
    argument: str


class NameRole(Remedy, frozen=True):
    """Say which role the badge is for."""


class NamePlaces(Remedy, frozen=True):
    """Say which places a docket is to lead to. `one`: there is one at most, for nobody is addressed."""

    one: bool = False


class PrintList(Remedy, frozen=True):
    """Unlock an emergency list and print it in the same step."""


class PrintKeyCard(Remedy, frozen=True):
    """Let the kit make a card of its key."""


class PrintAgain(Remedy, frozen=True):
    """Make the paper anew: document and argument, "" for none."""

    document: DocumentKind
    argument: str = ""


class SeeJobs(Remedy, frozen=True):
    """Look at the print jobs."""


# slips, bundles and copies


class CarryOnStick(Remedy, frozen=True):
    """Carry it in a file instead of on paper."""


class CarryLess(Remedy, frozen=True):
    """Begin the slip at a later number, or carry the log in a file."""


class CompareMarks(Remedy, frozen=True):
    """Compare the marks of the kits' keys with what their own screens say, and say that they were."""


class BeginKeyChange(Remedy, frozen=True):
    """Make the municipality's next key, and seal it to the kits."""


class CarryKey(Remedy, frozen=True):
    """Wait, carry a kit its share of the next key, or go on without those that lack it."""


class CompareKeys(Remedy, frozen=True):
    """See whether two kits have the same key."""


class FetchKey(Remedy, frozen=True):
    """See which key this kit has, and get the municipality's."""


class ReadAsKeyCard(Remedy, frozen=True):
    """It is a key card: take it in as such."""


class ReadAsSlip(Remedy, frozen=True):
    """It is a slip: take it in as such."""


class ChooseBundle(Remedy, frozen=True):
    """Choose the file that another kit wrote to be merged."""


class ImportAsOwn(Remedy, frozen=True):
    """It is a bundle of one's own municipality: take it in as such."""


class ImportAsNeighbours(Remedy, frozen=True):
    """It is a bundle of another municipality: where this kit follows that, take it in as such."""


class AddReadKey(Remedy, frozen=True):
    """Get a read key of the municipality that made it, and take it in."""


class FetchNeighbours(Remedy, frozen=True):
    """Fetch a bundle of a municipality that this kit follows."""


class ChooseReadKey(Remedy, frozen=True):
    """Choose the file that another municipality's read key was written to."""


class FetchRoot(Remedy, frozen=True):
    """Let the kit know the municipality's root."""


class ExportBundle(Remedy, frozen=True):
    """Write such a file on another kit."""


class ChooseStick(Remedy, frozen=True):
    """Say which of several sticks is meant, or take the others out."""


class CheckDisk(Remedy, frozen=True):
    """Use another medium, and examine the kit's own disk."""


class ChangeDisk(Remedy, frozen=True):
    """Copy the kit while it can be read, and change its disk."""


class FetchCopy(Remedy, frozen=True):
    """Go back to the latest copy of the kit, or merge the others' logs into a new one."""


# the archive


class SayMunicipality(Remedy, frozen=True):
    """Say to which municipality a log belongs."""


class GiveKey(Remedy, frozen=True):
    """Hand over the municipality's key, which opens a bundle."""


# a kit and its keys


class Lacking(StrEnum):
    """What is not there of a kit."""

    KIT = "kit"
    FOLDER = "folder"


class MakeKit(Remedy, frozen=True):
    """Make the kit."""

    lacking: Lacking


class ChooseOtherHome(Remedy, frozen=True):
    """Make the kit elsewhere: one is there already."""


class ChooseFolder(Remedy, frozen=True):
    """Choose a folder for the kit."""


class MakeKey(Remedy, frozen=True):
    """Make a key for the municipality, or get the one it has."""


class ChooseKeyFile(Remedy, frozen=True):
    """Choose the file that the municipality's key was written to."""


# emergency lists


class InsertListKey(Remedy, frozen=True):
    """Plug in the shift's key, or make one."""


class MakeListKey(Remedy, frozen=True):
    """Make a key file for the emergency lists."""


class RenameList(Remedy, frozen=True):
    """Give the emergency list another name."""


class NameList(Remedy, frozen=True):
    """Give the emergency list a name."""


class UseKeyFile(Remedy, frozen=True):
    """Open the emergency list with the key file."""


class SeeLists(Remedy, frozen=True):
    """Look at the names of the emergency lists."""


# devices and programs


class SetUpRadio(Remedy, frozen=True):
    """Set the radio up for the municipality's net."""


class EnterRadio(Remedy, frozen=True):
    """Connect the radio that belongs to the place (its short name), or enter this one's number in the roster."""

    node: str
    place: str


class ChoosePort(Remedy, frozen=True):
    """Choose another port, or end what holds this one."""


class StartAgain(Remedy, frozen=True):
    """End the program and start it again."""


# what people type, and what they ask for


class WriteIt(Remedy, frozen=True):
    """Write what is missing. `it` is the word for it: `den` or `det`."""

    it: str = "den"


class WriteText(Remedy, frozen=True):
    """Write the text, all of it. `it` as in `WriteIt`."""

    it: str = "den"


class SetLetters(Remedy, frozen=True):
    """Let the program get letters that it can read. `it` as in `WriteIt`."""

    it: str = "den"


class LeaveEmpty(Remedy, frozen=True):
    """Or say nothing there. `what` may be left out, in words that go before others."""

    what: str


class SendAsMessage(Remedy, frozen=True):
    """Say how one of the eleven points is, or send the text as a message."""


class SeeErrands(Remedy, frozen=True):
    """Look at what became of the runners, also of those who are back."""


# what people do


class PurgeAll(Remedy, frozen=True):
    """Set the clock, or destroy every emergency list."""


class PrintDirectly(Remedy, frozen=True):
    """Send a private document straight to the printer."""

    document: DocumentKind


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


class SayWhyDeclined(Remedy, frozen=True):
    """Say why the request is declined."""


class SeeEdits(Remedy, frozen=True):
    """Look at how the roster was edited."""


class SayWhenWritten(Remedy, frozen=True):
    """Write what time stands on the chit, or that none does."""


def read_remedy(kept: object) -> Remedy | None:
    """A remedy from what JSON made of it; None for none, and for one that this version does not know."""
    try:
        found: Remedy | None = msgspec.convert(kept, _any_remedy())
    except msgspec.ValidationError:
        return None
    return found


@functools.cache
def _any_remedy() -> object:
    return functools.reduce(operator.or_, Remedy.__subclasses__(), type(None))
