"""Which mark belongs to which topics. Where two readings are possible, none is taken."""

from dataclasses import dataclass, field
from itertools import pairwise

from fieldkit.core.facts.terms import Condition
from fieldkit.core.phrase.groups import (
    LONGEST_THING,
    Group,
    Statement,
    joint_at,
    marked_at_all,
    next_in_list,
    resolve,
    worst,
)
from fieldkit.core.phrase.numbers import BREAKS, QUIET, STATES, near
from fieldkit.core.phrase.tokens import Item
from fieldkit.core.phrase.words import CRITICAL, OK, OTHER, SHORTAGE, Kind, Sense, Tone


@dataclass(slots=True)
class _Clause:
    items: list[Item]
    groups: list[Group] = field(default_factory=list)


def negate(items: list[Item]) -> list[Item]:
    """Fold each `ikke` into the mark it turns; one that stands alone is a mark like `ingen`."""
    out = list(items)
    i = 0
    while i < len(out):
        if out[i].kind is not Kind.NOT:
            i += 1
            continue
        before, after = near(out, i, -1), near(out, i, 1)
        target = None
        if before is not None and out[before].kind is Kind.MARK and out[before].sense.verb:
            target = before
        elif after is not None and out[after].kind is Kind.MARK:
            target = after
        if target is None:
            out[i].sense = Sense(Kind.MARK, condition=CRITICAL, before=True, after=True)
            i += 1
            continue
        first, last = min(target, i), max(target, i)
        turned = Item(out[first].start, out[last].end, _turned(out[target].sense), "ikke")
        out[first : last + 1] = [turned]
        i = first + 1
    return out


def _turned(sense: Sense) -> Sense:
    def mark(condition: Condition, tone: Tone = Tone.PLAIN, before: bool = True) -> Sense:
        return Sense(Kind.MARK, condition=condition, before=before, after=True, tone=tone)

    if sense.tone in (Tone.WORKS, Tone.WEAK):
        return mark(CRITICAL, before=False)
    if sense.tone is Tone.GRAVE:
        # Not so bad that it cannot go on, and still worth a word: that is what a shortage is.
        return mark(SHORTAGE)
    if sense.tone in (Tone.GONE, Tone.LITTLE) or sense.condition is CRITICAL:
        return OTHER
    if sense.condition is OK:
        # `ikke ok` says that something is wrong, not that it cannot go on.
        return mark(SHORTAGE)
    return mark(OK, Tone.FIRM)


def statements(items: list[Item]) -> list[Statement]:
    """All that is said of single topics, in order. Marks the items it understood."""
    _drop_weak(items)
    _silence_questions(items)
    said: list[Statement] = []
    start = 0
    for end in range(len(items) + 1):
        if end < len(items) and items[end].kind not in BREAKS:
            continue
        clause = items[start:end]
        if start and items[start - 1].kind is Kind.BUT and said and not _has_topic(clause):
            _takes_back(clause, said)
        else:
            said.extend(_clause(clause))
        start = end + 1
    return said


def _has_topic(items: list[Item]) -> bool:
    return any(item.kind is Kind.TOPIC for item in items)


def _drop_weak(items: list[Item]) -> None:
    """`tilbage` and `igen` say ok only where nothing else tells how it is."""
    for i, item in enumerate(items):
        if item.kind is Kind.MARK and item.sense.tone is Tone.WEAK:
            around = [near(items, i, -1), near(items, i, 1)]
            if any(at is not None and items[at].kind in (Kind.MARK, Kind.HOURS) for at in around):
                item.sense = Sense(Kind.FILL)


def _silence_questions(items: list[Item]) -> None:
    """`vand ok?` asks; it does not say that the water is fine."""
    for item, after in pairwise(items):
        good = item.sense.condition is OK and item.sense.kind in (Kind.MARK, Kind.TOPIC)
        if good and after.kind is Kind.PUNCT and "?" in after.word:
            item.sense = after.sense = OTHER


def _takes_back(clause: list[Item], said: list[Statement]) -> None:
    """`vand ok men snart slut`: a lone mark after `men` is about what went before."""
    marks = [item for item in clause if item.kind not in QUIET]
    if len(marks) != 1 or marks[0].kind is not Kind.MARK or marks[0].sense.condition in (None, OK):
        return
    last = said[-1]
    same = [s for s in said if s.said_by[-1] is last.said_by[-1]]
    for statement in same:
        if marks[0].sense.condition is not None:
            statement.condition = worst(statement.condition, marks[0].sense.condition)
        statement.said_by.append(marks[0])
    marks[0].understood = True


def _clause(items: list[Item]) -> list[Statement]:
    clause = _Clause(items)
    said = _find_groups(clause)
    taken = _bind_marks(clause)
    for group in clause.groups:
        _bind_tail(clause, group, taken)
        said.extend(resolve(items, group))
    said.sort(key=lambda statement: statement.said_by[0].start)
    for statement in said:
        for item in statement.said_by:
            item.understood = True
    return said


