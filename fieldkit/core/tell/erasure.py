"""How it is told that names were erased."""

from fieldkit.core.facts.erasure import Erase
from fieldkit.core.facts.event import Event
from fieldkit.core.tell.parts import Names, Telling, aside
from fieldkit.core.text.wording import log_lines_da


def _erase(body: Erase, event: Event, names: Names) -> str:
    return f"Navnene i {log_lines_da(body.many)} er slettet{aside(body.reason, body.by)}"


TELLINGS: dict[type, Telling] = {Erase: Telling(line=_erase)}
