"""The pages of the wall: which there are for a picture, and each as it is drawn. Pure."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple, TypeVar

from fieldkit.acts.needs import Need
from fieldkit.console.overview.board_rows import short_name
from fieldkit.console.place_words import what_is_wrong
from fieldkit.console.wall.lettering import cells_wide, rows_high
from fieldkit.console.wall.picture import Picture
from fieldkit.console.wall.sheet import INK, PAPER, Room, Sheet, broken, placed, wrapped
from fieldkit.console.words import LEVEL_STYLE, clock_da
from fieldkit.core.ask.proposal import Asks
from fieldkit.core.facts.terms import LEVEL_DA, Condition, Level
from fieldkit.core.facts.work import REQUEST_STATE_DA, RequestState
from fieldkit.core.text.wording import age_da, heard_da, how_long, long_ago, many_da
from fieldkit.core.views.activation import decided_words
from fieldkit.core.views.board import BoardRow, place_name
from fieldkit.core.views.inbox import Entry
from fieldkit.core.views.place_map import PlaceMap, Spot, by_urgency, make_map
from fieldkit.core.views.requests import RequestView

T = TypeVar("T")

REST_S = 12.0
"""So long a page stands."""
URGENT_S = 20.0
"""So long one stands with something red or late on it."""
MOST = 3
"""So many pages of the worst places, and of what waits: the rest is counted."""
ONE_BY_ONE = 3
"""Silent places that are each asked about on the wall; more of them are one line, as the grid shows them."""

LEVEL_SIGN = {Level.RED: "R", Level.YELLOW: "G", Level.GREEN: "o", Level.UNKNOWN: "?"}
NAME_LETTERS = 18
"""So much of a name stands on the map."""
MAP_LEGEND = "R rød, G gul, o grøn, ? ukendt, ! tavs, + flere"
GRID_LEGEND = "R rød, G gul, ! tavst, - aldrig hørt"

RED, YELLOW, GREEN, GREY = (
    tuple(LEVEL_STYLE[level].replace("bold ", "").split(" on "))
    for level in (Level.RED, Level.YELLOW, Level.GREEN, Level.UNKNOWN)
)
_COLOURS: dict[Level, tuple[str, ...]] = {
    Level.RED: RED, Level.YELLOW: YELLOW, Level.GREEN: GREEN, Level.UNKNOWN: GREY,
}  # fmt: skip
"""Letters, and what lies behind them."""
DIM, NOTE, LATE, SOON = "#a8a8a8", "#7fd0ff", "#ff8a80", "#ffd75f"
_WRONG = {Condition.CRITICAL: LATE, Condition.SHORTAGE: SOON}
_EXERCISE = ("#000000", "#ff9f43")


class Page(NamedTuple):
    """`key` stays the same while the page is about the same; `draw` puts it on the rows from `top` to `end`."""

    key: str
    title: str
    rest_s: float
    draw: Callable[[Sheet, int, int], None]
    akut: bool = False


def pages(picture: Picture, room: Room) -> list[Page]:
    """All pages in their order: what is akut and unread, the whole situation, the worst places, all places, what
    waits."""
    top, end = body_of(picture, room)
    return [
        *(
            Page(f"akut.{entry.event_id.hex()}", "AKUT", URGENT_S, partial(_akut, picture, entry), True)
            for entry in picture.akut
        ),
        Page("situation", "Situationen", URGENT_S if picture.worst else REST_S, partial(_situation, picture)),
        *_worst_pages(picture, room, end - top),
        *_grid_pages(picture, room, end - top),
        *_waiting_pages(picture, room, end - top),
        *_map_pages(picture, room, end - top),
    ]


def head_rows(room: Room) -> int:
    return 3 * room.line


def body_of(picture: Picture, room: Room) -> tuple[int, int]:
    """The rows that a page has, from and to."""
    return head_rows(room) + (room.line if picture.wrong else 0), room.height - 1


def draw(page: Page, picture: Picture, room: Room, foot: str, *, stale: str = "", turned: bool = False) -> Sheet:
    """The whole sheet: head, page and foot. `stale`: why the picture itself is old, which goes before what is wrong.
    `turned`: letters and what lies behind them change places, so that somebody looks up."""
    sheet = Sheet(room)
    if wrong := stale or picture.wrong:
        sheet.fill(0, head_rows(room), room.width, room.line, RED[1])
        sheet.line(1, head_rows(room), wrong, room.width - 2, RED[0], bold=True)
    top = head_rows(room) + (room.line if wrong else 0)
    page.draw(sheet, top, room.height - 1)
    _head(sheet, page, picture)
    sheet.fill(0, room.height - 1, room.width, 1, "#26323f")
    sheet.write(1, room.height - 1, foot, 0, "#b8c7d6")
    if turned:
        sheet.turn(top, room.height - 1)
    return sheet


def _head(sheet: Sheet, page: Page, picture: Picture) -> None:
    """Incident, page and counts on the left, the clock on the right: on every page."""
    room, board = sheet.room, picture.board
    sheet.fill(0, 0, room.width, head_rows(room), "#1b2530")
    clock, size = clock_da(picture.now), room.big if room.text else 1
    while rows_high(size + 1, ring=False) <= head_rows(room):
        size += 1
    wide = cells_wide(clock, size)
    at = room.width - wide - 1
    sheet.write(at, 0, clock, size, "#ffffff", ring=False)
    if not picture.sure:
        sheet.line(at - cells_wide("ca. ", room.text), 0, "ca.", 9 * max(1, room.text), SOON, bold=True)
        at -= cells_wide("ca. ", room.text)
    x, width = 1, at - 2
    if board.exercise:
        tag = cells_wide(" ØVELSE ", room.text)
        sheet.fill(0, 0, tag, room.line, _EXERCISE[1])
        sheet.line(1 if room.text == 0 else room.text * 2, 0, "ØVELSE", tag, _EXERCISE[0], bold=True)
        x, width = tag + 1, width - tag
    sheet.line(x, 0, board.incident or "Ingen hændelse er i gang", width, "#ffffff", bold=True)
    sheet.line(1, room.line, page.title, at - 2, NOTE, bold=True)
    sheet.line(1, 2 * room.line, _counts(picture), at - 2, INK)


def _counts(picture: Picture) -> str:
    """So that the picture as a whole is never off the wall."""
    rows = picture.board.rows
    red, yellow, silent = _many(rows, Level.RED), _many(rows, Level.YELLOW), sum(row.silent for row in rows)
    tavse = f"{silent} {'tavst' if silent == 1 else 'tavse'}" if picture.knows_time else "tavse ukendt"
    akut = f"{len(picture.akut)} AKUT, " if picture.akut else ""
    return f"{akut}{red} {'rødt' if red == 1 else 'røde'}, {yellow} {'gult' if yellow == 1 else 'gule'}, {tavse}"


def _many(rows: Sequence[BoardRow], level: Level) -> int:
    return sum(row.level is level for row in rows)


def _situation(picture: Picture, sheet: Sheet, top: int, end: int) -> None:
    """Three counts as large as there is room for, then the level and what waits."""
    room, rows = sheet.room, picture.board.rows
    red, yellow, silent = _many(rows, Level.RED), _many(rows, Level.YELLOW), sum(row.silent for row in rows)
    calm = ("#000000", "#c9d4de")
    counts = (
        (str(red), "rødt" if red == 1 else "røde", RED),
        (str(yellow), "gult" if yellow == 1 else "gule", YELLOW),
        (str(silent), "tavst" if silent == 1 else "tavse", calm) if picture.knows_time else ("?", "tavse", calm),
    )
    gap = max(1, room.big)
    wide = (room.width - 4 * gap) // 3
    told = [(wrapped(text, room.width - 4, room.text, 2), ink, bold) for text, ink, bold in _told(picture)]
    lines = sum(len(item) for item, _, _ in told)
    apart = 1 if room.big % 2 == 0 else 0  # an odd size has half a row above it
    beside = rows_high(room.big, ring=False) + apart + 4
    size = 2 * room.huge
    while size > room.huge and rows_high(size, ring=False) + beside + lines * room.line > end - top:
        size -= 1
    while size > 1 and any(cells_wide(number, size) > wide - 2 for number, _, _ in counts):
        size -= 1
    high = rows_high(size, ring=False) + beside - 2
    y = top + (1 if end - top >= high + 5 else 0)
    for at, (number, word, (ink, behind)) in enumerate(counts):
        x = gap + at * (wide + gap)
        if number == "0":
            ink, behind = GREY
        sheet.fill(x, y, wide, high, behind)
        middle = x + (wide - cells_wide(number, size)) // 2
        sheet.write(middle, y + 1, number, size, ink, ring=False)
        letters = room.big if cells_wide(word, room.big) <= wide - 2 else 0
        middle = x + (wide - cells_wide(word, letters)) // 2
        sheet.write(middle, y + 1 + rows_high(size, ring=False) + apart, word, letters, ink, bold=True, ring=False)
    y += high + (1 if end - y - high > 5 else 0)
    for item, ink, bold in told:
        if y + len(item) * room.line > end:
            return
        for line in item:
            sheet.line(2, y, line, room.width - 4, ink, bold=bold)
            y += room.line


def _told(picture: Picture) -> list[tuple[str, str, bool]]:
    """What the situation page says in words, the most important first."""
    rows, level, now = picture.board.rows, picture.level, picture.now
    green, unknown = _many(rows, Level.GREEN), _many(rows, Level.UNKNOWN)
    whole = f"{green} {'grønt' if green == 1 else 'grønne'} · {unknown} ukendt · {many_da(len(rows), 'sted', 'steder')}"
    told = [(f"{whole} i alt", INK, False)]
    if level.level is not None:
        since = f": {clock_da(level.since, now=now)}" if level.since is not None else ":"
        name = f", {level.name}" if level.name else ""
        told.append((f"Niveau {level.level}{name}{since} {decided_words(level.decided_by)}", "#ffffff", True))
    elif picture.board.tag:
        said = f"Niveau {picture.board.level}" if picture.board.level else "Intet niveau"
        told.append((f"{said}; ingen har noteret en beslutning om niveau", INK, False))
    if level.clock is not None and level.clock.full_at is None:
        by, left = clock_da(level.clock.full_by, now=now), level.clock.full_by - int(now)
        how = f"{how_long(-left)} over tiden" if level.clock.late else f"{how_long(left)} tilbage"
        told.append((f"Staben skal være fuldtallig {by}: {how}", LATE if level.clock.late else INK, level.clock.late))
    late = sum(view.late for view in picture.requests)
    if picture.unread:
        told.append((f"{many_da(picture.unread, 'besked', 'beskeder')} venter på forstået her", SOON, True))
    if picture.requests:
        over = f", {late} for sent" if late else ""
        told.append(
            (
                f"{many_da(len(picture.requests), 'åben anmodning', 'åbne anmodninger')}{over}",
                LATE if late else INK,
                bool(late),
            )
        )
    first = next((need for need in picture.needs if need.rank <= 1), None)
    if first is not None:
        told.append((first.text, LATE if first.rank == 0 else INK, first.rank == 0))
    if picture.board.others:
        told.append((f"Også i gang: {', '.join(picture.board.others)}", SOON, False))
    return told


def _worst_pages(picture: Picture, room: Room, rows: int) -> list[Page]:
    high = rows_high(room.big) + rows_high(room.age)
    each = _each(rows, high)
    draw = partial(_worst, picture)
    return _numbered("Værste steder", "worst", picture.worst, each, draw, lambda row: row.level is Level.RED)


def _each(rows: int, high: int) -> int:
    """How many things of `high` rows a page holds: with a row between them, unless that leaves fewer than three."""
    apart = (rows + 1) // (high + 1)
    return max(1, apart if apart >= 3 else rows // high)


def _numbered(
    title: str,
    key: str,
    things: Sequence[T],
    each: int,
    draw: Callable[[Sequence[T], Sheet, int, int], None],
    urgent: Callable[[T], bool],
    most: int | None = MOST,
) -> list[Page]:
    """The things as pages of `each`; what comes after `most` pages is only counted."""
    found: list[Page] = []
    for first in range(0, len(things), each):
        shown = things[first : first + each]
        if most is not None and len(found) == most:
            break
        last = first + len(shown)
        place = f" {first + 1}-{last} af {len(things)}" if len(things) > each else ""
        rest = URGENT_S if any(map(urgent, shown)) else REST_S
        found.append(Page(f"{key}.{first // each}", f"{title}{place}", rest, partial(draw, shown)))
    return found


def _worst(picture: Picture, rows: Sequence[BoardRow], sheet: Sheet, top: int, end: int) -> None:
    """Each place in a band: its name as large as it can be, then its age, and beside that what is wrong."""
    high = rows_high(sheet.room.big) + rows_high(sheet.room.age)
    gap = 1 if len(rows) * (high + 1) - 1 <= end - top else 0
    for at, row in enumerate(rows):
        _band(row, picture.now, sheet, top + at * (high + gap))


def _band(row: BoardRow, now: float, sheet: Sheet, y: int) -> None:
    room = sheet.room
    upper, lower = rows_high(room.big), rows_high(room.age)
    ink, behind = _COLOURS[row.level]
    inset = max(1, room.text)
    strip = cells_wide("TAVS", room.text) + 2 * inset
    sheet.fill(0, y, strip, upper + lower, behind)
    level = LEVEL_DA[row.level].upper() if row.level is not Level.UNKNOWN else "?"
    sheet.line(inset, y + (upper - room.line) // 2, level, strip, ink, bold=True)
    if row.silent:
        sheet.line(inset, y + upper + (lower - room.line) // 2, "TAVS", strip, ink, bold=True)
    x = strip + 1
    name, size = placed(row.name, room.width - x - 1, room.big)
    sheet.write(x, y + upper - rows_high(size), name, size, "#ffffff")
    old = SOON if row.silent else INK
    beside = sheet.write(x, y + upper, heard_da(row.age_s, row.heard), room.age, old) + 2 * room.age
    told = [(wrong.text, _WRONG.get(wrong.condition, DIM)) for wrong in what_is_wrong(row, now)]
    if name != row.name and room.text == 0:
        told.insert(0, (row.name, DIM))
    _beside(sheet, told, beside, y + upper, lower, room.age)


def _beside(sheet: Sheet, told: Sequence[tuple[str, str]], x: int, y: int, rows: int, age: int) -> None:
    """Texts in the room beside an age of that size: larger where all of them fit so and the age is larger still."""
    room, wide = sheet.room, sheet.room.width - x - 1
    large = [(line, ink) for text, ink in told for line in broken(text, wide, room.text + 1)]
    fits = room.text + 1 < age and len(large) * rows_high(room.text + 1) <= rows
    fits = fits and all(cells_wide(line, room.text + 1) <= wide for line, _ in large)
    size = room.text + 1 if fits else room.text
    lines = [(line, ink) for text, ink in told for line in wrapped(text, wide, size, 3)]
    for line, ink in lines[: rows // rows_high(size)]:
        sheet.write(x, y, line, size, ink, bold=ink != DIM)
        y += rows_high(size)


def _grid_pages(picture: Picture, room: Room, rows: int) -> list[Page]:
    """In the order of the lists, which stays the same: who looks for a place knows where."""
    order = {place.number: at for at, place in enumerate(picture.roster.places)}
    places = sorted(picture.board.rows, key=lambda row: (order.get(row.place, len(order)), row.place))
    if not places:
        return []
    columns = max(1, room.width // _tile(room))
    most = columns * max(1, rows // room.line - 1)
    count = -(-len(places) // most)
    each = -(-len(places) // count)
    return _numbered("Alle steder", "all", places, each, partial(_grid, picture), lambda row: False, None)


def _tile(room: Room) -> int:
    """Width of a place in the grid: a name that can be told from the others, and an age."""
    return 26 if room.text == 0 else 88 * room.text


def _grid(picture: Picture, rows: Sequence[BoardRow], sheet: Sheet, top: int, end: int) -> None:
    room = sheet.room
    columns = max(1, room.width // _tile(room))
    wide = room.width // columns
    down = -(-len(rows) // columns)
    step = room.line * (2 if down * 2 * room.line <= end - top - room.line else 1)
    sheet.line(1, end - room.line, GRID_LEGEND, room.width - 2, DIM)
    for at, row in enumerate(rows):
        x, y = (at // down) * wide, top + (at % down) * step
        ink, behind = _COLOURS[row.level]
        sheet.fill(x, y, wide - 1, room.line, behind)
        inset = max(1, room.text)
        age = heard_da(row.age_s, row.heard) if row.heard else "-"
        sign = {Level.RED: "R ", Level.YELLOW: "G "}.get(row.level, "")
        late = "!" if row.silent else ""
        right = cells_wide(late + age, room.text)
        sheet.write(x + wide - 1 - inset - right, y, late + age, room.text, ink, bold=row.silent)
        left = wide - 2 - 2 * inset - right - 2 * room.text
        name = short_name(row.name, left - len(sign)) if room.text == 0 else row.name
        sheet.line(x + inset, y, f"{sign}{name}", left, ink, bold=row.level is Level.RED)


class _Item(NamedTuple):
    """One thing that waits: for how long (s), three lines, and whether it is late."""

    age_s: int
    lines: tuple[tuple[str, str], ...]
    late: bool


def _waiting_pages(picture: Picture, room: Room, rows: int) -> list[Page]:
    high = max(rows_high(room.big), 3 * room.line)
    title = "Anmodninger og opgaver"
    return _numbered(title, "waiting", _waiting(picture), _each(rows, high), _items, lambda item: item.late)


def _waiting(picture: Picture) -> list[_Item]:
    """Late requests, then what waits for a person here, then the other requests."""
    now = int(picture.now)
    late = [_request(view, picture) for view in picture.requests if view.late]
    rest = [_request(view, picture) for view in picture.requests if not view.late]
    silent, others = [], []
    for need in picture.needs:
        asks = need.proposal.asks if need.proposal is not None else None
        if asks is Asks.SILENT:
            silent.append(need)
        elif asks is not Asks.LATE_REQUEST:  # stands there itself
            others.append(_need(need, now))
    if len(silent) > ONE_BY_ONE:
        since = min(need.since for need in silent)
        said = f"{len(silent)} steder mangler at melde: se “Alle steder”"
        others.append(_Item(max(0, now - since), ((said, SOON),), False))
    else:
        others += [_need(need, now) for need in silent]
    return [*late, *others, *rest]


def _need(need: Need, now: int) -> _Item:
    late = need.rank == 0
    ink = LATE if late else SOON if need.rank == 1 else INK
    return _Item(max(0, now - need.since), ((need.text, ink),), late)


def _request(view: RequestView, picture: Picture) -> _Item:
    now = int(picture.now)
    where = place_name(view.place, picture.roster)
    holder = f": {view.holder}" if view.holder else ""
    state = "ingen har taget den" if view.state is RequestState.WAITING else f"{REQUEST_STATE_DA[view.state]}{holder}"
    lines = [(f"{view.amount}, {where}", LATE if view.late else "#ffffff"), (state, INK)]
    if view.due_at is not None:
        over = f" {long_ago(now - view.due_at)}" if view.overdue and now - view.due_at >= 60 else ""
        verb = "skulle være der" if view.overdue else "skal være der"
        lines.append(
            (
                f"{verb} {clock_da(view.due_at, now=picture.now)}{f':{over}' if over else ''}",
                LATE if view.overdue else INK,
            )
        )
    return _Item(max(0, now - view.asked_at), tuple(lines), view.late)


def _items(items: Sequence[_Item], sheet: Sheet, top: int, end: int) -> None:
    """How long it has waited, large, and beside that what it is."""
    room = sheet.room
    high = max(rows_high(room.big), 3 * room.line)
    gap = 1 if len(items) * (high + 1) - 1 <= end - top else 0
    left = cells_wide("88 MIN", room.big) + 2
    for at, item in enumerate(items):
        y = top + at * (high + gap)
        sheet.write(1, y, age_da(item.age_s), room.big, LATE if item.late else INK)
        _beside(sheet, item.lines, left + 1, y, high, room.big)


def _map_pages(picture: Picture, room: Room, rows: int) -> list[Page]:
    """Where the places lie, when there are positions and room for it."""
    found = _map_of(picture, room, rows)
    return [Page("map", "Landkort: nord er op", REST_S, partial(_map, picture, found))] if found.marks else []


def _map_of(picture: Picture, room: Room, rows: int) -> PlaceMap:
    """One letter for each place: nobody knows the numbers by heart. The names of the worst have what room there is."""
    cell, own = _map_cell(room), "*" if room.text else "[*]"
    spots = []
    for place, row in by_urgency(picture.board, picture.roster, picture.here):
        sign = "?" if row is None else LEVEL_SIGN[row.level]
        mark = own if place.number == picture.here else f"{sign}!" if row is not None and row.silent else sign
        told = place.number == picture.here or (row is not None and row.level in (Level.RED, Level.YELLOW))
        label = short_name(place.name, NAME_LETTERS) if told or (row is not None and row.silent and row.heard) else ""
        assert place.lat is not None and place.lon is not None
        spots.append(Spot(place.number, place.lat, place.lon, mark, label))
    return make_map(
        spots, room.width // cell, rows // room.line - 1, lambda text: -(-cells_wide(text, room.text) // cell)
    )


def _map_cell(room: Room) -> int:
    return 1 if room.text == 0 else 4 * room.text


def _map(picture: Picture, found: PlaceMap, sheet: Sheet, top: int, end: int) -> None:
    room, cell = sheet.room, _map_cell(sheet.room)
    levels = {row.place: row.level for row in picture.board.rows}
    for mark in found.marks:
        ink, behind = _COLOURS[levels[mark.place]] if mark.place in levels else (PAPER, INK)
        x, y = mark.column * cell, top + mark.row * room.line
        sheet.fill(x, y, cells_wide(mark.text, room.text), room.line, behind)
        sheet.write(x, y, mark.text, room.text, ink, bold=True)
    for label in found.labels:
        sheet.write(label.column * cell, top + label.row * room.line, label.text, room.text, "#ffffff")
    below = top + (found.height - 1) * room.line
    if room.text == 0:
        sheet.write(0, below, found.scale, 0, DIM)
    elif found.bar:
        sheet.fill(0, below + room.line // 2, found.bar * cell, 1, DIM)
        sheet.write((found.bar + 1) * cell, below, found.length, room.text, DIM)
    sheet.line(1, end - room.line, MAP_LEGEND, room.width - 2, DIM)


def _akut(picture: Picture, entry: Entry, sheet: Sheet, top: int, end: int) -> None:
    """An akut message that nobody here has read: the whole wall."""
    room = sheet.room
    ink, behind = RED
    sheet.fill(0, top, room.width, end - top, behind)
    name, named = placed(f"fra {place_name(entry.sender, picture.roster)}", room.width - 4, room.big)
    text, foot = f"“{entry.text}”", end - room.line
    large = broken(text, room.width - 4, room.big)
    size, letters = room.huge, room.text
    for head in (room.huge, room.big):  # what is said counts more than the word AKUT: that is as large as leaves room
        below = foot - top - rows_high(head, ring=False) - rows_high(named)
        if len(large) * rows_high(room.big) <= below and max(cells_wide(line, room.big) for line in large) < room.width:
            size, letters = head, room.big
            break
    y = top + rows_high(size, ring=False)
    after = sheet.write(2, top, "AKUT", size, ink, ring=False)
    age = age_da(max(0, int(picture.now) - entry.at))
    x = room.width - 2 - cells_wide(age, room.big)
    if x > after + 2:
        sheet.write(x, y - rows_high(room.big, ring=False), age, room.big, ink, ring=False)
    if entry.exercise:
        sheet.line(after + 2, top, "ØVELSE", x - after - 4, SOON, bold=True)
    sheet.write(2, y, name, named, SOON)
    y += rows_high(named) + (1 if letters != room.big else 0)
    most = max(1, (foot - y) // rows_high(letters))
    for line in large if letters == room.big else wrapped(text, room.width - 4, letters, most):
        sheet.write(2, y, line, letters, ink, bold=True)
        y += rows_high(letters)
    when = clock_da(entry.at, sure=entry.time_sure, now=picture.now)
    told = f"{entry.number} kl. {when}: læs den under F3"
    sheet.line(2, foot, told, room.width - 4, ink, bold=True)