def _find_groups(clause: _Clause) -> list[Statement]:
    """Gather topics into groups; topics that imply their state (`koldt`) are statements of their own."""
    items = clause.items
    said: list[Statement] = []
    i = 0
    while i < len(items):
        if items[i].kind is not Kind.TOPIC:
            i += 1
            continue
        if items[i].sense.condition is not None:
            said.extend(_implied(items, i))
            i += 1
            continue
        group = Group([i], [], i, i + 1)
        while (step := next_in_list(items, group.last)) is not None:
            joint, at = step
            group.joints.append(joint)
            group.topics.append(at)
            group.last = at + 1
        clause.groups.append(group)
        i = group.last
    return said


def _implied(items: list[Item], at: int) -> list[Statement]:
    topic, condition = items[at].sense.topic, items[at].sense.condition
    if topic is None or condition is None:
        return []
    said_by = [items[at]]
    before = near(items, at, -1)
    mark = items[before] if before is not None and items[before].kind is Kind.MARK else None
    if mark and not mark.understood and not _belongs_left(items, before):
        turned = _modified(condition, mark.sense)
        if turned is not None:
            condition = turned
            said_by.append(mark)
            mark.understood = True
    after = items[at + 1] if at + 1 < len(items) else None
    if after and after.kind is Kind.PUNCT:
        if condition is not OK and len(said_by) == 1:
            condition = CRITICAL if "!" in after.word else SHORTAGE
        said_by.append(after)
    elif after and after.kind is Kind.MARK and not after.understood:
        follows = near(items, at + 1, 1)
        ends = follows is None or items[follows].kind is not Kind.TOPIC
        if after.word == "ikke" and items[at].sense.about_people:
            condition = OK
            said_by.append(after)
        elif after.sense.tone is Tone.GRAVE and condition is not OK:
            condition = CRITICAL
            said_by.append(after)
        elif after.sense.condition is condition and ends:
            said_by.append(after)
    for item in said_by:
        item.understood = True
    return [Statement(topic, condition, None, said_by)]


def _belongs_left(items: list[Item], at: int | None) -> bool:
    """Whether a mark before an implied topic has a topic of its own on its left (`vand ok koldt`)."""
    if at is None or not items[at].sense.after:
        return False
    left = near(items, at, -1)
    return left is not None and items[left].kind in (Kind.TOPIC, Kind.HOURS)


def _modified(implied: Condition, mark: Sense) -> Condition | None:
    """What `ingen uro`, `lidt koldt`, `ikke trygt` come to; None where the mark says nothing of it."""
    if implied is OK:
        return SHORTAGE if mark.condition in (SHORTAGE, CRITICAL) else (OK if mark.condition is OK else None)
    if mark.tone is Tone.GRAVE:
        return CRITICAL
    if mark.condition is CRITICAL:
        return OK
    if mark.tone is Tone.LITTLE:
        return SHORTAGE
    return None


def _bind_marks(clause: _Clause) -> set[int]:
    items, groups = clause.items, clause.groups
    taken: set[int] = set()
    for i, item in enumerate(items):
        if item.kind is not Kind.MARK or item.understood or i in taken:
            continue
        left, right = _left_group(clause, i), _right_group(clause, i)
        if left is not None and left.before is not None and item.sense.tone is Tone.WEAK:
            item.understood = True
            continue
        sense = item.sense
        can_right = right is not None and sense.before
        can_left = left is not None and sense.after
        if left is not None:
            # A mark looks forward when what is behind it is served, or a thing follows (`mangler tæpper`).
            served = left.after is not None or (can_right and (left.before is not None or left.hours is not None))
            looks_forward = sense.condition is not OK or item.word in ("god", "gode")
            can_left = can_left and not served and not (sense.before and looks_forward and _begins_thing(items, i))
        if can_left and can_right and left is not None and right is not None:
            if sense.condition is OK or _chain_ends_on_mark(clause, right):
                can_right = False
            else:
                # `vand mangler mad`: either could be meant.
                taken.add(i)
                for group in (left, right):
                    group.after = group.before = None
                    groups.remove(group)
                continue
        if can_left and left is not None:
            left.after = i
            taken.add(i)
        elif can_right and right is not None and right.before is None:
            right.before = i
            taken.add(i)
        elif left is None and not can_right:
            _absorb(clause, i, taken)
    return taken


