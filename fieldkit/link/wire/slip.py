"""Slips: events as the digits of QR codes on paper. This docstring is the specification, version 1.

A code, digits only:

    3358        magic
    1           version
    nnnn        length of the whole code in digits
    tttt        which slip: the same on all codes that were made together
    pp nn       part pp of nn, from 01
    ...         sections as digits (link.wire.digits)
    cccccccccc  CRC-32 (IEEE) of all digits before it

Each code stands alone: its events are merged when it is scanned, whatever became of the other parts. Sections are a
byte of kind, two of length (big end first) and content:

    1  a sealed EVENTS frame (link.wire.frame)
    2  records, sealed: byte 0xC0 + key number · sealing kit, epoch: 2 bytes each · method · data · 8 bytes seal
       method 0: data is a JSON list of events' canonical forms; 1: the same, raw deflate with the dictionary below.
       For kinds that the air does not carry. The first byte belongs to no frame, so no seal is good for both.
    4  a checkpoint (core.signed.checkpoint), where there is room: key: 32 bytes · kit, epoch: 2 each · first: 4 ·
       before: 16 · signature: 64 · ids
    3  a piece of section 2 that is larger than a code: BLAKE2s-32 of the whole · piece, pieces: 1 byte each · bytes

A key card has its own magic 5397, version 1, length, key number in two digits, the key's 32 bytes as digits, CRC-32.
Nothing here is secret but the key card: seals prove who wrote a slip, they hide nothing.
"""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2s

import msgspec

from fieldkit.core.errors import CarrierError
from fieldkit.core.facts.event import FORMAT, ID_BYTES, Event
from fieldkit.core.facts.event_check import event_fault
from fieldkit.core.facts.key_change import MOST_KEYS
from fieldkit.core.remedies import CarryLess, CarryOnStick, CompareKeys, FetchKey, ReadAsKeyCard, ReadAsSlip
from fieldkit.core.signed.checkpoint import Checkpoint
from fieldkit.core.signed.ed25519 import SIGNATURE_BYTES
from fieldkit.link.errors import FrameError
from fieldkit.link.wire.digits import bytes_in, from_digits, to_digits
from fieldkit.link.wire.frame import MAX_DECODE, open_frame, pack_events, peek
from fieldkit.link.wire.frame_types import FrameType, Opened
from fieldkit.link.wire.seal import KEY_BYTES, SEAL_BYTES, Sealer, is_sealed, seal

MAGIC, KEY_MAGIC, VERSION = "3358", "5397", "1"
HEAD_DIGITS, CRC_DIGITS = 17, 10
MAX_PARTS = 99
_LEAST_BYTES = 2
"""An event takes more: its kind, its time and its order alone do."""
LEAST_DIGITS = 300
"""The smallest code worth making: a report and its seal with room to spare."""
MAX_UNPACKED = 1 << 16
"""Bytes of JSON that one sealed list of records may unfold to."""
MAX_PIECES = 99
_FRAME, _RECORDS, _PIECE, _CHECKPOINT = 1, 2, 3, 4
_BEFORE_IDS = KEY_BYTES + 2 + 2 + 4 + ID_BYTES + SIGNATURE_BYTES
"""Of a checkpoint."""
_SECTION_HEAD = 3
_PIECE_HEAD = 6
_MARK = 0xC0
_DICTIONARY = (
    b'"version":"","reason":"","act":"skip","act":"untick","act":"end","by":"vagthavende"}],'
    b'"note",{"text":"","entry":"decision","by":"forbindelsesofficer"}],"message",{"text":"","to":"all","precedence":"'
    b'urgent"}],[1,12,0,10,0,0,0,"card",{"card":"skole-","act":"start","version":"'
    b'"}],[1,1,1,1,1,1,0,"card",{"card":"alarm","act":"tick","step":1,"by":"'
)
"""Never changed: another dictionary is another method."""
_Row = tuple[int, int, int, int, int, int, int, str, msgspec.Raw]


class Piece(msgspec.Struct, frozen=True):
    """Part `index` (from 0) of `count` of records too large for one code."""

    whole: bytes
    index: int
    count: int
    data: bytes


