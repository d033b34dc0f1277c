"""A phone that sends without end, on the air and through the session: what is akut waits for none of it."""

from collections.abc import Callable

import pytest
from radio_town import Town, living

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.said import Message
from fieldkit.core.facts.terms import Precedence
from fieldkit.core.views.with_chits import every_message
from fieldkit.engine.rates import LONGEST_AKUT_SUM_S
from fieldkit.link.node.ports import BROADCAST
from fieldkit.store.tables.delivery import deliveries

EVERY_S = 2.3
"""As fast as a node takes texts."""
SOON_S = 15.0
"""What an akut text takes on this mesh when nobody else speaks is a few seconds; one more is spaced by the firmware."""


def noted(town: Town, words: str) -> Event[Message] | None:
    return next((event for event in every_message(town.kit.state) if words in event.body.text), None)


async def flood(town: Town, text: Callable[[int], str], *, to: int, count: int, first: int = 0) -> None:
    for number in range(first, first + count):
        town.phones[0].send_text(text(number), to)
        await town.live(EVERY_S)


@pytest.mark.parametrize("to_all", [False, True])
@pytest.mark.parametrize("text", [lambda n: f"besked nr {n}", lambda n: f"AKUT hjælp nr {n}", lambda n: "vand! mad ok"])
async def test_akut_in_and_out_waits_for_no_flood_of_another(tmp_path, text, to_all):
    town = Town(tmp_path / "kit", acquainted=True, phones=3)
    async with living(town):
        await town.live(5)
        to = BROADCAST if to_all else town.kits_node
        await flood(town, text, to=to, count=60)
        town.phones[1].send_text("AKUT der er ild i køkkenet", town.kits_node)
        out = town.kit.record(Message("Kom straks ud", town.places[2].number, Precedence.FLASH))
        await flood(town, text, to=to, first=60, count=round(SOON_S / EVERY_S))
        cry = noted(town, "ild i køkkenet")
        assert cry is not None and cry.body.precedence is Precedence.FLASH
        assert [d.state for d in deliveries(town.kit.log, out.id)] == ["received"]
        assert any("Kom straks ud" in text.text and text.alert for text in town.phones[2].texts)


async def test_akut_of_the_flooding_phone_itself_waits_a_minute_at_most(tmp_path):
    town = Town(tmp_path / "kit", acquainted=True)
    async with living(town):
        await town.live(5)
        await flood(town, lambda n: f"AKUT hjælp nr {n}", to=town.kits_node, count=150)
        town.phone.send_text("AKUT Anders er faldet", town.kits_node)
        await flood(town, lambda n: f"AKUT hjælp nr {n}", to=town.kits_node, first=150, count=4)
        await town.live(LONGEST_AKUT_SUM_S)
        event = noted(town, "Anders er faldet")
        assert event is not None and event.body.precedence is Precedence.FLASH
        minutes = 154 * EVERY_S / 60
        assert len(list(every_message(town.kit.state))) <= 5 + 3 * minutes, "and it is still held to a rate"
