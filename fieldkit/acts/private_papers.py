"""Papers that never wait in the queue, for it lies on the disk: emergency lists and the key card.

They go straight to the printer. The log tells that it happened, never what they hold.
"""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from fieldkit.acts import notes
from fieldkit.acts.printing import NothingCameOut, document_of, print_now
from fieldkit.core.documents import DOCUMENTS, ChannelCard, DocumentKind, KeyCard
from fieldkit.core.errors import DeviceError, StoreError
from fieldkit.core.facts.said import EntrySort
from fieldkit.kit import Kit
from fieldkit.paper.blocks import Document
from fieldkit.paper.printing import JobState

Unnoted = Callable[[str, StoreError], None]
"""Told the words that the log could not take, and why: a log that is full must not keep people from their papers."""


class PrivatePaper(NamedTuple):
    """A paper that is ready to be printed or shown. `called` names it in the log: `nødliste klasse-3b`."""

    kind: DocumentKind
    called: str
    document: Document


def key_card(kit: Kit, columns: int | None = None) -> PrivatePaper:
    """The card of the kit's key. InputError when it has none."""
    kind = DocumentKind.KEY_CARD
    return PrivatePaper(kind, DOCUMENTS[kind].danish, document_of(kit, KeyCard(), columns))


def channel_card(kit: Kit, columns: int | None = None) -> PrivatePaper:
    """The card of the channel for phones: of the key that is on its way, else of the one in use. InputError when the
    kit has none."""
    kind = DocumentKind.CHANNEL_CARD
    return PrivatePaper(kind, DOCUMENTS[kind].danish, document_of(kit, ChannelCard(), columns))


def print_card_apart(home: Path, now: Callable[[], float], kind: DocumentKind, by: str) -> str:
    """Print the key card or the channel's on the kit opened once more, beside whoever has it open. What became of it,
    in Danish. Raises as `print_private`."""
    unnoted: list[str] = []
    with closing(Kit.open(home, now=now)) as kit:
        paper = key_card(kit) if kind is DocumentKind.KEY_CARD else channel_card(kit)
        confirmed = print_private(kit, paper, lambda text, _why: unnoted.append(text), by)
    title = paper.document.title
    told = f"{title} er udskrevet." if confirmed else f"{title} er sendt til printeren; se, om papiret kom ud."
    return " ".join([told, *(f"Det kunne ikke noteres i loggen; skriv det på papir: {text}." for text in unnoted)])


def print_private(kit: Kit, paper: PrivatePaper, unnoted: Unnoted, by: str = "") -> bool:
    """Print it at once and wait; whether the printer said that it came out.

    InputError when there is no printer. DeviceError when nothing or only a piece came out: that is noted too, for the
    piece may lie on the table.
    """
    try:
        outcome = print_now(kit, paper.document, paper.kind)
    except NothingCameOut:
        note(kit, f"{paper.called} skulle udskrives, men intet kom ud", unnoted, by)
        raise
    except DeviceError:
        note(kit, f"{paper.called} udskrevet, men kom ikke helt ud", unnoted, by)
        raise
    confirmed = outcome.state is JobState.CONFIRMED
    note(kit, f"{paper.called} {'udskrevet' if confirmed else 'sendt til printeren, ikke bekræftet'}", unnoted, by)
    return confirmed


def note_shown(kit: Kit, paper: PrivatePaper, unnoted: Unnoted) -> None:
    """It was shown on a screen or written to a file instead."""
    note(kit, f"{paper.called} vist eller skrevet til fil", unnoted)


def note(kit: Kit, text: str, unnoted: Unnoted, by: str = "") -> None:
    """Tell the log that something happened to a paper or a list."""
    try:
        notes.write(kit, text, entry=EntrySort.ACTION, by=by)
    except StoreError as error:
        unnoted(text, error)