class Code(msgspec.Struct, frozen=True):
    """What one code says: part `part` of `parts` of slip `tag`, the events in it, and pieces of larger ones."""

    tag: str
    part: int
    parts: int
    events: tuple[Event, ...]
    newer: tuple[bytes, ...]
    """Sealed frames that hold records of a newer version."""
    pieces: tuple[Piece, ...] = ()
    checkpoints: tuple[Checkpoint, ...] = ()
    """Those that hold: whose key that is, is another question."""


def pack_slip(
    sealer: Sealer, events: Iterable[Event], digits: int, checkpoints: Iterable[Checkpoint] = ()
) -> list[str]:
    """The codes, of at most `digits` digits each, that carry these events, and as many of the checkpoints as find room
    beside them. CarrierError when it takes more than 99; ValueError when `digits` is below LEAST_DIGITS."""
    if digits < LEAST_DIGITS:
        raise ValueError(f"{digits} digits are too few for a slip")
    room = bytes_in(digits - HEAD_DIGITS - CRC_DIGITS)
    # what no kit would take in is left out, so that it spoils no code
    unique = {event.id: event for event in events if not (event_fault(event) or event.erased)}.values()
    if len(unique) * _LEAST_BYTES > MAX_PARTS * room:  # to pack a whole log takes a minute
        raise _too_many()
    ordered = sorted(unique, key=lambda e: (e.incident, e.kit, e.epoch, e.seq, e.id))
    framed = [event for event in ordered if _fits_a_frame(sealer, event, room)]
    ids = {event.id for event in framed}
    payloads = _pack_frames(sealer, framed, room)
    _pack_records(sealer, [event for event in ordered if event.id not in ids], room, payloads)
    if len(payloads) > MAX_PARTS:
        raise _too_many()
    for checkpoint in checkpoints:
        section = _section(_CHECKPOINT, _checkpoint_bytes(checkpoint))
        if payloads and len(payloads[-1]) + len(section) <= room:
            payloads[-1] += section
    tag = zlib.crc32(b"".join(payloads)) % 10_000
    return [
        _closed(MAGIC, f"{tag:04d}{part:02d}{len(payloads):02d}{to_digits(payload)}")
        for part, payload in enumerate(payloads, 1)
    ]


def read_code(digits: str, keys: Mapping[int, bytes]) -> Code:
    """Check and open one code; `keys` maps key number to secret. CarrierError in one sentence when it is not ours."""
    code = _opened(digits)
    tag, part, parts = code[9:13], int(code[13:15]), int(code[15:17])
    try:
        payload = from_digits(code[HEAD_DIGITS:-CRC_DIGITS])
    except ValueError as error:
        raise CarrierError(_MALFORMED) from error
    if not 1 <= part <= parts:
        raise CarrierError(_MALFORMED)
    events: list[Event] = []
    newer: list[bytes] = []
    pieces: list[Piece] = []
    checkpoints: list[Checkpoint] = []
    for kind, content in _sections(payload):
        if kind == _FRAME:
            opened = _open_frame(content, keys)
            events += opened.events
            newer += [content] if opened.newer else []
        elif kind == _RECORDS:
            events += open_records(content, keys)
        elif kind == _PIECE:
            pieces.append(_piece(content))
        elif kind == _CHECKPOINT:
            checkpoints += _checkpoint(content)
        else:
            raise CarrierError(_NEWER)
    return Code(tag, part, parts, tuple(events), tuple(newer), tuple(pieces), tuple(checkpoints))


