"""The places as a small map in characters: north is up, and what lies twice as far is twice as far on it. Pure.

A cell is twice as high as it is wide. Every place with a position is on it, inside the frame: by a mark of its own that
covers where it lies, or, where there is no room for that, joined to the nearest mark of the same row, which says so.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from fieldkit.core.roster.roster import EARTH_RADIUS_M, Place, Roster
from fieldkit.core.views.board import Board, BoardRow

LEAST_WIDTH, LEAST_HEIGHT = 12, 4
"""On less no map is drawn."""
CELL_M = 25.0
"""Metres that a cell is wide at least: places at one address need no map of their yard."""
MORE = "+"
"""Behind a mark to which others are joined."""


class Spot(msgspec.Struct, frozen=True):
    """A place to be shown: degrees (WGS 84), the mark that stands for it, and what may be written beside that."""

    place: int
    lat: float
    lon: float
    mark: str
    label: str = ""


class Mark(msgspec.Struct, frozen=True):
    """A mark on the map: the row and the column where its text begins, and the column where the place lies. `joined`
    are the places that it stands for as well."""

    place: int
    row: int
    column: int
    at: int
    text: str
    joined: tuple[int, ...] = ()

    @property
    def places(self) -> tuple[int, ...]:
        return (self.place, *self.joined)


class Label(msgspec.Struct, frozen=True):
    """A name on the map, beside the mark of its place."""

    place: int
    row: int
    column: int
    text: str


class PlaceMap(msgspec.Struct, frozen=True):
    """What stands where, in rows and columns from the upper left. The last row is free for the scale: `bar` cells are
    `bar_m` metres. `lies`: metres east and north of the middle for each place."""

    width: int
    height: int
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]
    bar: int
    bar_m: int
    lies: Mapping[int, tuple[float, float]]

    def mark_of(self, place: int) -> Mark | None:
        """The mark that stands for a place."""
        return next((mark for mark in self.marks if place in mark.places), None)

    @property
    def scale(self) -> str:
        """The bar with its length."""
        return f"├{'─' * (self.bar - 2)}┤ {self.length}" if self.bar else ""

    @property
    def length(self) -> str:
        """`5 km`, `200 m`."""
        return f"{self.bar_m // 1000} km" if self.bar_m >= 1000 else f"{self.bar_m} m"

    def rows(self) -> list[str]:
        """The map as plain text."""
        cells = [[" "] * self.width for _ in range(self.height)]
        for row, column, text in (
            *((mark.row, mark.column, mark.text) for mark in self.marks),
            *((label.row, label.column, label.text) for label in self.labels),
            *([(self.height - 1, 0, self.scale)] if self.height else []),
        ):
            cells[row][column : column + len(text)] = text[: self.width - column]
        return ["".join(row).rstrip() for row in cells]


def by_urgency(board: Board, roster: Roster, here: int) -> list[tuple[Place, BoardRow | None]]:
    """The places with a position: where the kit stands first, so that it is never joined to another, then the worst.
    The row is None for a place that reports nothing."""
    rows = {row.place: row for row in board.rows}
    order = {row.place: at for at, row in enumerate(board.rows)}
    found = [place for place in roster.places if place.lat is not None and place.lon is not None]
    found.sort(key=lambda place: (place.number != here, order.get(place.number, len(order)), place.number))
    return [(place, rows.get(place.number)) for place in found]


def without_position(board: Board, roster: Roster) -> list[int]:
    """The places of the board and the lists that no map can show, the worst first."""
    known = {place.number for place in roster.places if place.lat is not None and place.lon is not None}
    numbers = dict.fromkeys([*(row.place for row in board.rows), *(place.number for place in roster.places)])
    return [number for number in numbers if number not in known]


def make_map(spots: Sequence[Spot], width: int, height: int, wide: Callable[[str], int] = len) -> PlaceMap:
    """The map of these places, the first ones first where there is little room. `wide`: how many cells a text takes.

    Nothing is on it when it is less than `LEAST_WIDTH` x `LEAST_HEIGHT`, or a mark does not fit into it.
    """
    small = width < max([LEAST_WIDTH, *(2 * wide(spot.mark + MORE) for spot in spots)]) or height < LEAST_HEIGHT
    if small or not spots:
        return PlaceMap(max(0, width), max(0, height), (), (), 0, 0, {})
    lies = _metres(spots)
    cell_m = max(
        CELL_M,
        2 * max(abs(east) for east, _ in lies.values()) / (width - 2),
        2 * max(abs(north) for _, north in lies.values()) / (2 * (height - 2)),
    )
    drawing = _Drawing(width, height, wide)
    for spot in spots:
        east, north = lies[spot.place]
        column = round((width - 2) / 2 + east / cell_m)
        row = round((height - 2) / 2 - north / (2 * cell_m))
        drawing.put(spot, min(max(row, 0), height - 2), min(max(column, 0), width - 2))
    marks = tuple(drawing.marks)
    bar, bar_m = _bar(cell_m, width)
    names = {spot.place: spot.label for spot in spots}
    labels = tuple(label for mark in marks if (label := drawing.name(mark, names[mark.place])) is not None)
    return PlaceMap(width, height, marks, labels, bar, bar_m, lies)


def toward(found: PlaceMap, place: int, east: int, north: int) -> int | None:
    """The nearest place in a direction (one of east, west, north, south as 1 and 0); None when there is none."""
    if place not in found.lies:
        return next(iter(found.lies), None)
    x, y = found.lies[place]
    best: list[tuple[bool, float, int]] = []
    for other, (other_x, other_y) in found.lies.items():
        along = (other_x - x) * east + (other_y - y) * north
        aside = abs((other_x - x) * north) + abs((other_y - y) * east)
        if other != place and along > 0:
            best.append((aside > along, along + 2 * aside, other))
    return min(best)[2] if best else None


def _metres(spots: Iterable[Spot]) -> dict[int, tuple[float, float]]:
    """Metres east and north of the middle; a degree of longitude is shorter the farther north it is."""
    spots = list(spots)
    south, north = min(spot.lat for spot in spots), max(spot.lat for spot in spots)
    west, east = min(spot.lon for spot in spots), max(spot.lon for spot in spots)
    middle, degree = (south + north) / 2, math.radians(1) * EARTH_RADIUS_M
    shrink = math.cos(math.radians(middle))
    return {
        spot.place: ((spot.lon - (west + east) / 2) * shrink * degree, (spot.lat - middle) * degree) for spot in spots
    }


def _bar(cell_m: float, width: int) -> tuple[int, int]:
    """The longest bar of 1, 2 or 5 times a power of ten metres that takes at most a third of the width."""
    most = cell_m * width / 3
    power = 10 ** math.floor(math.log10(most))
    metres = max(step * power for step in (1, 2, 5) if step * power <= most)
    cells = round(metres / cell_m)
    return (cells, int(metres)) if cells >= 2 else (0, 0)


class _Drawing:
    """Cells that are taken: those of a mark, and one behind it, for what says that others are joined to it."""

    def __init__(self, width: int, height: int, wide: Callable[[str], int]) -> None:
        self._width, self._height, self._wide = width, height, wide
        self._taken: list[set[int]] = [set() for _ in range(height - 1)]
        self.marks: list[Mark] = []

    def put(self, spot: Spot, row: int, at: int) -> None:
        """The mark of a place that lies there, or a word at the nearest one that it has no room."""
        length = self._wide(spot.mark)
        for column in range(at, at - length, -1):
            if self._free(row, column, length + 1):
                self._take(row, column, length + 1)
                self.marks.append(Mark(spot.place, row, column, at, spot.mark))
                return
        near = min(
            (index for index, mark in enumerate(self.marks) if mark.row == row),
            key=lambda index: abs(self.marks[index].at - at),
        )
        mark = self.marks[near]
        text = mark.text if mark.joined else mark.text + MORE
        self.marks[near] = msgspec.structs.replace(mark, text=text, joined=(*mark.joined, spot.place))

    def name(self, mark: Mark, text: str) -> Label | None:
        """Its name on the right, on the left, under or above it; None where there is no room."""
        length = self._wide(text)
        behind = mark.column + self._wide(mark.text) + 1
        for row, column in (
            (mark.row, behind),
            (mark.row, mark.column - length - 1),
            (mark.row + 1, mark.column),
            (mark.row - 1, mark.column),
        ):
            room = range(column - 1, column + length + 1) if row != mark.row else range(column, column + length + 1)
            inside = 0 <= row < self._height - 1 and column >= 0 and column + length < self._width
            if length and inside and self._taken[row].isdisjoint(room):
                self._take(row, column, length + 1)
                return Label(mark.place, row, column, text)
        return None

    def _free(self, row: int, column: int, length: int) -> bool:
        inside = column >= 0 and column + length <= self._width
        return inside and self._taken[row].isdisjoint(range(column, column + length))

    def _take(self, row: int, column: int, length: int) -> None:
        self._taken[row].update(range(column, column + length))
