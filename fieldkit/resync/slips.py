"""Slips: a kit's events as QR codes on paper or in a picture, and scanned codes merged back."""

from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from fieldkit.core.carrier import Brought, Carrier
from fieldkit.core.errors import CarrierError, InputError
from fieldkit.core.facts.event import Event, in_order
from fieldkit.core.facts.exact import parse_exact
from fieldkit.core.signed.checkpoint import Checkpoint
from fieldkit.core.tell.which import which_one
from fieldkit.link.wire.seal import Sealer
from fieldkit.link.wire.slip import (
    Piece,
    begins_like_code,
    join_pieces,
    open_records,
    pack_slip,
    read_code,
    split_codes,
)
from fieldkit.paper.blocks import Blank, Block, Document, KeyValue, Qr, Rule, Text
from fieldkit.paper.qr import QUIET, modules_of, most_digits
from fieldkit.paper.widths import DOTS
from fieldkit.resync.newer import take_in
from fieldkit.resync.owner import Owner, brought, keys_of, sealer_of
from fieldkit.store.errors import no_such_number, store_errors
from fieldkit.store.files.bounded import PICTURE_FILE, TEXT_FILE, read_bounded
from fieldkit.store.files.durable import write_whole
from fieldkit.store.tables.checkpoints import add_checkpoints, checkpoints_over

if TYPE_CHECKING:
    from PIL import Image

PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg")
PICTURE_MODULE = 6
"""Pixels a module in a picture: sharp on a phone's screen and small enough to send."""
PICTURE_COLUMNS = 2
_SHARP = (4096, 4096)
"""Pixels of a photograph of which it is enough to read as many: a slip then has some ten a module."""
_MOST_PIXELS = 64_000_000
"""Of any other picture that is read; each takes one to four bytes of memory."""


class Part(NamedTuple):
    """Which code it was: `part` of `parts` of slip `tag`, from 1."""

    tag: str
    part: int
    parts: int


class Scan(msgspec.Struct, frozen=True):
    """What a batch of codes brought, the numbers of the events that were new, by slip the parts that were not
    scanned, and which were read now."""

    codes: int
    brought: Brought
    numbers: tuple[str, ...]
    missing: dict[str, tuple[int, ...]]
    read: tuple[Part, ...] = ()


def together(scans: Sequence[Scan]) -> Scan:
    """Several batches as one; what is missing is what the last one said."""
    new, known = sum(one.brought.new for one in scans), sum(one.brought.known for one in scans)
    brought = Brought(
        new,
        known,
        scans[-1].brought.forks if scans else (),
        tuple(error for one in scans for error in one.brought.rejected),
        any(one.brought.renewed for one in scans),
        tuple(said for one in scans for said in one.brought.apart),
    )
    return Scan(
        sum(one.codes for one in scans),
        brought,
        tuple(number for one in scans for number in one.numbers),
        scans[-1].missing if scans else {},
        tuple(part for one in scans for part in one.read),
    )


def slip_digits(
    owner: Owner,
    events: Sequence[Event],
    columns: int,
    dots: int | None = None,
    *,
    signed: bool = False,
    sealer: Sealer | None = None,
    most: int | None = None,
) -> list[str]:
    """The codes that carry these events on paper of so many columns, `dots` across; with `signed`, and as far as there
    is room, what this kit and others have signed of them; `sealer` where it is another than the kit with its key;
    `most` digits a code instead, where it is no paper. CarrierError when too many, InputError when this kit has no
    key."""
    digits = most or most_digits(dots or DOTS.get(columns, min(DOTS.values())))
    return pack_slip(sealer or sealer_of(owner), events, digits, _signed(owner, events) if signed else ())


def _signed(owner: Owner, events: Iterable[Event]) -> Iterator[Checkpoint]:
    """The checkpoints over any of these events, the smallest first: more of them find room."""
    owner.sign()
    wanted: dict[tuple[int, int], set[int]] = {}
    for event in events:
        wanted.setdefault((event.kit, event.epoch), set()).add(event.seq)
    found = [
        one
        for feed, seqs in sorted(wanted.items())
        for one in checkpoints_over(owner.log, *feed, min(seqs), max(seqs))
        if not seqs.isdisjoint(range(one.first, one.last + 1))
    ]
    yield from sorted(found, key=lambda one: (len(one.ids), one.mark))