def open_records(content: bytes, keys: Mapping[int, bytes]) -> list[Event]:
    """The events of a sealed list of records. CarrierError in one sentence when they are not ours."""
    if len(content) < 6 + SEAL_BYTES or content[0] & 0xF0 != _MARK:
        raise CarrierError(_MALFORMED)
    sealed, found = content[:-SEAL_BYTES], content[-SEAL_BYTES:]
    secret = _secret(content[0] & 0x0F, keys)
    kit, epoch = int.from_bytes(sealed[1:3], "big"), int.from_bytes(sealed[3:5], "big")
    if not is_sealed(secret, kit, epoch, sealed, found):
        raise CarrierError(_FOREIGN_SEAL, CompareKeys())
    method, data = sealed[5], sealed[6:]
    if method > 1:
        raise CarrierError(_NEWER)
    try:
        rows = msgspec.json.decode(_unfolded(data) if method else data, type=list[_Row])
    except (ValueError, zlib.error, RecursionError) as error:
        raise CarrierError(_MALFORMED) from error
    events = []
    for form, event_kit, event_epoch, seq, hlc, incident, flags, kind, raw in rows:
        if form != FORMAT:
            raise CarrierError(_NEWER)
        event = Event(event_kit, event_epoch, seq, hlc, incident, flags, kind, bytes(raw))
        if event_fault(event):
            raise CarrierError(_MALFORMED)
        events.append(event)
    return events


def join_pieces(pieces: Iterable[Piece]) -> list[bytes]:
    """The records whose pieces are all here; CarrierError when they do not belong together."""
    found: dict[tuple[bytes, int], dict[int, bytes]] = {}
    for piece in pieces:
        found.setdefault((piece.whole, piece.count), {})[piece.index] = piece.data
    joined = []
    for (whole, count), parts in found.items():
        if len(parts) == count:
            content = b"".join(parts[index] for index in range(count))
            if blake2s(content, digest_size=4).digest() != whole:
                raise CarrierError(_MALFORMED)
            joined.append(content)
    return joined


def split_codes(text: str) -> list[str]:
    """The codes in what a scanner typed or a file holds: one a line, broken over lines, or without any line ends.

    White space counts for nothing, nor does the `]Q1` that some scanners put first. What is no code comes as it is.
    """
    codes: list[str] = []
    rest = ""
    for line in text.replace("\ufeff", "").split("\n"):
        line = "".join(line.split())
        if line[:2] == "]Q":
            line = line[3:]
        if rest and _announced(line) == len(line) > 0:
            codes.append(rest)
            rest = ""
        rest += line
        while (length := _announced(rest)) and len(rest) >= length:
            codes.append(rest[:length])
            rest = rest[length:]
        if rest and not begins_like_code(rest):
            codes.append(rest)
            rest = ""
    return codes + ([rest] if rest else [])


def begins_like_code(text: str) -> bool:
    """Whether it may be a code of a slip or a key card, or the beginning of one."""
    return text.startswith((MAGIC, KEY_MAGIC))


def key_digits(number: int, secret: bytes) -> str:
    """A municipality's key as the digits of a key card's code."""
    return _closed(KEY_MAGIC, f"{number:02d}{to_digits(secret)}")


def read_key_digits(digits: str) -> tuple[int, bytes]:
    """(number, secret) of a key card's code; CarrierError in one sentence when it is none."""
    code = _opened(digits, KEY_MAGIC)
    try:
        number, secret = int(code[9:11]), from_digits(code[11:-CRC_DIGITS])
    except ValueError as error:
        raise CarrierError(_MALFORMED) from error
    if len(secret) != KEY_BYTES or not 1 <= number <= MOST_KEYS:
        raise CarrierError(_MALFORMED)
    return number, secret


_MALFORMED = (
    "Koden ser ud som en Feltkit-seddel, men indholdet hænger ikke sammen; print sedlen igen dér, hvor den er lavet."
)
_NEWER = "Sedlen er lavet af en nyere udgave af Feltkit; opdatér dette kit, og scan den igen."
_FOREIGN_SEAL = "Sedlens segl passer ikke til dette kits nøgle: den kommer fra en anden kommune eller er forfalsket."


def _fits_a_frame(sealer: Sealer, event: Event, room: int) -> bool:
    """Whether a frame of this size carries the event and gives it back unchanged."""
    try:
        frame, _ = pack_events(sealer, [event], limit=min(room - _SECTION_HEAD, MAX_DECODE))
        return open_frame(frame, {sealer.key_number: sealer.secret}).events == (event,)
    except (ValueError, KeyError, AttributeError, FrameError):
        return False  # a kind without codec, or values that its codec has no room for


def _too_many() -> CarrierError:
    return CarrierError(f"Så mange linjer fylder for mange koder, og en seddel må have {MAX_PARTS}.", CarryLess())


