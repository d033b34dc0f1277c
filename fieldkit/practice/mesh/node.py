"""One virtual node: the parts of its firmware put together, its power, and what it does by itself.

Parts call those below them and tell those above through lists of listeners; `practice.mesh` shows them all.
"""

from collections.abc import Callable
from typing import Final

from fieldkit.link.node import airtime
from fieldkit.practice.mesh.admin import Admin
from fieldkit.practice.mesh.air import US
from fieldkit.practice.mesh.board import Board, Surroundings
from fieldkit.practice.mesh.client_api import ClientApi
from fieldkit.practice.mesh.frame import Arrival
from fieldkit.practice.mesh.modules import Modules
from fieldkit.practice.mesh.own_packets import OwnPackets
from fieldkit.practice.mesh.router import Router
from fieldkit.practice.mesh.settings import NodeSettings

REBOOT_US: Final = 1_500_000
FIRST_NODE_INFO_US: Final = 30 * US
FIRST_TELEMETRY_US: Final = 80 * US
"""After boot, as seen on firmware 2.8 (docs/facts/radio.md, "Seen on real firmware with kits")."""


class VirtualNode:
    """A node on the air; `Air` calls its `router`, clients come through its `api`."""

    def __init__(self, around: Surroundings, index: int, settings: NodeSettings, idle_limit_s: float = 900.0) -> None:
        self.settings = settings
        self.board = Board(around, index, settings)
        self.own_packets = OwnPackets(self.board)
        self.modules = Modules(self.board, self.own_packets)
        self.router = Router(self.board, self.own_packets)
        self.admin = Admin(self.board, power=self)
        self.api = ClientApi(self.board, self.own_packets, self.modules, self.admin, idle_limit_s)
        self.transmitter = self.board.transmitter
        self.new_id = self.board.new_id
        self.send = self.own_packets.send
        """Send an own packet: see `OwnPackets.send`."""
        self.on_arrival = self.router.on_arrival
        self.on_verdict = self.own_packets.on_verdict
        self.on_power: list[Callable[[bool], None]] = []
        """Called when the node goes up or down: a server opens or closes its port."""
        # the firmware answers before its client is told, and the client is told before anybody else here
        self.on_arrival += [self.modules.take, self.api.arrival]
        self.router.on_overheard.append(self._overheard)
        self.on_verdict.append(self.api.verdict)
        self.own_packets.on_notice.append(self.api.notice)
        self.transmitter.on_space = self.api.queue_has_space
        self.alive = False
        self._boot_epoch = 0
        self._reboot_at_us = 0

    @property
    def number(self) -> int:
        """The node's number; a new key changes it at the next boot."""
        return self.board.number

    # --- power ---------------------------------------------------------------------------------------------------

    def boot(self, first_node_info_us: int = FIRST_NODE_INFO_US) -> None:
        """Switch on with empty RAM. NodeInfo goes out 30 s later, as on real nodes, unless told otherwise."""
        self.alive = True
        self._boot_epoch += 1
        self.board.boot()
        self.own_packets.clear()
        self.modules.clear()
        self.admin.clear()
        self.api.clear()
        self.apply_settings()
        self.board.air.power(self.board.index, True)
        self.board.agenda.after(first_node_info_us, self._node_info_due, self._boot_epoch)
        self.board.agenda.after(FIRST_TELEMETRY_US, self._telemetry_due, self._boot_epoch)
        for tell in self.on_power:
            tell(True)

    def shut_down(self) -> None:
        """Switch off: the client's connection ends, everything in RAM is gone."""
        if not self.alive:
            return
        self.alive = False
        self._boot_epoch += 1
        self.board.air.power(self.board.index, False)
        self.transmitter.clear()
        self.api.disconnect()
        self.api.clear()
        for tell in self.on_power:
            tell(False)

    def hang(self) -> None:
        """Stop working with the power and the connection still there: only a reboot helps."""
        self._boot_epoch += 1
        self.board.air.power(self.board.index, False)
        self.transmitter.clear()
        self.api.frozen = True

    def reboot(self) -> None:
        """Off, and on again 1.5 s later."""
        self.shut_down()
        self.settings.reboots += 1
        self.board.agenda.after(REBOOT_US, self._come_back, self._boot_epoch)

    def reboot_in(self, seconds: float) -> None:
        """Plan a reboot; a later plan replaces an earlier one."""
        self._reboot_at_us = self.board.now_us + round(seconds * US)
        self.board.agenda.at(self._reboot_at_us, self._reboot_due, self._boot_epoch)

    def shut_down_in(self, seconds: float) -> None:
        """Plan to switch off."""
        self.board.agenda.after(round(seconds * US), self._shut_down_due, self._boot_epoch)

    def apply_settings(self) -> None:
        """Take up changed configuration: preset, role, channels."""
        self.board.apply_settings()
        self.own_packets.apply_settings()
        self.router.apply_settings()

    # --- what happens by itself ------------------------------------------------------------------------------------

    def _node_info_due(self, epoch: int) -> None:
        if epoch != self._boot_epoch:
            return
        # what may not go out now waits for its next turn, hours later: so does a node that was set up a moment ago
        if self.transmitter.duty_share() < airtime.DUTY_CYCLE_EU868 / 2:
            self.modules.send_node_info()
        interval = max(int(self.settings.config["device"].node_info_broadcast_secs), 3600)
        self.board.agenda.after(interval * US, self._node_info_due, epoch)

    def _overheard(self, arrival: Arrival) -> None:
        """A NodeInfo that goes to somebody else: the node learns from it, and tells its client when it was news."""
        if self.modules.learn_user(arrival.frame):
            self.api.arrival(arrival)

    def _telemetry_due(self, epoch: int) -> None:
        if epoch != self._boot_epoch:
            return
        self.api.telemetry()
        self.board.agenda.after(60 * US, self._telemetry_due, epoch)

    def _reboot_due(self, epoch: int) -> None:
        if epoch == self._boot_epoch and self.board.now_us == self._reboot_at_us:
            self.reboot()

    def _shut_down_due(self, epoch: int) -> None:
        if epoch == self._boot_epoch:
            self.shut_down()

    def _come_back(self, epoch: int) -> None:
        if epoch == self._boot_epoch and not self.alive:
            self.boot()
