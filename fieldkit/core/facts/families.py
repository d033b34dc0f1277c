"""The families of kinds. Who decodes events imports this; a new family is one more line, a new kind none."""

from fieldkit.core.facts import (
    chits,
    clocks,
    erasure,
    exercises,
    key_change,
    keys,
    lessons,
    offers,
    roster,
    said,
    staff,
    trust,
    work,
)
from fieldkit.core.facts.kinds import REGISTRY

for _family in (said, work, staff, chits, trust, roster, clocks, keys, key_change, lessons, offers, erasure, exercises):
    REGISTRY.add(_family.KINDS)
REGISTRY.close()
