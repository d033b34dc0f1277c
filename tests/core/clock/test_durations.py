"""Durations that people write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.clock.durations import duration_da, duration_s


@given(st.sampled_from([60, 3600, 86400]), st.integers(1, 14))
def test_a_duration_reads_back_as_it_is_written(unit: int, count: int) -> None:
    assert duration_s(duration_da(unit * count)) == unit * count


@pytest.mark.parametrize("text", ["", "2", "t", "0 min", "15 døgn", "-1 t", "1,5 t", "99999 min"])
def test_a_duration_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="tiden “"):
        duration_s(text)
