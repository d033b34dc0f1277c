"""What the commonest jobs cost at the screen is what docs/keystrokes.md tells, and no more than it may."""

import sys

import pytest
from paths import ROOT

sys.path.append(str(ROOT / "scripts"))

from keystrokes_table import JOBS, TABLE, cost_of, page


@pytest.mark.exhaustive
async def test_each_job_is_done_with_no_more_keys_than_it_may_cost_and_the_page_says_so(tmp_path) -> None:
    found = [await cost_of(job, tmp_path / str(number)) for number, job in enumerate(JOBS)]
    assert [cost.job.what for cost in found if not cost.done] == []
    assert [cost.job.what for cost in found if cost.keys > cost.job.most] == []
    assert len(found) >= 15
    assert page(found) == TABLE.read_text(), "scripts/keystrokes makes the page anew"
