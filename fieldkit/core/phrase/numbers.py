"""Counts, hours, the level and `alt ok`: the parts of the shorthand that stand for themselves.

Also the sentences that state nothing (questions, conditions, the past), which are set aside first.
"""

from fieldkit.core.facts.body import MAX_COUNT
from fieldkit.core.facts.said import MAX_HOURS
from fieldkit.core.facts.terms import Condition, Level
from fieldkit.core.phrase.places import opens_clause, past_place
from fieldkit.core.phrase.tokens import Item
from fieldkit.core.phrase.words import ALL_FINE_ONLY, ASKING_VERBS, LIMITS, OPEN_ENDED, OTHER, Kind, Sense, Tone

BREAKS = frozenset({Kind.STOP, Kind.BUT})
SEPARATORS = BREAKS | {Kind.COMMA, Kind.AND}
QUIET = frozenset({Kind.FILL, Kind.COLON, Kind.ADVERB})
"""Stand between a topic and its mark without coming between them."""
_WEAKENED_BY_ASKING = frozenset({Kind.PUNCT, Kind.NUMBER, Kind.LEVEL, Kind.ALL})
_HOUR_PREPOSITIONS = frozenset({"til", "i", "om"})
_COUNTS = (Kind.CHILDREN, Kind.STAFF)
TERSE = ("b", "v")
"""Units of the shorthand: `43b 6v`."""
STATES = ("mangel", "kritisk")
"""The shorthand's own words of how a point is, which ask for nothing behind them."""


def near(items: list[Item], at: int, step: int) -> int | None:
    """Index of the next item in a direction that is not QUIET, or None at the end."""
    at += step
    while 0 <= at < len(items):
        if items[at].kind not in QUIET:
            return at
        at += step
    return None


def _kind(items: list[Item], at: int | None) -> Kind | None:
    return None if at is None else items[at].kind


def _asks(item: Item) -> bool:
    return item.kind is Kind.PUNCT and "?" in item.word


def set_aside(items: list[Item]) -> None:
    """Turn what is only asked for, supposed or past into OTHER, so that nothing of it is taken as a state."""
    start = 0
    for i, item in enumerate(items):
        if item.kind in BREAKS:
            start = i + 1
        elif item.kind is Kind.DOUBT:
            _doubt(items, i)
        elif item.kind is Kind.ASK:
            _ask(items, i)
        elif i == start and item.word in ASKING_VERBS:
            _ask_by_order(items, i)
        if item.kind is Kind.PUNCT:
            start = i + 1


def _doubt(items: list[Item], at: int) -> None:
    first = at
    while first and items[first - 1].kind not in BREAKS | {Kind.COMMA, Kind.PUNCT}:
        first -= 1
    last = at
    ends = BREAKS | {Kind.PUNCT} if items[at].word in OPEN_ENDED else BREAKS | {Kind.PUNCT, Kind.COMMA}
    while last + 1 < len(items) and items[last + 1].kind not in ends:
        last += 1
    if last + 1 < len(items) and items[last + 1].kind is Kind.PUNCT:
        last += 1
    for item in items[first : last + 1]:
        if item.kind not in (Kind.FILL, Kind.COMMA, Kind.AND):
            item.sense = OTHER


def _ask(items: list[Item], at: int) -> None:
    order = items[at].word in ("send", "husk", "sig", "giv", "koeb", "bestil", "skaf", "tak for")
    items[at].sense = OTHER
    for item in items[at + 1 :]:
        if item.kind in BREAKS or (order and item.kind is Kind.COMMA):
            return
        closes = item.kind is Kind.PUNCT
        if item.kind in _WEAKENED_BY_ASKING or item.sense.condition is Condition.OK:
            item.sense = OTHER
        if closes:
            return


def _ask_by_order(items: list[Item], at: int) -> None:
    """A sentence that begins with its verb is a question when it ends as one, or is `er vandet ok`."""
    inverted = items[at].word == "er" and at + 1 < len(items) and items[at + 1].kind is Kind.TOPIC
    for item in items[at + 1 :]:
        if item.kind in BREAKS:
            break
        if item.kind is Kind.PUNCT:
            inverted = inverted or _asks(item)
            break
    if inverted:
        sense = items[at].sense
        _ask(items, at)
        items[at].sense = sense


