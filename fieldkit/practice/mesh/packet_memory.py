"""What a node remembers of packets it has heard: which, who relayed them, and the next hops learned from answers.

Next hops follow the firmware (NextHopRouter.cpp): when an answer comes back through a node that also relayed the
question, packets to that place ask this one relay; the last try of each packet floods again.
"""

from typing import Final

CAPACITY: Final = 200
"""Packets remembered by (sender, id); firmware holds 160 to 240 by board."""


class PacketMemory:
    """Memory of one node, whose last number byte is `own_byte`. Relays are known by their last byte only."""

    def __init__(self, own_byte: int) -> None:
        self.own_byte = own_byte
        self._heard: dict[int, list[int]] = {}
        self._next_hops: dict[int, int] = {}

    def clear(self) -> None:
        """Forget all: a reboot."""
        self._heard.clear()
        self._next_hops.clear()

    def __contains__(self, key: int) -> bool:
        return key in self._heard

    def first(self, key: int, relay: int, next_hop: int) -> None:
        """Note a packet heard or sent for the first time; the oldest one makes room."""
        self._heard[key] = [next_hop, relay]
        if len(self._heard) > CAPACITY:
            del self._heard[next(iter(self._heard))]

    def again(self, key: int, relay: int) -> None:
        """Note one more node that sends a known packet."""
        notes = self._heard.get(key)
        if notes is not None and relay not in notes[1:]:
            notes.append(relay)

    def asked_hop(self, key: int) -> int:
        """The relay that the first copy asked for by its last byte; 0: anybody."""
        return self._heard[key][0]

    def passed_on(self, key: int) -> bool:
        """Whether this node itself has sent the packet."""
        return self.own_byte in self._heard[key][1:]

    def learn(self, question: int, answerer: int, relay: int) -> None:
        """An answer to packet `question`, which this node sent on, came from `answerer` through `relay`.

        Recordings of 2.8 show that a neighbour's own answer teaches nothing: packets to it name no next hop.
        """
        notes = self._heard.get(question)
        if notes is not None and self.own_byte in notes[1:] and relay in notes[1:]:
            self._next_hops[answerer] = relay

    def next_hop(self, to: int, came_from: int) -> int:
        """The relay to ask for packets to a node; 0 when none is known or it is where the packet came from."""
        hop = self._next_hops.get(to, 0)
        return 0 if hop == came_from else hop

    def unlearn(self, to: int) -> None:
        """The way to a node does not work any more."""
        self._next_hops.pop(to, None)
