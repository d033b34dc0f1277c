"""The marks of a half-written report come back as they were, and another version's are left out."""

from hypothesis import given
from hypothesis import strategies as st

from fieldkit.console.report.draft import marks_from, marks_text
from fieldkit.core.facts.terms import Condition, Topic
from fieldkit.core.facts.topic_state import TopicState


@given(
    st.dictionaries(
        st.sampled_from(list(Topic)),
        st.builds(TopicState, st.sampled_from(list(Condition)), st.none() | st.integers(0, 999)),
    )
)
def test_marks_come_back_as_they_were(marks: dict[Topic, TopicState]) -> None:
    assert marks_from(marks_text(marks)) == marks


def test_marks_of_another_version_are_left_out() -> None:
    assert marks_from("water:ok: gold:ok:3 food:sublime:") == {Topic.WATER: TopicState(Condition.OK)}