def backlog(owner: Owner, since: str = "") -> list[Event]:
    """Every event, or those that came into this log after the one numbered `since`, whoever wrote them.

    Order of arrival, not of time: what a runner brought late is not left out of the next slip.
    """
    if not since:
        return list(owner.reading.events())
    wanted = parse_exact(since)
    rows = [row for row in owner.log.find(wanted.kit, wanted.seq) if wanted.means(row.event)]
    if not rows:
        raise no_such_number(since)
    if len({row.event.ref for row in rows}) > 1:
        raise which_one([row.event for row in rows], owner.roster)
    last = rows[-1].rowid
    return in_order(row.event for row in owner.log.after(last))


class Scanner:
    """Reads the codes of one sitting: each is merged at once; pieces of large events wait for one another."""

    def __init__(self, owner: Owner) -> None:
        self.owner = owner
        self._keys: dict[int, bytes] = {}
        self._look_at_keys()
        self._pieces: list[Piece] = []
        self._newer: list[bytes] = []
        self._signed: list[Checkpoint] = []
        self._done: set[bytes] = set()
        self._seen: dict[tuple[str, int], set[int]] = {}
        self._read_now: list[Part] = []

    def _look_at_keys(self) -> None:
        self._keys = {key.number: key.secret for key in keys_of(self.owner)}

    def scan(self, texts: Iterable[str]) -> Scan:
        """Take in what a scanner typed or a file holds. Good codes are merged whatever the others are."""
        self._look_at_keys()  # a sitting may last for days, and keys change
        self._read_now.clear()
        events: dict[bytes, Event] = {}
        refused: list[CarrierError] = []
        codes = 0
        for text in texts:
            for digits in split_codes(text):
                codes += 1
                try:
                    found = self._read(digits)
                except CarrierError as error:
                    refused.append(error)
                else:
                    events.update({event.id: event for event in found})
        new: list[Event] = []

        def merge() -> int:
            new.extend(self.owner.merge(events.values(), Carrier.SLIP))
            return len(new)

        told = brought(self.owner, len(events), merge, tuple(refused))
        add_checkpoints(self.owner.log, self._signed)
        self._signed.clear()
        take_in(self.owner, self._newer, Carrier.SLIP)
        numbers = tuple(event.number for event in new)
        return Scan(codes, told, numbers, self.missing(), tuple(self._read_now))

    def missing(self) -> dict[str, tuple[int, ...]]:
        """By slip, the parts of it that were not scanned yet."""
        lacking = {
            tag: tuple(p for p in range(1, parts + 1) if p not in seen) for (tag, parts), seen in self._seen.items()
        }
        return {tag: parts for tag, parts in lacking.items() if parts}

    def _read(self, digits: str) -> list[Event]:
        code = read_code(digits, self._keys)
        events = list(code.events)
        self._newer += code.newer
        self._signed += code.checkpoints
        self._pieces += code.pieces
        for whole in join_pieces(self._pieces):
            if whole not in self._done:
                events += open_records(whole, self._keys)
                self._done.add(whole)
        self._seen.setdefault((code.tag, code.parts), set()).add(code.part)
        self._read_now.append(Part(code.tag, code.part, code.parts))
        return events


def read_source(source: Path) -> list[str]:
    """What a text file or a picture's codes say. CarrierError when that is nothing or a text without any code,
    StoreError when unreadable."""
    if not source.is_file():
        raise InputError(
            f"{source} er hverken en fil eller en kode; scan sedlen, eller angiv en tekstfil eller et billede."
        )
    if source.suffix.lower() in PICTURE_SUFFIXES:
        return _codes_in_picture(source)
    raw = read_bounded(source, TEXT_FILE)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CarrierError(
            f"{source} er hverken tekst eller et kendt billede ({', '.join(PICTURE_SUFFIXES)}); vælg en anden fil."
        ) from error
    if not text.strip():
        raise CarrierError(f"{source} er tom; scan sedlens koder ind i den igen.")
    if not holds_code(text):
        raise CarrierError(
            f"Der er ingen kode fra en seddel i {source}; scan sedlens koder ind i den, "
            "eller angiv en anden tekstfil eller et billede."
        )
    return [text]


