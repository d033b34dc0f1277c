"""Places of a board as it would make them, for tests of how they look."""

from typing import Any

from hypothesis import strategies as st

from fieldkit.core.facts.terms import Condition, Level, Topic, Trust, Via
from fieldkit.core.views.board import BoardRow, TopicCell

CRITICAL, LACK, OK = Condition.CRITICAL, Condition.SHORTAGE, Condition.OK


def row(topics: dict[Topic, TopicCell] | None = None, **more: Any) -> BoardRow:
    given: dict[str, Any] = {
        "place": 3, "slug": "brombaerskolen", "name": "Brombærskolen", "level": Level.RED, "age_s": 1260,
        "silent": False, "topics": topics or {},
        "children": None, "staff": None, "note": "", "via": Via.RADIO, "trust": Trust.VERIFIED,
        "number": "3-0001", "event_id": b"1",
    }  # fmt: skip
    return BoardRow(**given | more)


def cell(condition: Condition, hours: int | None = None, age_s: int | None = 0) -> TopicCell:
    return TopicCell(condition, hours, age_s, "3-0001")


cells = st.dictionaries(
    st.sampled_from(Topic),
    st.builds(
        TopicCell,
        st.sampled_from(Condition),
        st.none() | st.integers(0, 999),
        st.none() | st.integers(0, 10**6),
        st.just("3-0001"),
    ),
)
