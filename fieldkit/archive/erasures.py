"""Names that were erased on the kits are erased in the archive: in what lies there, and in what comes with them later.

A log tells which events have no names any more, and by which word. That counts here as it does on a kit
(`core.state.erasures`): by the certificates and signatures that the archive has and those that the log brings.
"""

from collections.abc import Mapping
from uuid import UUID

from fieldkit.archive.connection import Connection
from fieldkit.archive.reading import Municipality, erased_of, named_of
from fieldkit.archive.sources import OpenLog
from fieldkit.core.facts.erasure import again_of, without_names
from fieldkit.core.signed.standing import Standings
from fieldkit.core.state.believed import Believed
from fieldkit.core.state.erasures import erasures_that_hold

_NOTE = (
    "INSERT INTO feltkit.erased (municipality, id, again, word, load) VALUES (%s,%s,%s,%s,%s) "
    "ON CONFLICT (municipality, id, word) DO NOTHING"
)
_AT_ONCE = 1_000
"""Events from which the names go by one statement."""


def learn(archive: Connection, code: int, log: OpenLog, load: UUID) -> Mapping[bytes, bytes]:
    """Note what a log tells of erased names and what of it counts. All that are noted of the municipality now: id →
    what tells what is left (`core.facts.erasure.again_of`)."""
    known = set(erased_of(archive, code))
    if not set(log.erased) <= known:
        archived = Municipality(archive, code)
        believed = Believed([*archived.telling(), *log.telling], archived.roots())
        signed = [one for one in (*archived.checkpoints(), *log.checkpoints) if one.holds()]
        words = [*archived.erasing(), *log.erasing]
        found = set(erasures_that_hold(log.erased, words, believed, Standings(signed, believed.is_vouched)))
        with archive.transaction(), archive.cursor() as cursor:
            cursor.executemany(_NOTE, [(code, *one, load) for one in sorted(found - known)])
        known |= found
    return {one.id: one.again for one in known}


def carry_out(archive: Connection, code: int) -> int:
    """Take the names out of all that is noted, where just that is left which was said to be; in how many events there
    were any."""
    again = {one.id: one.again for one in erased_of(archive, code)}
    left: list[tuple[bytes, str]] = []
    for event in named_of(archive, code, again) if again else ():
        body = without_names(event)
        if body is not None and again_of(event, body) == again[event.id]:
            left.append((event.id, body.decode()))
    for first in range(0, len(left), _AT_ONCE):
        ids, bodies = zip(*left[first : first + _AT_ONCE], strict=True)
        archive.execute("SELECT feltkit.forget(%s, %s, %s)", (code, list(ids), list(bodies)))
    return len(left)