def join_hours(items: list[Item]) -> list[Item]:
    """`6 timer`, `6t`, `vand:6` become one item of kind HOURS with `value` in hours."""
    joined: list[Item] = []
    i = 0
    while i < len(items):
        item = items[i]
        following = items[i + 1] if i + 1 < len(items) else None
        if item.kind is not Kind.NUMBER:
            joined.append(item)
            i += 1
            continue
        unit = following if following and following.kind is Kind.HOUR_UNIT else None
        value = item.value * (unit.sense.factor if unit else 1)
        after = items[i + 2] if i + 2 < len(items) else None
        if unit and value <= MAX_HOURS and _may_last(joined, after):
            joined.append(Item(item.start, unit.end, Sense(Kind.HOURS), value=value))
            i += 2
        elif not unit and value <= MAX_HOURS and _after_colon(joined) and not _counted(following):
            joined.append(Item(item.start, item.end, Sense(Kind.HOURS), value=value))
            i += 1
        else:
            joined.append(item)
            i += 1
    return joined


def _may_last(before: list[Item], after: Item | None) -> bool:
    if after and after.word in ("siden", "ad"):
        return False
    if not before:
        return True
    last = before[-1]
    if last.kind is Kind.PREPOSITION:
        return last.word in _HOUR_PREPOSITIONS
    return last.kind is not Kind.NUMBER and last.word not in LIMITS


def _after_colon(before: list[Item]) -> bool:
    if len(before) < 2 or before[-1].kind is not Kind.COLON:
        return False
    return before[-2].kind in (Kind.TOPIC, Kind.MARK, Kind.PUNCT)


def _counted(following: Item | None) -> bool:
    return following is not None and following.kind in (*_COUNTS, Kind.NUMBER, Kind.COLON, Kind.PREPOSITION, Kind.OTHER)


def counts(items: list[Item]) -> dict[Kind, int]:
    """The children and staff at the place: only numbers that can be nothing else than all of them."""
    pairs = _pairs(items)
    kinds = {items[unit].kind for _, unit in pairs}
    said: dict[Kind, list[tuple[int, list[int]]]] = {}
    for n, (number, unit) in enumerate(pairs):
        in_a_run = len(pairs) > 1 and n > 0
        terse = len(kinds) > 1 and items[unit].word in TERSE
        value = items[number].value
        if value <= MAX_COUNT and _counts_all(items, min(number, unit), max(number, unit), in_a_run, terse):
            said.setdefault(items[unit].kind, []).append((value, [number, unit]))
    found: dict[Kind, int] = {}
    for kind, every in said.items():
        # What is said without a place goes before; of two places neither count is all of them.
        plain = [(value, places) for value, places in every if not _is_placed(items, max(places))]
        values = plain or every
        if len({value for value, _ in values}) > 1 or (not plain and len(every) > 1):
            continue
        found[kind] = values[0][0]
        for _, places in values:
            for place in places:
                items[place].understood = True
    return found


def _pairs(items: list[Item]) -> list[tuple[int, int]]:
    """(number, unit) indices. `43 børn 6 voksne` reads forward, `børn 43 voksne 6` backward; a mixture is left."""
    forward = [
        (i, i + 1) for i in range(len(items) - 1) if items[i].kind is Kind.NUMBER and items[i + 1].kind in _COUNTS
    ]
    backward: list[tuple[int, int]] = []
    for i, item in enumerate(items):
        number = near(items, i, 1)
        if item.kind not in _COUNTS or number is None or items[number].kind is not Kind.NUMBER:
            continue
        if number + 1 == len(items) or items[number + 1].kind is not Kind.OTHER:
            backward.append((number, i))
    if not forward or not backward:
        return forward or backward
    opens_with_number = min(forward)[0] < min(unit for _, unit in backward)
    closes_with_number = max(number for number, _ in backward) > max(unit for _, unit in forward)
    if opens_with_number == closes_with_number:
        # Numbers and words do not pair off: those that stand on one side only are certain.
        both = {n for n, _ in forward} & {n for n, _ in backward}
        return [(n, u) for n, u in forward if n not in both and u not in {u for _, u in backward}]
    return forward if opens_with_number else backward


