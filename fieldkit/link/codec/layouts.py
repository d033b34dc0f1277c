"""Compiles a layout (`core.facts.layout`) to a writer and a reader of bits. One table of codings serves both ways.

`own` is everywhere the author's kit number. `take(put(body)) == body` exactly, so that an event has the same id
whichever carrier brought it. A writer raises ValueError for what its reader would not give back, a reader FrameError
for what its writer would not have written.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Any, NamedTuple

from fieldkit.core.facts.body import UNKNOWN_PLACE
from fieldkit.core.facts.layout import (
    AnyPlace,
    Bits,
    Coding,
    EachKey,
    Escaped,
    Flag,
    Hex,
    Known,
    Layout,
    Maybe,
    Nested,
    OneOf,
    OwnKit,
    OwnPlace,
    Repeat,
    SortedMap,
    Text,
    Varint,
    When,
    Word,
)
from fieldkit.link.codec.bits import BitReader, BitWriter
from fieldkit.link.codec.text import put_text, take_text
from fieldkit.link.errors import FrameError

Put = Callable[[BitWriter, Any, int], None]
"""(out, value, own)."""
Take = Callable[[BitReader, int], Any]
"""(source, own) → value."""


class Coder(NamedTuple):
    """Both directions of one coding."""

    put: Put
    take: Take


def compile_struct(struct: type[Any], layout: Layout, *, whole: bool = True) -> Coder:
    """The coder of a struct; ValueError when the layout names a field that is not there or, when it is to be whole,
    does not name every field. Fields that it does not name have their defaults."""
    fields = set(struct.__struct_fields__)
    if set(layout) - fields or (whole and set(layout) != fields):
        raise ValueError(f"the layout of {struct.__name__} must name {', '.join(struct.__struct_fields__)}")
    puts: list[tuple[Callable[[Any], Any], Put]] = []
    takes: list[tuple[str, Take, When | None]] = []
    for name, coding in layout.items():
        when = coding if isinstance(coding, When) else None
        coder = compile_coding(when.of if when else coding)
        takes.append((name, coder.take, when))
        if when is None:
            puts.append((attrgetter(name), coder.put))
        else:
            puts.append((_whole, _put_when(name, when, coder.put)))

    def put(out: BitWriter, value: Any, own: int) -> None:
        for get, put_field in puts:
            put_field(out, get(value), own)

    def take(source: BitReader, own: int) -> Any:
        made: dict[str, Any] = {}
        for name, take_field, when in takes:
            made[name] = take_field(source, own) if when is None or _is_there(when, made) else when.otherwise
        return struct(**made)

    return Coder(put, take)


def _whole(value: Any) -> Any:
    return value


def _is_there(when: When, made: dict[str, Any]) -> bool:
    decided = made[when.field]
    return decided in when.values if when.values else decided is not None


def _put_when(name: str, when: When, put: Put) -> Put:
    field, get = attrgetter(when.field), attrgetter(name)

    def put_there(out: BitWriter, value: Any, own: int) -> None:
        if _is_there(when, {when.field: field(value)}):
            put(out, get(value), own)

    return put_there


def compile_coding(coding: Coding) -> Coder:
    """The coder of one value."""
    return _COMPILERS[type(coding)](coding)


def _flag(coding: Flag) -> Coder:
    return Coder(lambda out, value, own: out.flag(value), lambda source, own: source.flag())


def _bits(coding: Bits) -> Coder:
    width = coding.width
    return Coder(lambda out, value, own: out.put(value, width), lambda source, own: source.take(width))


def _varint(coding: Varint) -> Coder:
    chunk, least, most = coding.chunk, coding.least, coding.most

    def put(out: BitWriter, value: int, own: int) -> None:
        if value > most:
            raise ValueError(f"{value} is above {most}")
        out.varint(value - least, chunk)

    return Coder(put, lambda source, own: source.varint(chunk, most - least) + least)


def _escaped(coding: Escaped) -> Coder:
    narrow, wide, escape = coding.narrow, coding.wide, (1 << coding.narrow) - 1

    def put(out: BitWriter, value: int, own: int) -> None:
        out.put(min(value, escape), narrow)
        if value >= escape:
            out.put(value, wide)

    def take(source: BitReader, own: int) -> int:
        value = source.take(narrow)
        return source.take(wide) if value == escape else value

    return Coder(put, take)


def _word(coding: Word) -> Coder:
    width, words = coding.width, coding.words
    numbers = {word: number for number, word in enumerate(words)}
    found: dict[int, Any] = dict(enumerate(words))
    if coding.none is not None:
        numbers[None], found[coding.none] = coding.none, None

    def put(out: BitWriter, value: Any, own: int) -> None:
        number = numbers.get(value)
        if number is None:
            raise ValueError(f"{value} is no word of this field")
        out.put(number, width)

    def take(source: BitReader, own: int) -> Any:
        try:
            return found[source.take(width)]
        except KeyError:
            raise FrameError("unknown word in a frame") from None

    return Coder(put, take)


def _text(coding: Text) -> Coder:
    def take(source: BitReader, own: int) -> str:
        text = take_text(source)
        if not text:
            raise FrameError("an empty text where none was needed")
        return text

    def put(out: BitWriter, value: str, own: int) -> None:
        put_text(out, value)

    return Coder(put, take if coding.needed else lambda source, own: take_text(source))


def _known(coding: Known) -> Coder:
    width, words, escape = coding.width, coding.words, (1 << coding.width) - 1
    numbers = {word: number for number, word in enumerate(words)}

    def put(out: BitWriter, value: str, own: int) -> None:
        number = numbers.get(value)
        out.put(escape if number is None else number, width)
        if number is None:
            put_text(out, value)

    def take(source: BitReader, own: int) -> str:
        number = source.take(width)
        if number < len(words):
            return words[number]
        if number != escape:
            raise FrameError("unknown word in a frame")
        text = take_text(source)
        if not text or text in numbers:
            raise FrameError("a word in letters where none was needed")
        return text

    return Coder(put, take)


def _hex(coding: Hex) -> Coder:
    count = coding.count

    def put(out: BitWriter, value: str, own: int) -> None:
        raw = bytes.fromhex(value)
        if len(raw) != count:
            raise ValueError(f"{len(raw)} bytes where {count} belong")
        out.put(int.from_bytes(raw, "big"), 8 * count)

    return Coder(put, lambda source, own: source.take(8 * count).to_bytes(count, "big").hex())


def _own_place(coding: OwnPlace) -> Coder:
    return Coder(_put_place, _take_place)


def _any_place(coding: AnyPlace) -> Coder:
    return Coder(lambda out, value, own: _put_place(out, value, 0), lambda source, own: _take_place(source, 0))


def _put_place(out: BitWriter, place: int, own: int) -> None:
    """1 bit for `own`, else 7 to 22 bits; a node that no place owns in 34."""
    if place == own:
        out.put(0, 1)
    elif place >= UNKNOWN_PLACE:
        out.put(3, 2)
        out.put(place - UNKNOWN_PLACE, 32)
    else:
        out.put(2, 2)
        out.varint(place)


def _take_place(source: BitReader, own: int) -> int:
    if not source.flag():
        return own
    if source.flag():
        return UNKNOWN_PLACE + source.take(32)
    return source.varint(limit=0xFFFF)


def _own_kit(coding: OwnKit) -> Coder:
    def put(out: BitWriter, value: int, own: int) -> None:
        if not 0 <= value <= 0xFFFF:
            raise ValueError("a kit's number that none has")
        out.flag(value != own)
        if value != own:
            out.varint(value)

    return Coder(put, lambda source, own: source.varint(limit=0xFFFF) if source.flag() else own)


def _maybe(coding: Maybe) -> Coder:
    (inner_put, inner_take), nothing = compile_coding(coding.of), coding.nothing

    def put(out: BitWriter, value: Any, own: int) -> None:
        if value == nothing:
            out.put(0, 1)
        else:
            out.put(1, 1)
            inner_put(out, value, own)

    return Coder(put, lambda source, own: inner_take(source, own) if source.flag() else nothing)


def _nested(coding: Nested) -> Coder:
    return compile_struct(coding.struct, coding.fields)


def _repeat(coding: Repeat) -> Coder:
    put_count, take_count = compile_coding(coding.count)
    put_one, take_one = compile_coding(coding.of)
    most, once = coding.most, coding.once

    def put(out: BitWriter, value: tuple[Any, ...], own: int) -> None:
        put_count(out, len(value), own)
        for one in value:
            put_one(out, one, own)

    def take(source: BitReader, own: int) -> tuple[Any, ...]:
        found = tuple(take_one(source, own) for _ in range(take_count(source, own)))
        if len(found) > most or (once and len(set(found)) != len(found)):
            raise FrameError("too many in a list, or one twice")
        return found

    return Coder(put, take)


def _each_key(coding: EachKey) -> Coder:
    keys, struct, mark, width = coding.keys, coding.struct, coding.mark.words, coding.mark.width
    numbers, field = {word: number for number, word in enumerate(mark)}, attrgetter(coding.field)
    rest = [(name, attrgetter(name), compile_coding(inner)) for name, inner in coding.rest.items()]

    def put(out: BitWriter, value: dict[Any, Any], own: int) -> None:
        for key in keys:
            one = value.get(key)
            out.put(0 if one is None else numbers[field(one)], width)
            if one is not None:
                for _, get, coder in rest:
                    coder.put(out, get(one), own)

    def take(source: BitReader, own: int) -> dict[Any, Any]:
        found = {}
        for key in keys:
            number = source.take(width)
            if number:
                inner = {name: coder.take(source, own) for name, _, coder in rest}
                found[key] = struct(**{coding.field: mark[number]}, **inner)
        return found

    return Coder(put, take)


def _sorted_map(coding: SortedMap) -> Coder:
    put_count, take_count = compile_coding(coding.count)
    put_key, take_key = compile_coding(coding.key)
    put_value, take_value = compile_coding(coding.value)

    def put(out: BitWriter, value: dict[str, Any], own: int) -> None:
        put_count(out, len(value), own)
        for key, one in value.items():
            put_key(out, key, own)
            put_value(out, one, own)

    def take(source: BitReader, own: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        last = ""
        for _ in range(take_count(source, own)):
            key = take_key(source, own)
            if key <= last:
                raise FrameError("a map's keys are out of order")
            found[key] = take_value(source, own)
            last = key
        return found

    return Coder(put, take)


def _one_of(coding: OneOf) -> Coder:
    width, cases = coding.width, coding.cases
    coders = [compile_coding(case.of) if case.of is not None else None for case in cases]

    def put(out: BitWriter, value: Any, own: int) -> None:
        for number, case in enumerate(cases):
            coder = coders[number]
            if value == case.only if coder is None else case.of_type and isinstance(value, case.of_type):
                out.put(number, width)
                if coder is not None:
                    coder.put(out, value, own)
                return
        raise ValueError(f"{value!r} has no form on the air")

    def take(source: BitReader, own: int) -> Any:
        number = source.take(width)
        if number >= len(cases):
            raise FrameError("unknown form of a value")
        coder = coders[number]
        return cases[number].only if coder is None else coder.take(source, own)

    return Coder(put, take)


_COMPILERS: dict[type[Any], Callable[[Any], Coder]] = {
    Flag: _flag,
    Bits: _bits,
    Varint: _varint,
    Escaped: _escaped,
    Word: _word,
    Text: _text,
    Known: _known,
    Hex: _hex,
    OwnPlace: _own_place,
    AnyPlace: _any_place,
    OwnKit: _own_kit,
    Maybe: _maybe,
    Nested: _nested,
    Repeat: _repeat,
    EachKey: _each_key,
    SortedMap: _sorted_map,
    OneOf: _one_of,
}
