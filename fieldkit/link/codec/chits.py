"""Hand-written chits as bits. Number 24."""

from fieldkit.core.facts.chits import MAX_CHIT, Chit, ChitSort
from fieldkit.link.codec.bits import BitReader, BitWriter
from fieldkit.link.codec.parts import Codec, pick, put_optional_text, put_seconds, take_optional_text, take_seconds
from fieldkit.link.codec.said import put_message, put_note, put_report, take_message, take_note, take_report

_SORTS = list(ChitSort)


def _put_chit(out: BitWriter, body: Chit, own: int) -> None:
    if not 0 <= body.series <= 0xFFFF or not 0 <= body.count <= MAX_CHIT:
        raise ValueError("a chit's number that no kit prints")
    out.flag(body.series != own)
    if body.series != own:
        out.varint(body.series)
    out.varint(body.count, 6)
    out.put(_SORTS.index(body.sort), 3)
    put_seconds(out, body.at)
    if body.at is not None:
        out.flag(body.circa)
    out.flag(body.correct)
    put_optional_text(out, body.by)
    if body.report is not None:
        put_report(out, body.report, own)
    elif body.message is not None:
        put_message(out, body.message, own)
    elif body.note is not None:
        put_note(out, body.note, own)


def _take_chit(source: BitReader, own: int) -> Chit:
    series = source.varint(limit=0xFFFF) if source.flag() else own
    count = source.varint(6, MAX_CHIT)
    sort = pick(_SORTS, source.take(3))
    at = take_seconds(source)
    return Chit(
        series=series,
        count=count,
        sort=sort,
        at=at,
        circa=at is not None and source.flag(),
        correct=source.flag(),
        by=take_optional_text(source),
        report=take_report(source, own) if sort is ChitSort.REPORT else None,
        message=take_message(source, own) if sort is ChitSort.MESSAGE else None,
        note=take_note(source, own) if sort in (ChitSort.NOTE, ChitSort.RUNNER) else None,
    )


PAPER_CODECS: tuple[Codec, ...] = (Codec(24, Chit.kind, _put_chit, _take_chit),)