def _counts_all(items: list[Item], first: int, last: int, in_a_run: bool, terse: bool = False) -> bool:
    before = items[first - 1] if first else None
    if before:
        if before.word in LIMITS or before.kind in (Kind.NOT, Kind.PREPOSITION, Kind.DOUBT, Kind.ASK):
            return False
        if before.kind is items[first].kind is Kind.NUMBER:
            return False
        if (
            before.kind is Kind.MARK
            and before.sense.before
            and before.sense.condition is not Condition.OK
            and not _is_state_of_topic(items, first - 1)
        ):
            return False
        earlier = near(items, first, -1)
        if (
            before.kind is Kind.FILL
            and earlier is not None
            and items[earlier].kind is Kind.MARK
            and items[earlier].sense.before
            and items[earlier].sense.condition is not Condition.OK
        ):
            return False
    after = items[last + 1] if last + 1 < len(items) else None
    place = past_place(items, last)
    if terse and not (after and _asks(after)):
        # Nobody writes `43b 6v` of a few among them.
        return True
    if place > last:
        if not opens_clause(items, first):
            return False
        last, in_a_run = place, False
        after = items[last + 1] if last + 1 < len(items) else None
    if after is None or after.kind in SEPARATORS:
        return not _shares_a_verdict(items, last)
    following = near(items, last, 1)
    if following is None:
        return True
    item = items[following]
    if item.kind in SEPARATORS or item.kind in (Kind.NUMBER, Kind.LEVEL, Kind.LEVEL_NOUN, Kind.ALL, *_COUNTS):
        return True
    if item.kind is Kind.PUNCT:
        return "?" not in item.word
    if item.kind is Kind.TOPIC:
        return not (item.sense.about_people and item.sense.condition is not Condition.OK)
    if item.kind is Kind.MARK:
        if item.sense.condition is Condition.OK and not item.sense.verb:
            return True
        beyond = near(items, following, 1)
        return in_a_run and item.sense.before and _kind(items, beyond) is Kind.TOPIC
    return False


def _is_state_of_topic(items: list[Item], mark: int) -> bool:
    """`vand mangel 43b 6v`: the water is short, and so many are here. `vand mangler 3 børn` may say that they are."""
    return items[mark].word in STATES and mark > 0 and items[mark - 1].kind is Kind.TOPIC


def _joined_to_another(items: list[Item], last: int) -> bool:
    kinds = [item.kind for item in items[last + 1 : last + 4]]
    return len(kinds) == 3 and kinds[:2] == [Kind.AND, Kind.NUMBER] and kinds[2] in _COUNTS


def _shares_a_verdict(items: list[Item], last: int) -> bool:
    """`3 børn og 2 voksne ikke hentet`: the second pair's verdict is the first's as well."""
    return _joined_to_another(items, last) and not _counts_all(items, last + 2, last + 3, True)


def _is_placed(items: list[Item], last: int) -> bool:
    """Whether a place follows the pair that ends at `last`, or the one it is joined to."""
    if past_place(items, last) > last:
        return True
    return _joined_to_another(items, last) and _is_placed(items, last + 3)


def level(items: list[Item]) -> Level | None:
    """The one level the text states of the place itself."""
    stated = [i for i, item in enumerate(items) if item.kind is Kind.LEVEL and _is_stated(items, i)]
    levels = {items[i].sense.level for i in stated}
    if len(levels) != 1 or len(stated) < sum(item.kind is Kind.LEVEL for item in items):
        return None
    for i in stated:
        items[i].understood = True
        noun = near(items, i, -1)
        if noun is not None and items[noun].kind is Kind.LEVEL_NOUN:
            items[noun].understood = True
    return levels.pop()


def _is_stated(items: list[Item], at: int) -> bool:
    after = items[at + 1] if at + 1 < len(items) else None
    if after and (after.kind in (Kind.OTHER, Kind.PREPOSITION, Kind.NOT) or _asks(after)):
        return False
    before = near(items, at, -1)
    if before is None:
        return True
    item = items[before]
    if item.kind in (Kind.OTHER, Kind.NOT, Kind.PREPOSITION, Kind.TOPIC, Kind.DOUBT, Kind.ASK, Kind.HOUR_UNIT):
        return False
    if item.kind is Kind.MARK and item.sense.condition is not Condition.OK:
        earlier = near(items, before, -1)
        return item.sense.after and _kind(items, earlier) in (Kind.TOPIC, Kind.HOURS)
    return True


def all_fine(items: list[Item]) -> bool:
    """Whether the text says `alt ok`; what it says of one topic goes before."""
    found = False
    for i, item in enumerate(items):
        if item.kind is not Kind.ALL:
            continue
        mark = near(items, i, 1)
        if mark is None or not _is_fine(items[mark]) or _unsure(items, i, mark):
            if item.word == "ellers":
                item.sense = Sense(Kind.FILL)
            continue
        item.understood = items[mark].understood = True
        items[mark].sense = item.sense
        found = True
        tone = mark + 1
        if tone < len(items) and items[tone].kind is Kind.PUNCT:
            items[tone].understood = True
    return found


def _is_fine(item: Item) -> bool:
    if item.word in ALL_FINE_ONLY:
        return True
    sense = item.sense
    return sense.kind is Kind.MARK and sense.condition is Condition.OK and sense.tone is Tone.PLAIN


def _unsure(items: list[Item], start: int, mark: int) -> bool:
    after = near(items, mark, 1)
    if after is not None and (items[after].kind is Kind.NOT or _asks(items[after])):
        return True
    before = items[start - 1] if start else None
    return before is not None and before.kind is Kind.NOT