def _pack_frames(sealer: Sealer, events: Sequence[Event], room: int) -> list[bytes]:
    """Frames of `room` bytes at most. No event takes less than a byte: more of them need not be looked at at once."""
    payloads: list[bytes] = []
    at = 0
    while at < len(events) and len(payloads) <= MAX_PARTS:
        frame, taken = pack_events(sealer, events[at : at + room], limit=min(room - _SECTION_HEAD, MAX_DECODE))
        payloads.append(_section(_FRAME, frame))
        at += taken
    return payloads


def _pack_records(sealer: Sealer, events: Sequence[Event], room: int, payloads: list[bytes]) -> None:
    """Add records to `payloads`: what the last code has left is filled first."""
    at = 0
    while at < len(events) and len(payloads) <= MAX_PARTS:
        left = room - len(payloads[-1]) - _SECTION_HEAD if payloads else 0
        content, taken = _most_records(sealer, events[at : at + room], left)
        if taken:
            payloads[-1] += _section(_RECORDS, content)
        else:
            content, taken = _most_records(sealer, events[at : at + room], room - _SECTION_HEAD)
            if taken:
                payloads.append(_section(_RECORDS, content))
            else:
                taken = 1
                payloads += _pieces(events[at], _records(sealer, events[at : at + 1]), room)
        at += taken


def _most_records(sealer: Sealer, events: Sequence[Event], room: int) -> tuple[bytes, int]:
    best, taken = b"", 0
    while taken < len(events):
        content = _records(sealer, events[: taken + 1])
        if len(content) > room:
            break
        best, taken = content, taken + 1
    return best, taken


def _records(sealer: Sealer, events: Sequence[Event]) -> bytes:
    plain = b"[" + b",".join(event.canonical for event in events) + b"]"
    if len(plain) > MAX_UNPACKED:
        if len(events) == 1:
            raise _too_large(events[0])
        return b"\x00" * MAX_UNPACKED  # larger than any code: the caller takes fewer
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=_DICTIONARY)
    packed = packer.compress(plain) + packer.flush()
    method, data = (1, packed) if len(packed) < len(plain) else (0, plain)
    head = bytes([_MARK | sealer.key_number]) + sealer.kit.to_bytes(2, "big") + sealer.epoch.to_bytes(2, "big")
    content = head + bytes([method]) + data
    return content + seal(sealer.secret, sealer.kit, sealer.epoch, content)


def _unfolded(data: bytes) -> bytes:
    unpacker = zlib.decompressobj(-15, zdict=_DICTIONARY)
    plain = unpacker.decompress(data, MAX_UNPACKED)
    if not unpacker.eof or unpacker.unused_data:
        raise CarrierError(_MALFORMED)
    return plain


def _pieces(event: Event, content: bytes, room: int) -> list[bytes]:
    size = room - _SECTION_HEAD - _PIECE_HEAD
    whole = blake2s(content, digest_size=4).digest()
    parts = [content[at : at + size] for at in range(0, len(content), size)]
    if len(parts) > MAX_PIECES:
        raise _too_large(event)
    return [_section(_PIECE, whole + bytes([index, len(parts)]) + part) for index, part in enumerate(parts)]


def _too_large(event: Event) -> CarrierError:
    return CarrierError(f"Nr. {event.number} er for stor til en seddel; brug en USB-nøgle.", CarryOnStick())


def _piece(content: bytes) -> Piece:
    if len(content) <= _PIECE_HEAD or not content[4] < content[5] <= MAX_PIECES:
        raise CarrierError(_MALFORMED)
    return Piece(content[:4], content[4], content[5], content[_PIECE_HEAD:])


def _checkpoint_bytes(one: Checkpoint) -> bytes:
    head = one.kit.to_bytes(2, "big") + one.epoch.to_bytes(2, "big") + one.first.to_bytes(4, "big")
    return one.key + head + one.before + one.signature + one.ids