def holds_code(text: str) -> bool:
    """Whether any line begins as the code of a slip or a key card does; what the others say is then told one by one."""
    return any(begins_like_code(code) for code in split_codes(text))


def write_picture(codes: Sequence[str], path: Path, *, exercise: bool = False) -> None:
    """The codes as one PNG, with their numbers under them. InputError when the file is there already."""
    from PIL import Image, ImageDraw

    if path.exists():
        raise InputError(f"{path} findes allerede; vælg et andet navn, så intet bliver overskrevet.")
    if path.suffix.lower() != ".png":
        raise InputError(f"{path} skal ende på .png; vælg et andet navn.")
    drawn = [_qr_picture(code) for code in codes]
    side, text_height = max(image.width for image in drawn), 40
    columns = min(PICTURE_COLUMNS, len(drawn))
    rows = -(-len(drawn) // columns)
    sheet = Image.new("1", (columns * side, rows * (side + text_height)), 1)
    pen = ImageDraw.Draw(sheet)
    for index, image in enumerate(drawn):
        x, y = index % columns * side, index // columns * (side + text_height)
        sheet.paste(image, (x, y))
        said = f"{'ØVELSE  ' if exercise else ''}Feltkit  kode {index + 1}/{len(drawn)}"
        pen.text((x + QUIET * PICTURE_MODULE, y + side), said, fill=0, font_size=20)
    drawing = BytesIO()
    sheet.save(drawing, format="PNG")
    write_whole(path, drawing.getvalue())


def slip_document(codes: Sequence[str], events: Sequence[Event], *, kit: str, time: str) -> Document:
    """The paper that a runner puts in the pocket: `kit` and `time` are ready words."""
    numbers = [event.number for event in sorted(events, key=lambda event: event.stamp)]
    span = numbers[0] if len(numbers) == 1 else f"{numbers[0]} … {numbers[-1]}"
    blocks: list[Block] = [
        KeyValue("Hændelser", str(len(numbers))),
        KeyValue("Numre", span),
        Text("Scan alle koder på et andet kit. Rækkefølgen er ligegyldig, og en kode må gerne scannes to gange."),
    ]
    for part, code in enumerate(codes, 1):
        # white between them: a hand scanner takes the nearest code
        blocks += [Rule(), Qr(code, f"Kode {part}/{len(codes)}"), Blank(2)]
    return Document("Seddel", tuple(blocks), span, time, kit, any(event.exercise for event in events))


def _codes_in_picture(path: Path) -> list[str]:
    import zxingcpp
    from PIL import Image, UnidentifiedImageError

    raw = read_bounded(path, PICTURE_FILE)
    with store_errors(path):
        try:
            with Image.open(BytesIO(raw)) as image:
                image.draft("L", _SHARP)  # a photograph is read no sharper than it need be
                if image.width * image.height > _MOST_PIXELS:
                    raise Image.DecompressionBombError
                found = zxingcpp.read_barcodes(image.convert("L"))
        except (UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, ValueError, EOFError) as error:
            raise CarrierError(f"{path} er ikke et billede, der kan læses; tag det igen som PNG eller JPG.") from error
        except OSError as error:
            if error.errno is not None:
                raise
            raise CarrierError(f"Billedet {path} er ikke helt; tag det igen.") from error
    texts = [code.text for code in found if code.text]
    if not texts:
        raise CarrierError(
            f"Der er ingen QR-kode at læse i {path}; tag billedet tættere på, lige ovenfra og i godt lys."
        )
    # a poster beside the slip is no reason to refuse the slip
    return [text for text in texts if begins_like_code(text)] or texts


def _qr_picture(digits: str) -> "Image.Image":
    from PIL import Image

    matrix = modules_of(digits, "M")
    image = Image.new("1", (len(matrix), len(matrix)), 1)
    image.putdata([0 if dark else 1 for row in matrix for dark in row])
    side = len(matrix) * PICTURE_MODULE
    return image.resize((side, side), Image.Resampling.NEAREST)