def _absorb(clause: _Clause, at: int, taken: set[int]) -> None:
    """A second mark right behind the first that says the same adds nothing."""
    before = near(clause.items, at, -1)
    if before is None or clause.items[before].kind is not Kind.MARK or before not in taken:
        return
    follows = near(clause.items, at, 1)
    if follows is not None and clause.items[follows].kind in (Kind.OTHER, Kind.NUMBER):
        return
    if any(g.after == before for g in clause.groups):
        same = clause.items[before].sense.condition is clause.items[at].sense.condition
        clause.items[at].understood = same
        if same:
            taken.add(at)


def _left_group(clause: _Clause, at: int) -> Group | None:
    """The group that ends right before the mark, over QUIET words, hours, or one stray comma."""
    items = clause.items
    i = near(items, at, -1)
    if i is not None and items[i].kind is Kind.COMMA:
        follows = near(items, at, 1)
        if follows is not None and items[follows].kind is not Kind.COMMA:
            return None
        i = near(items, i, -1)
        group = next((g for g in clause.groups if i is not None and g.last == i + 1), None)
        return group if group and group.before is None and group.after is None else None
    passed_hours: int | None = None
    if i is not None and items[i].kind is Kind.HOURS:
        passed_hours = i
        i = near(items, i, -1)
        if i is not None and items[i].kind is Kind.PREPOSITION:
            i = near(items, i, -1)
    group = next((g for g in clause.groups if i is not None and g.last == i + 1), None)
    if group and passed_hours is not None:
        group.hours = passed_hours
    return group


def _right_group(clause: _Clause, at: int) -> Group | None:
    """The group that a mark before it reaches, over QUIET words or over unknown things in a list with it."""
    items = clause.items
    i = near(items, at, 1)
    things = 0
    while i is not None and things <= 2 * LONGEST_THING:
        group = next((g for g in clause.groups if g.first == i), None)
        if group:
            return group
        first = i
        while i < len(items) and items[i].kind in (Kind.OTHER, Kind.NUMBER) and i - first < LONGEST_THING:
            i += 1
        if i == first:
            return None
        things += i - first
        joint, i = joint_at(items, i)
        if joint is None or i >= len(items):
            return None
    return None


def _begins_thing(items: list[Item], at: int) -> bool:
    after = near(items, at, 1)
    if after is not None and items[after].understood and items[at].word in STATES:
        return False  # people who are there, and nothing that is missing
    return after is not None and items[after].kind in (Kind.OTHER, Kind.NUMBER, Kind.ALL, Kind.CHILDREN, Kind.STAFF)


def _chain_ends_on_mark(clause: _Clause, group: Group) -> bool:
    """In `vand mangler mad ok lys ?` every topic is followed by its mark; then the first mark looks back too."""
    items = clause.items
    while True:
        i = near(items, group.last - 1, 1)
        if i is None:
            return False
        if items[i].kind in (Kind.PUNCT, Kind.HOURS):
            return True
        if items[i].kind is not Kind.MARK or not items[i].sense.after:
            return False
        following = near(items, i, 1)
        nxt = next((g for g in clause.groups if g.first == following), None)
        if nxt is None or not items[i].sense.before:
            return True
        group = nxt


def _bind_tail(clause: _Clause, group: Group, taken: set[int]) -> None:
    """The ! or ? and the hours that follow a group or its mark."""
    items = clause.items
    at = group.last - 1 if group.after is None else group.after
    sign = group.last
    while sign < len(items) and items[sign].kind is Kind.COLON:
        sign += 1
    if group.after is None and sign < len(items) and items[sign].kind is Kind.PUNCT:
        group.tone = at = sign
    elif at + 1 < len(items) and items[at + 1].kind is Kind.PUNCT:
        items[at + 1].understood = True
        at += 1
    following = near(items, at, 1)
    preposition = ""
    if following is not None and items[following].kind is Kind.PREPOSITION:
        preposition = items[following].word
        following = near(items, following, 1)
    if following is not None and items[following].kind is Kind.HOURS and not items[following].understood:
        marked = group.after is not None or group.before is not None or group.tone is not None
        gone = any(
            m is not None and items[m].sense.condition is CRITICAL and items[m].sense.tone is not Tone.GRAVE
            for m in (group.before, group.after)
        )
        if (preposition == "om" and not marked) or (preposition == "i" and gone) or group.hours is not None:
            return
        group.hours = following
    elif group.hours is None and not marked_at_all(group):
        _hours_before(clause, group)
    if group.hours is not None:
        tone = group.hours + 1
        if tone < len(items) and items[tone].kind is Kind.PUNCT:
            items[tone].understood = True


def _hours_before(clause: _Clause, group: Group) -> None:
    """`6 timers strøm`."""
    i = near(clause.items, group.first, -1)
    if i is None or clause.items[i].kind is not Kind.HOURS or clause.items[i].understood:
        return
    if any(g.hours == i for g in clause.groups):
        return
    earlier = near(clause.items, i, -1)
    if earlier is None or clause.items[earlier].kind is Kind.COMMA:
        group.hours = i
