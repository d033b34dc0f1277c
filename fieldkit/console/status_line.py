"""The row that is always there: exercise, incident, devices, unsent, clock, who and where this kit is."""

from functools import partial

from textual.content import Content
from textual.reactive import var

from fieldkit.console.messages import ShowRegion, World
from fieldkit.console.regions import BY_NAME
from fieldkit.console.spots import Spot, SpotLine
from fieldkit.console.words import clock_da
from fieldkit.core.errors import FieldkitError
from fieldkit.core.facts.event import EXERCISE_BIT
from fieldkit.core.views.board import place_name
from fieldkit.kit import Kit
from fieldkit.store.tables.delivery import unsent
from fieldkit.store.tables.status import IN_SHORT, Device, DeviceState, DeviceStatus, engine_tells, read_status

CALM = "#b8c7d6"
"""What is neither well nor wrong: off, unknown."""
LEAST_NAME = 6
"""Cells of the incident's name, with the blanks round it, before something else is left out."""
WIDE = 100
"""Cells from which words are not shortened."""
_STATE_DA = {
    DeviceState.OK: "ok",
    DeviceState.WARNING: "pas på",
    DeviceState.FAULT: "FEJL",
    DeviceState.OFF: "ingen",
    DeviceState.UNKNOWN: "ukendt",
}
STATE_STYLE = {
    DeviceState.OK: "",
    DeviceState.WARNING: "bold #ffd75f",
    DeviceState.FAULT: "bold #ffffff on #b3261e",
}


class StatusLine(SpotLine):
    """Redrawn only when its text changes. A click on the incident leads to it, on a device to what is known of it, on
    what is unsent to the messages, and on the right end to who is on duty here."""

    DEFAULT_CSS = """
    StatusLine { height: 1; background: #26323f; color: #e6e6e6; text-wrap: nowrap; text-overflow: ellipsis; }
    """
    world: var[World] = var(World())

    def __init__(self, kit: Kit, *, starting: bool = False) -> None:
        super().__init__("")
        self._kit = kit
        self.starting = starting
        """The console itself starts the engine, and has not seen it run nor heard that it failed."""
        self._since = int(kit.now())
        self._shown: Content | None = None

    def watch_world(self) -> None:
        self.redraw()

    def on_resize(self) -> None:
        self.redraw()

    def redraw(self) -> None:
        width = self.size.width or self.app.size.width
        if not width:
            return
        content = self.line(width, str(getattr(self.app, "operator", "")))
        if content != self._shown:
            self._shown = content
            self.update(content, layout=False)

    def line(self, width: int, operator: str = "") -> Content:
        """The row at `width` cells: the incident's name yields first, then the place's, then devices that nothing is
        wrong with; the clock, what is wrong, and who sits here stay."""
        kit = self._kit
        tag = kit.state.current()
        incident = kit.state.incidents.get(tag)
        name = (incident.name.value or "") if incident else "Ingen hændelse"
        gap = "  " if width >= WIDE else " "
        parts: list[tuple[str, str]] = []
        if kit.log.believed.is_cut(kit.identity.kit, kit.identity.epoch):
            parts.append(("SPÆRRET", STATE_STYLE[DeviceState.FAULT]))
        try:
            status = read_status(kit.log)
            engine = status.get(Device.ENGINE)
            if engine is not None and engine.state is not DeviceState.OFF and engine.at >= self._since:
                self.starting = False
            parts += _devices(status, kit.now(), starting=self.starting)
            waiting = unsent(kit.log)
            # without a radio, and without an engine that counts, “usendt 0” would read as if all had gone
            if waiting or (kit.config.has_radio and engine_tells(status, kit.now())):
                parts.append((f"usendt {waiting}", "bold #ffd75f" if waiting else ""))
        except FieldkitError:
            parts.append(("log FEJL", STATE_STYLE[DeviceState.FAULT]))  # the sentence itself stands on the message line
        parts.append((clock_da(kit.now(), sure=kit.time_sure), "bold"))
        exercise = " ØVELSE " if tag & EXERCISE_BIT else ""
        seats = self._seats(operator)
        parts = _fitting(parts, width - len(exercise) - LEAST_NAME - len(seats[-1]), len(gap))
        room = width - sum(len(text) + len(gap) for text, _ in parts) - len(exercise) - 2
        where = _where(seats, room - min(len(name), 18) - 2)
        name_room = max(0, room - len(where) - 1)
        name = name if len(name) <= name_room else name[: max(0, name_room - 1)] + "…"
        left = Content.assemble((exercise, "bold #000000 on #ff9f43"), " ", (name.ljust(name_room), "bold"), " ")
        pieces: list[Content | str | tuple[str, str]] = [left]
        end = left.cell_length
        spots = [Spot(0, end, partial(self.post_message, ShowRegion("incident")))]
        for text, style in parts:
            pieces += [(text, style), gap]
            to = "inbox" if text.startswith("usendt") else "kit"
            end += len(text) + len(gap)
            if to in BY_NAME:
                spots.append(Spot(end - len(text) - len(gap), end, partial(self.post_message, ShowRegion(to))))
        pieces.append((where, CALM))
        self.spots = [*spots, Spot(end, width, self._ask_name)]
        return Content.assemble(*pieces)

    def _ask_name(self) -> object:
        return self.app.run_action("name")  # asked for when somebody clicks: the row is a text also where no app runs

    def _seats(self, operator: str) -> list[str]:
        """What may stand at the end, the longest first: which kit, where it is, and who has its screen."""
        kit = f"kit {self._kit.config.number}"
        place = place_name(self._kit.place, self._kit.roster)
        who = short_name(operator)
        if not who:
            return [f"{kit} {place}", kit]
        return [f"{kit} {place} · {who}", f"{kit} · {who}", who]


