"""The question which event is meant, where several bear the number that somebody typed."""

from collections.abc import Sequence

from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import Event, in_order
from fieldkit.core.facts.exact import exact_number
from fieldkit.core.roster.roster import Roster
from fieldkit.core.tell.sentences import sentence
from fieldkit.core.text.clean import one_line

SHOWN = 4
"""So many are told apart in one sentence."""
LETTERS = 60
"""Of what each of them says."""


def choices(events: Sequence[Event], roster: Roster, letters: int = LETTERS) -> list[str]:
    """`2-0002/3f9a (AKUT: Uglemoseskolen til sekretariatet: mangler tæpper)`, one for each."""
    found = in_order(events)
    return [f"{exact_number(event, found)} ({_begins(sentence(event, roster), letters)})" for event in found]


def _begins(text: str, letters: int) -> str:
    return text if len(text) <= letters else f"{one_line(text, letters)} …"


def which_one(events: Sequence[Event], roster: Roster) -> InputError:
    """Two kits were made with one number: only a person knows which of these is meant."""
    told = choices(events, roster)
    *but, last = told[:SHOWN]
    shown = f"{', '.join(but)} eller {last}" if len(told) <= SHOWN else f"{', '.join(told[:SHOWN])} …"
    return InputError(
        f"{len(told)} forskellige linjer har nummer {events[0].number}; skriv den ene med tegnene efter "
        f"skråstregen: {shown}."
    )
