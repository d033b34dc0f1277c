"""How one topic of a report is, and for how many hours it lasts."""

import msgspec

from fieldkit.core.facts.terms import Condition


class TopicState(msgspec.Struct, frozen=True, omit_defaults=True):
    """`hours` is how long it lasts, None when that was not said."""

    condition: Condition
    hours: int | None = None
