"""A phone whose node was set up a moment ago: the kit reaches it within a minute, and what it sends is answered."""

import pytest
from meshtastic.protobuf import mesh_pb2
from radio_town import KIT, PHONE, Town, living

from fieldkit.core.facts.said import Message
from fieldkit.core.facts.terms import Precedence
from fieldkit.link.node.ports import BROADCAST
from fieldkit.practice.mesh.settings import KnownNode


async def test_a_message_to_a_phone_that_was_set_up_a_moment_ago_arrives_within_seconds(tmp_path):
    town = Town(tmp_path / "kit", acquainted=True)
    town.world.nodes[KIT].settings.node_info_sent_s = -61.0  # nothing of itself for nine minutes
    town.phone_forgets_everybody()
    async with living(town):
        await town.live(5)
        event = town.kit.record(Message("Hent vand ved pumpen", town.place.number, Precedence.FLASH))
        await town.live(10)
        assert [text.verified for text in town.phone.texts] == [True]
        assert town.says(event.id) == "received"


async def test_it_arrives_within_a_minute_when_our_node_may_not_say_who_it_is_just_now(tmp_path):
    town = Town(tmp_path / "kit", acquainted=True)
    town.world.nodes[KIT].settings.node_info_sent_s = 0.0
    town.phone_forgets_everybody()
    async with living(town):
        await town.live(5)
        event = town.kit.record(Message("Hent vand ved pumpen", town.place.number, Precedence.FLASH))
        await town.live(60)
        assert [(text.to, text.verified) for text in town.phone.texts] == [(BROADCAST, False)]
        assert town.says(event.id) in ("queued", "sent", "heard")
        await town.live(60)
        assert [text.verified for text in town.phone.texts] == [False, True]
        assert town.says(event.id) == "received"


async def test_a_phone_that_lost_our_key_later_is_reached_at_the_next_try(tmp_path):
    town = Town(tmp_path / "kit", acquainted=True)
    async with living(town):
        await town.live(120)
        assert town.line.introductions() == 1
        town.phone_forgets_everybody()
        event = town.kit.record(Message("Hent vand ved pumpen", town.place.number, Precedence.ROUTINE))
        await town.live(60)
        assert town.line.introductions() == 2, "before the next try"
        assert town.says(event.id) == "received"
        assert [text.verified for text in town.phone.texts] == [True]


async def test_a_phone_that_cannot_learn_our_key_is_told_under_the_channels(tmp_path):
    town = Town(tmp_path / "kit", acquainted=True)
    impostor = mesh_pb2.User(long_name="En anden", public_key=bytes(range(32)))
    town.world.nodes[PHONE].settings.known[town.kits_node] = KnownNode(town.kits_node, impostor)
    async with living(town):
        await town.live(5)
        event = town.kit.record(Message("Hent vand ved pumpen", town.place.number, Precedence.ROUTINE))
        await town.live(90)
        [text] = town.phone.texts
        assert text.to == BROADCAST and not text.verified
        assert text.text.startswith(f"Til {town.place.name}: {event.number}")
        assert town.says(event.id) != "received", "a text to all proves nobody's reception"
        await town.live(3600)
        assert len(town.phone.texts) == 1, "said to all once"


@pytest.mark.parametrize("seed", range(3))
async def test_strangers_who_were_all_set_up_now_understand_each_other_within_two_minutes(tmp_path, seed):
    town = Town(tmp_path / "kit", acquainted=False)
    town.world.rng.seed(seed)
    async with living(town):
        await town.live(60)
        town.phone.send_text("vand! mad ok 43b 6v", town.kits_node)
        await town.live(60)
        [answer] = town.phone.texts
        assert answer.verified and "43 børn" in answer.text


async def test_introductions_are_not_repeated_more_than_once_a_minute_however_much_fails(tmp_path):
    town = Town(tmp_path / "kit", acquainted=True)
    async with living(town):
        await town.live(70)
        town.world.kill(PHONE)
        for number in range(12):
            town.kit.record(Message(f"besked {number}", town.place.number, Precedence.FLASH))
        before = town.line.introductions()
        await town.live(600)
        assert 2 <= town.line.introductions() - before <= 10
