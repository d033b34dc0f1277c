"""The journal as one JSON document. What stands in it, says `docs/journal.schema.json`."""

from collections.abc import Iterator

import msgspec

from fieldkit.core.clock.hybrid import iso_at
from fieldkit.core.facts.event import EXERCISE_BIT
from fieldkit.core.text.clean import tame_json
from fieldkit.resync.journal.whole import Journal, Period

FORMAT = 2


def json_pieces(journal: Journal) -> Iterator[str]:
    """The head, an event at a time, and which of them bear one number."""
    head = _indented({"format": FORMAT, **_head(journal)})
    yield head.removesuffix("\n}") + ',\n "events": ['
    before = ""
    for line in journal.lines():
        # as in one document: what is inside stands two further in, and no text of JSON has a line end
        yield before + "\n  " + _indented(line).replace("\n", "\n  ")
        before = ","
    yield "\n ],\n" if before else "],\n"
    yield ' "forks": ' + _indented(list(journal.forks())).replace("\n", "\n ") + "\n}\n"


def _head(journal: Journal) -> dict[str, object]:
    choice, period = journal.choice, journal.period
    return {
        "municipalities": [{"code": code, "name": name} for code, name in sorted(journal.municipalities.items())],
        "choice": {
            "incident": choice.incident,
            "place": choice.place or None,
            "person": (choice.person if choice.personal else True) if choice.person else None,
            "personal": choice.personal,
        },
        "total": journal.total,
        "count": journal.count,
        "period": _period(period) if period is not None else None,
        "incidents": [
            {
                "incident": tag,
                "name": journal.incident_name(tag),
                "exercise": bool(tag & EXERCISE_BIT),
                **_period(journal.periods[tag]),
            }
            for tag in journal.tags()
        ],
        "kits": [feed._asdict() for feed in journal.kits()],
        "gaps": [gap._asdict() for gap in journal.gaps()],
        "apart": journal.apart,
        "signatures": {str(standing): journal.signatures[standing] for standing in journal.standings()},
    }


def _period(period: Period) -> dict[str, str]:
    return {"first": iso_at(period.first.at), "last": iso_at(period.last.at)}


def _indented(value: object) -> str:
    return tame_json(msgspec.json.format(msgspec.json.encode(value), indent=1)).decode()
