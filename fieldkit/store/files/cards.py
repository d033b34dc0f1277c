"""Action cards on disk: reads a folder of cards, and keeps the texts that runs were started on."""

import unicodedata
from pathlib import Path

from fieldkit.core.cards.cards import Card, is_role, lint, read_card
from fieldkit.core.errors import InputError
from fieldkit.core.faults import Fault
from fieldkit.core.text.system_errors import because
from fieldkit.store.errors import store_errors
from fieldkit.store.files.durable import sync, write_whole

NOT_A_CARD = "README.md"
LARGEST_CARD = 1_000_000
"""Bytes. The longest of the sample has some thousand; what is larger was put here by mistake."""
_MOST_LETTERS = 100
ROLES_FILE = "roller.txt"
"""The roles that cards may name, one a line. Without the file, roles are not checked."""


def load_cards(folder: Path) -> tuple[dict[str, Card], list[Fault]]:
    """All cards of `folder` by id, in the order of their ids, and every fault of every file.

    A card with faults is still there when it can be used at all. Of two cards with one id the first file wins.
    A folder without cards is a fault, not an error: a kit must open all the same. Raises `InputError` when there is
    no such folder.
    """
    if not folder.is_dir():
        raise InputError(f"Mappen med actioncards findes ikke: {folder}. Angiv den rigtige mappe.")
    read: list[Card] = []
    faults: list[Fault] = []
    files = sorted(path for path in folder.glob("*.md") if path.name != NOT_A_CARD)
    if not files:
        faults.append(Fault(folder.name, 0, "mappen har ingen actioncards (*.md); læg dem i den."))
    for path in files:
        card, wrong = _read_file(path)
        faults += wrong
        if card is not None:
            read.append(card)
    roles, wrong = _read_roles(folder / ROLES_FILE)
    faults += wrong + lint(read, roles)
    cards: dict[str, Card] = {}
    for card in sorted(read, key=lambda card: (card.id, card.file)):
        cards.setdefault(card.id, card)
    return cards, sorted(faults)


def _read_file(path: Path) -> tuple[Card | None, list[Fault]]:
    text, faults = _read_text(path)
    return (None, faults) if faults else read_card(path.name, text)


def _read_roles(path: Path) -> tuple[list[str], list[Fault]]:
    if not path.exists():
        return [], []
    text, faults = _read_text(path)
    roles: list[str] = []
    for number, line in enumerate(text.splitlines(), 1):
        role = line.partition("#")[0].strip()
        if role and not is_role(role):
            faults.append(Fault(path.name, number, f"“{role}” er ikke et rollenavn; brug små bogstaver."))
        elif role:
            roles.append(role)
    return roles, faults


def _read_text(path: Path) -> tuple[str, list[Fault]]:
    try:
        with path.open("rb") as handle:
            raw = handle.read(LARGEST_CARD + 1)
        if len(raw) > LARGEST_CARD:
            return "", [Fault(path.name, 0, "filen er alt for stor til et actioncard; er det den rigtige?")]
    except OSError as wrong:
        return "", [Fault(path.name, 0, f"filen kan ikke læses ({because(wrong)}).")]
    try:
        return unicodedata.normalize("NFC", raw.decode("utf-8-sig")), []
    except UnicodeDecodeError as wrong:
        line = raw.count(b"\n", 0, wrong.start) + 1
        return "", [Fault(path.name, line, "tegnene er ikke UTF-8; gem filen igen som UTF-8.")]


def keep_card(archive: Path, card: Card) -> None:
    """Keep the card's text under its version, so that a run started on it can be shown after the card is changed."""
    if kept_card(archive, card.id, card.version) is not None:
        return
    kept = archive / f"{card.id}-{card.version}.md"
    with store_errors(kept):
        archive.mkdir(parents=True, exist_ok=True)
        sync(archive.absolute().parent)
    write_whole(kept, card.text)


def kept_card(archive: Path, card_id: str, version: str) -> Card | None:
    """The card as it was when `version` was started; None when this kit never had it, or the disk has damaged it.

    Who reads it names both from an event: they may be somebody else's, and no way out of the folder.
    """
    if not _is_word(card_id) or not _is_word(version):
        return None
    text, faults = _read_text(archive / f"{card_id}-{version}.md")
    card = None if faults else read_card(f"{card_id}.md", text)[0]
    return card if card is not None and card.version == version else None


def _is_word(text: str) -> bool:
    return 0 < len(text) <= _MOST_LETTERS and text.replace("-", "").replace("_", "").isalnum()
