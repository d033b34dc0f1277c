"""The made-up municipality that lives on its own: institutions with a phone and a stock node, seeded, in plain Danish.

They report now and then, answer what they are sent, and sometimes forget. Nothing here knows a kit or an engine.
"""

import asyncio
import random
from collections.abc import Sequence
from functools import partial

from fieldkit.core.roster.roster import Place
from fieldkit.practice.mesh.frame import Text
from fieldkit.practice.mesh.live import VirtualMesh

FIRST_REPORT_S = (1.0, 4.0)
FIRST_APART_S = 6.0
NEXT_REPORT_S = (90.0, 300.0)
READING_S = (4.0, 20.0)
"""Seconds (at speed 1) before a place's first report, between two places' first ones, between a place's later ones, and
between a message's arrival and `ok`."""
FORGETS = 0.15
"""Part of the messages that nobody answers: the console must show who has not."""

TROUBLE = (
    "vand! mad ok varme? 43b 6v",
    "Alt ok, 112 børn og 14 voksne",
    "mangler tæpper og varme, ellers alt ok",
    "INGEN STROM. vand til 4 timer",
    "rød - kloak slut, forældre kan ikke komme frem",
    "gul. lys? toilet ok 31b 5v",
    "vand, mad og lys ok. koldt i stuerne",
    "alt ok 58 børn 9 voksne",
    "mad? vi har til frokost. 27b 4v",
    "ingen varme, 64 børn 11 voksne, vand ok",
    "powerbank snart tom, ellers alt vel",
    "klasselister mangler, trygt, 80b 12v",
)
LATER = (
    "vand ok nu",
    "varme ok",
    "mad ok 40b 6v",
    "toilet? håndsprit slut",
    "alt ok",
    "3 børn ikke hentet",
    "lys! vi går hjem kl 16",
)


class Town:
    """The institutions at nodes `first`.. of a running mesh. `speed` makes them live faster."""

    def __init__(
        self, mesh: VirtualMesh, places: Sequence[Place], first: int, secretariat: int, *, seed: int, speed: float
    ):
        self.mesh = mesh
        self.places = places
        self.first = first
        self.secretariat = secretariat
        """Node number that reports go to."""
        self.speed = speed
        self._rng = random.Random(f"town {seed}")
        self._tasks: set[asyncio.Task[None]] = set()
        self.sent = 0

    async def live(self) -> None:
        """Until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for index in range(len(self.places)):
                phone = self.mesh.phone(self.first + index)
                phone.on_text.append(partial(self._arrived, index))
                tasks.create_task(self._report(index))

    async def _report(self, index: int) -> None:
        rng = random.Random(self._rng.random())
        await self._wait(rng.uniform(*FIRST_REPORT_S) + index * FIRST_APART_S)
        text = TROUBLE[index % len(TROUBLE)]
        while True:
            self._send(index, text)
            await self._wait(rng.uniform(*NEXT_REPORT_S))
            text = rng.choice(LATER)

    def _arrived(self, index: int, text: Text) -> None:
        """Somebody reads it after a while and answers, when it asks for that."""
        number = text.text.partition(" ")[0]
        if f"ok {number}" not in text.text or self._rng.random() < FORGETS:
            return
        task = asyncio.get_running_loop().create_task(self._answer(index, text.sender, number))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, index: int, to: int, number: str) -> None:
        await self._wait(self._rng.uniform(*READING_S))
        self._send(index, f"ok {number}", to)

    def _send(self, index: int, text: str, to: int | None = None) -> None:
        self.mesh.phone_send(self.first + index, text, self.secretariat if to is None else to)
        self.sent += 1

    async def _wait(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.speed)
