"""The map is true: every place is on it and inside, order and distances are kept, and nothing covers another unsaid."""

import math

from hypothesis import given
from hypothesis import strategies as st

from fieldkit.core.roster.roster import Place, PlaceKind, Roster
from fieldkit.core.state.fold import State
from fieldkit.core.views.board import make_board
from fieldkit.core.views.place_map import (
    LEAST_HEIGHT,
    LEAST_WIDTH,
    MORE,
    PlaceMap,
    Spot,
    by_urgency,
    make_map,
    toward,
    without_position,
)

WIDTHS, HEIGHTS = st.integers(20, 120), st.integers(LEAST_HEIGHT, 40)


@st.composite
def spots(draw: st.DrawFn) -> list[Spot]:
    """Places of a municipality, some of them at one address."""
    latitude, longitude = st.floats(54.5, 57.8), st.floats(8.0, 15.3)
    positions = draw(st.lists(st.tuples(latitude, longitude), min_size=1, max_size=40))
    positions += draw(st.lists(st.sampled_from(positions), max_size=5))
    names = draw(st.lists(st.text("abcæøå ", max_size=16), min_size=len(positions), max_size=len(positions)))
    return [
        Spot(number, lat, lon, f"r{number}!", name.strip())
        for number, ((lat, lon), name) in enumerate(zip(positions, names, strict=True), 1)
    ]


@given(spots(), WIDTHS, HEIGHTS)
def test_every_place_is_on_it_once_and_inside(places: list[Spot], width: int, height: int) -> None:
    found = make_map(places, width, height)
    told = [place for mark in found.marks for place in mark.places]
    assert sorted(told) == [spot.place for spot in places]
    for mark in found.marks:
        assert 0 <= mark.row < height - 1 and mark.column >= 0 and mark.column + len(mark.text) <= width
        assert mark.column <= mark.at < mark.column + len(mark.text), "it covers where the place lies"
    rows = found.rows()
    assert len(rows) == height and all(len(row) <= width for row in rows)


@given(spots(), WIDTHS, HEIGHTS)
def test_nothing_covers_anything_and_a_mark_says_when_others_are_joined_to_it(
    places: list[Spot], width: int, height: int
) -> None:
    found = make_map(places, width, height)
    taken: set[tuple[int, int]] = set()
    for thing in (*found.marks, *found.labels):
        cells = {(thing.row, thing.column + at) for at in range(len(thing.text))}
        assert taken.isdisjoint(cells)
        taken |= cells
    assert all((mark.text.endswith(MORE)) is bool(mark.joined) for mark in found.marks)


@given(spots(), WIDTHS, HEIGHTS)
def test_north_is_up_and_east_to_the_right(places: list[Spot], width: int, height: int) -> None:
    found = make_map(places, width, height)
    lie = {spot.place: spot for spot in places}
    for one in found.marks:
        for other in found.marks:
            if lie[one.place].lat > lie[other.place].lat:
                assert one.row <= other.row
            if lie[one.place].lon < lie[other.place].lon:
                assert one.at <= other.at


@given(spots(), WIDTHS, HEIGHTS)
def test_who_is_joined_lies_in_the_row_of_the_mark_as_near_as_marks_are_long(
    places: list[Spot], width: int, height: int
) -> None:
    found = make_map(places, width, height)
    longest = max(len(spot.mark) for spot in places) + 1
    whole = {spot.place: spot for spot in places}
    for mark in found.marks:
        for place in mark.joined:
            metres = math.dist(found.lies[place], found.lies[mark.place])
            cell_m = _cell_m(found)
            assert metres <= cell_m * 2 * longest + 4 * cell_m, whole[place]


def _cell_m(found: PlaceMap) -> float:
    """Metres that a cell is wide: as wide as it must be for the whole to fit."""
    east = max(abs(x) for x, _ in found.lies.values())
    north = max(abs(y) for _, y in found.lies.values())
    return max(25.0, 2 * east / (found.width - 2), north / (found.height - 2))


def test_distances_are_the_same_both_ways() -> None:
    """A kilometre north is half as many rows as a kilometre east is columns, as cells are twice as high."""
    north = 1000 / 111_195
    east = north / math.cos(math.radians(55.605))
    at = {"1": (55.6, 9.2), "2": (55.6 + 10 * north, 9.2), "3": (55.6, 9.2 + 10 * east)}
    found = make_map([Spot(int(mark), lat, lon, mark) for mark, (lat, lon) in at.items()], 60, 31)
    one, two, three = (found.mark_of(place) for place in (1, 2, 3))
    assert one is not None and two is not None and three is not None
    assert abs((three.at - one.at) - 2 * (one.row - two.row)) <= 2 and one.row == three.row and one.at == two.at
    assert found.bar_m == 2000 and abs(found.bar * 5 - (three.at - one.at)) <= 3
    assert found.scale.endswith("┤ 2 km")


def test_places_at_one_address_share_a_mark() -> None:
    found = make_map([Spot(1, 55.6, 9.2, "1", "A"), Spot(2, 55.6, 9.2, "2", "B")], 40, 10)
    assert [(mark.text, mark.places) for mark in found.marks] == [("1+", (1, 2))]
    assert found.mark_of(2) is found.marks[0] and found.mark_of(3) is None


@given(st.integers(-1, LEAST_WIDTH - 1), st.integers(-1, 3))
def test_no_room_and_no_places_is_no_map(width: int, height: int) -> None:
    assert make_map([Spot(1, 55.6, 9.2, "1")], width, 20).marks == ()
    assert make_map([Spot(1, 55.6, 9.2, "1")], 40, height).marks == ()
    assert make_map([], 40, 20).rows() == [""] * 20


@given(spots(), WIDTHS, HEIGHTS, st.sampled_from([(1, 0), (-1, 0), (0, 1), (0, -1)]))
def test_an_arrow_goes_that_way_and_never_leads_nowhere(
    places: list[Spot], width: int, height: int, way: tuple[int, int]
) -> None:
    found = make_map(places, width, height)
    for place, (x, y) in found.lies.items():
        there = toward(found, place, *way)
        ahead = [other for other, (ox, oy) in found.lies.items() if (ox - x) * way[0] + (oy - y) * way[1] > 0]
        assert there in ahead if ahead else there is None


def test_the_kit_stands_first_and_who_has_no_position_is_told() -> None:
    def place(number: int, lat: float | None) -> Place:
        return Place(
            number=number,
            slug=f"s{number}",
            name=f"Sted {number}",
            kind=PlaceKind.SCHOOL,
            lat=lat,
            lon=9.2 if lat else None,
        )

    roster = Roster(places=(place(1, 55.6), place(2, None), place(3, 55.7)))
    board = make_board(State(), roster, 1_795_258_800)
    assert [(known.number, row is not None) for known, row in by_urgency(board, roster, 3)] == [(3, True), (1, True)]
    assert without_position(board, roster) == [2]
