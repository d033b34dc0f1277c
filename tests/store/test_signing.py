"""A kit signs what it has written, in blocks that follow on each other, and what stands behind one event is found."""

from itertools import pairwise

import pytest

from fieldkit.core.facts.said import Report
from fieldkit.core.signed.checkpoint import MOST_EVENTS, START
from fieldkit.core.signed.standing import Standing
from fieldkit.store.tables.checkpoints import checkpoints, checkpoints_over
from tests.support.kits import make_kit


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    """One that has signed three blocks of its first epoch, and one of the next."""
    kit = make_kit(tmp_path_factory.mktemp("kit") / "kit")
    for _ in range(2 * MOST_EVENTS):
        kit.record(Report(12))
    kit.sign()
    kit.record(Report(12))
    kit.sign()
    kit.renew_epoch("prøve")
    kit.sign()
    yield kit
    kit.close()


def first_epoch(kit):
    """Its blocks in the order of their numbers."""
    epoch = kit.log.find(12, 1)[0].event.epoch
    return [one for one in checkpoints(kit.log) if one.epoch == epoch]


def test_each_block_begins_where_the_one_before_it_ends(kit):
    blocks = first_epoch(kit)
    assert [(one.first, one.last) for one in blocks] == [(1, 256), (257, 512), (513, 513), (514, 514)]
    assert blocks[0].before == START
    for before, block in pairwise(blocks):
        assert (block.first, block.before) == (before.last + 1, before.after)
    assert all(one.holds() for one in blocks)


def test_what_is_signed_is_not_signed_again(kit):
    assert kit.sign() == 0


def test_what_stands_behind_one_event_is_what_stands_behind_it_among_all(kit):
    of_all = kit.standings()
    for event in kit.reading.events():
        assert kit.standing_of(event) is of_all.of(event) is Standing.UNVOUCHED, event.number


def test_only_the_blocks_over_an_event_are_read(kit):
    blocks = first_epoch(kit)
    for first, last in ((1, 1), (256, 256), (257, 257), (512, 513), (514, 9_999), (250, 600)):
        found = list(checkpoints_over(kit.log, 12, blocks[0].epoch, first, last))
        assert found == [one for one in blocks if one.first <= last and first <= one.last] != [], (first, last)
