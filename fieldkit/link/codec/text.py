"""Danish text in five bits a letter, never larger than UTF-8 (docs/facts/store.md, "Text packing").

Codes 0..26 are the commonest letters and marks; 27 shifts to digits, 28 makes the next letter a capital, 29 takes the
next symbol from a second table, 30 escapes one Unicode character, 31 ends the text. One bit before the text says
which of the two forms follows: the sender takes the shorter, so equal texts always become equal bytes.
"""

from fieldkit.link.codec.bits import BitReader, BitWriter
from fieldkit.link.errors import FrameError

_FIRST = " enrtidasolgkmfvupbhåøæjy.,"
_SECOND = "cwxzq-!?:/()'\"+%&\n;=*#@éüöä_<>~"
_DIGITS = "0123456789:.-, "
_DIGIT_MODE, _CAPITAL, _SHIFT, _ESCAPE, _END = 27, 28, 29, 30, 31
_DIGITS_END = 15
MAX_CHARS = 2000
"""Characters a frame's text can unfold to; the bits of a frame bound it far below."""
_FIRST_OF = {c: i for i, c in enumerate(_FIRST)}
_SECOND_OF = {c: i for i, c in enumerate(_SECOND)}
_DIGIT_OF = {c: i for i, c in enumerate(_DIGITS)}


def put_text(out: BitWriter, text: str) -> None:
    """Append `text` in the shorter of the two forms."""
    packed = BitWriter()
    _pack(packed, text)
    raw = text.encode("utf-8")
    plain = BitWriter()
    plain.varint(len(raw))
    if len(packed) <= len(plain) + 8 * len(raw):
        out.flag(False)
        _pack(out, text)
        return
    out.flag(True)
    out.varint(len(raw))
    for byte in raw:
        out.put(byte, 8)


def take_text(source: BitReader) -> str:
    """The text that `put_text` wrote; FrameError on anything it would not have written."""
    if source.flag():
        size = source.varint(limit=MAX_CHARS * 4)
        if size * 8 > source.left:
            raise FrameError("text longer than its frame")
        try:
            return bytes(source.take(8) for _ in range(size)).decode("utf-8")
        except UnicodeDecodeError as error:
            raise FrameError("text is not UTF-8") from error
    return _unpack(source)


def _pack(out: BitWriter, text: str) -> None:
    at = 0
    while at < len(text):
        char = text[at]
        run = _digit_run(text, at)
        if run:
            out.put(_DIGIT_MODE, 5)
            for digit in text[at : at + run]:
                out.put(_DIGIT_OF[digit], 4)
            out.put(_DIGITS_END, 4)
            at += run
            continue
        lower = char.lower()
        if char in _FIRST_OF:
            out.put(_FIRST_OF[char], 5)
        elif char in _SECOND_OF:
            out.put(_SHIFT, 5)
            out.put(_SECOND_OF[char], 5)
        elif lower != char and lower in _FIRST_OF and lower.upper() == char:
            out.put(_CAPITAL, 5)
            out.put(_FIRST_OF[lower], 5)
        elif lower != char and lower in _SECOND_OF and lower.upper() == char:
            out.put(_CAPITAL, 5)
            out.put(_SHIFT, 5)
            out.put(_SECOND_OF[lower], 5)
        else:
            out.put(_ESCAPE, 5)
            out.varint(ord(char), 7)
        at += 1
    out.put(_END, 5)


def _digit_run(text: str, at: int) -> int:
    """Length of the run from `at` that goes in digit mode: begins and ends with a digit, 0 when there is none."""
    if text[at] not in "0123456789":
        return 0
    end = last = at
    while end < len(text) and text[end] in _DIGIT_OF:
        if text[end].isdigit():
            last = end
        elif end - last > 1:
            break
        end += 1
    return last - at + 1


def _unpack(source: BitReader) -> str:
    out: list[str] = []
    capital = False
    while True:
        code = source.take(5)
        if code == _END:
            break
        if code == _DIGIT_MODE:
            while (digit := source.take(4)) != _DIGITS_END:
                out.append(_DIGITS[digit])
            continue
        if code == _CAPITAL:
            capital = True
            continue
        if code == _SHIFT:
            index = source.take(5)
            if index >= len(_SECOND):
                raise FrameError("unknown letter in a text")
            char = _SECOND[index]
        elif code == _ESCAPE:
            point = source.varint(7, limit=0x10FFFF)
            if 0xD800 <= point <= 0xDFFF:
                raise FrameError("half a character in a text")
            char = chr(point)
        else:
            char = _FIRST[code]
        out.append(char.upper() if capital else char)
        capital = False
    if len(out) > MAX_CHARS:
        raise FrameError("text too long")
    return "".join(out)
