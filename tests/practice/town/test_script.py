"""A script's player does what the script says, or refuses it; it lets nothing pass as if it were done."""

import pytest
from kits import meeting_point

from fieldkit.core.facts.said import CardAct
from fieldkit.practice.town.script import Card, Moment, OffScript, Player


def test_what_nobody_can_do_on_a_card_is_refused(tmp_path):
    kit = meeting_point(tmp_path / "kit")
    before = len(kit.log.all())
    with pytest.raises(OffScript, match="pause"):
        Player({"uglemoseskolen": kit}).play(Moment(0, "uglemoseskolen", Card("opstart", CardAct("pause"))))
    assert len(kit.log.all()) == before
    kit.close()