def _fitting(parts: list[tuple[str, str]], room: int, gap: int) -> list[tuple[str, str]]:
    """The parts that have room, or that cannot be left out: first go those that are well, then those unknown."""
    left = list(parts)
    for calm in ("", CALM):
        for part in parts:
            if sum(len(text) + gap for text, _ in left) > room and part[1] == calm:
                left.remove(part)
    return left


def _where(seats: list[str], room: int) -> str:
    """The first that fits, or that is not cut by much; the last one anyhow."""
    for seat in seats[:-1]:
        if len(seat) <= room:
            return seat
    return seats[-1] if len(seats) > 2 or room < len(seats[-1]) + 6 else f"{seats[0][: room - 1].rstrip()}…"


def short_name(name: str) -> str:
    """`Ø. Andersen` for `Øvelse Andersen`: who sits here knows it, and others see whose turn it is."""
    first, *rest = name.split() or [""]
    return f"{first[0]}. {rest[-1]}" if rest else first


def _devices(status: dict[Device, DeviceStatus], now: float, *, starting: bool) -> list[tuple[str, str]]:
    if not engine_tells(status, now):
        return [("motor starter", "")] if starting else [("motor standset", STATE_STYLE[DeviceState.FAULT])]
    return [
        _device("radio", status.get(Device.RADIO)),
        _device("printer", status.get(Device.PRINTER)),
        _battery(status.get(Device.BATTERY), "batteri"),
    ]


def _device(name: str, status: DeviceStatus | None) -> tuple[str, str]:
    state = status.state if status else DeviceState.UNKNOWN
    short = str(status.facts.get(IN_SHORT) or "") if status else ""
    return (short or f"{name} {_STATE_DA[state]}", STATE_STYLE.get(state, CALM))


def _battery(status: DeviceStatus | None, name: str) -> tuple[str, str]:
    percent = status.facts.get("percent") if status else None
    if status is None or status.state is DeviceState.UNKNOWN or not isinstance(percent, int | float):
        return (f"{name} ukendt", CALM)
    return (f"{name} {round(percent)}%", STATE_STYLE.get(status.state, ""))
