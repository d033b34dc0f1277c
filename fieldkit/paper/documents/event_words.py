"""Events in plain Danish as paper tells them: with its own clock, and cards by their titles."""

from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.said import Report
from fieldkit.core.tell.parts import Names, incident_names
from fieldkit.core.tell.said import address_words, report_words
from fieldkit.core.tell.sentences import log_line
from fieldkit.core.views.inbox import Entry
from fieldkit.paper.documents.source import DocumentSource


def names_on(source: DocumentSource) -> Names:
    """Names as paper tells them: clocks of the day of printing, the titles of cards, incidents that this kit knows."""

    def card(name: str) -> str:
        known = source.cards.get(name)
        return f"“{known.title}”" if known else f"Actioncard {name}"

    return Names(
        source.place_name,
        source.sender_of,
        lambda seconds: source.clock(seconds + EPOCH_UNIX_S),
        card,
        incident_names(source.state.incidents),
    )


def to_words(to: int | str, source: DocumentSource) -> str:
    """Whom a message is for: `alle`, `mødestederne` or a place's name."""
    return address_words(to, source.place_name)


def report_line(report: Report, source: DocumentSource) -> str:
    """A report in one line; topics that were not said are not named."""
    return report_words(report, names_on(source))


def event_line(event: Event, source: DocumentSource) -> str:
    """Any event as a Danish sentence, for the log; of a note only the text, for its sort stands in the head."""
    return log_line(event, names_on(source))


def waiting_names(entry: Entry, source: DocumentSource) -> list[str]:
    """The places that have not said forstået, those last in whose name somebody did with nothing to prove it."""
    doubted = set(entry.doubted)
    names = [source.place_name(place) for place in entry.waiting if place not in doubted]
    return names + [f"{source.place_name(place)} (ubekræftet “ok”)" for place in entry.waiting if place in doubted]