def _checkpoint(content: bytes) -> list[Checkpoint]:
    """It, when it holds. The code has no seal of its own: a signature that does not hold is worth nothing, and takes
    nothing from the events beside it."""
    if len(content) < _BEFORE_IDS:
        raise CarrierError(_MALFORMED)
    key, rest = content[:KEY_BYTES], content[KEY_BYTES:]
    kit, epoch, first = (int.from_bytes(rest[a:b], "big") for a, b in ((0, 2), (2, 4), (4, 8)))
    before, signature = rest[8 : 8 + ID_BYTES], rest[8 + ID_BYTES : 8 + ID_BYTES + SIGNATURE_BYTES]
    one = Checkpoint(key, kit, epoch, first, before, content[_BEFORE_IDS:], signature)
    return [one] if one.holds() else []


def _section(kind: int, content: bytes) -> bytes:
    return bytes([kind]) + len(content).to_bytes(2, "big") + content


def _sections(payload: bytes) -> list[tuple[int, bytes]]:
    found = []
    at = 0
    while at < len(payload):
        end = at + _SECTION_HEAD + int.from_bytes(payload[at + 1 : at + _SECTION_HEAD], "big")
        if end > len(payload) or at + _SECTION_HEAD > len(payload):
            raise CarrierError(_MALFORMED)
        found.append((payload[at], payload[at + _SECTION_HEAD : end]))
        at = end
    return found


def _open_frame(content: bytes, keys: Mapping[int, bytes]) -> Opened:
    try:
        kind, key_number, kit, epoch = peek(content)
    except FrameError as error:
        raise CarrierError(_MALFORMED) from error
    secret = _secret(key_number, keys)
    if kind is not FrameType.EVENTS:
        raise CarrierError(_MALFORMED)
    if not is_sealed(secret, kit, epoch, content[:-SEAL_BYTES], content[-SEAL_BYTES:]):
        raise CarrierError(_FOREIGN_SEAL, CompareKeys())
    try:
        opened = open_frame(content, dict(keys))
    except FrameError as error:
        # the seal is right, so a colleague's kit wrote it: with kinds that this version does not know
        raise CarrierError(_NEWER) from error
    if any(event_fault(event) for event in opened.events):
        raise CarrierError(_MALFORMED)
    return opened


def _secret(key_number: int, keys: Mapping[int, bytes]) -> bytes:
    secret = keys.get(key_number)
    if secret is None:
        raise CarrierError(f"Sedlen er forseglet med nøgle nr. {key_number}, som dette kit ikke har.", FetchKey())
    return secret


def _closed(magic: str, content: str) -> str:
    length = len(magic) + 1 + 4 + len(content) + CRC_DIGITS
    code = f"{magic}{VERSION}{length:04d}{content}"
    return code + f"{zlib.crc32(code.encode()):010d}"


def _announced(text: str) -> int:
    """The length that a beginning code says it has; 0 when it does not say."""
    length = text[5:9]
    if not begins_like_code(text) or len(length) < 4 or not (length.isascii() and length.isdigit()):
        return 0
    return max(int(length), HEAD_DIGITS)


def _opened(text: str, magic: str = MAGIC) -> str:
    """The digits of one whole, undamaged code of this kind."""
    code = "".join(text.split())
    if not code:
        raise CarrierError("Der er ingen kode; scan sedlens QR-kode igen.")
    if not begins_like_code(code):
        raise CarrierError(
            f"“{code[:20]}” er ikke begyndelsen på en Feltkit-kode; scan en QR-kode fra en af kittets sedler."
        )
    if not (code.isascii() and code.isdigit()):
        raise CarrierError("Koden indeholder andet end cifre og er læst forkert; scan den igen.")
    announced = _announced(code)
    if len(code) != announced or zlib.crc32(code[:-CRC_DIGITS].encode()) != int(code[-CRC_DIGITS:]):
        missing = f"{len(code)} cifre af {announced}" if 0 < len(code) < announced else "kontroltallet passer ikke"
        raise CarrierError(f"Koden er beskadiget eller læst forkert ({missing}); ret sedlen ud, og scan den igen.")
    if not code.startswith(magic):
        if magic == MAGIC:
            raise CarrierError("Det er et nøglekort og ikke en seddel.", ReadAsKeyCard())
        raise CarrierError("Det er en seddel og ikke et nøglekort.", ReadAsSlip())
    if code[4] != VERSION:
        raise CarrierError(_NEWER)
    return code
