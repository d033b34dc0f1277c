"""The shorthand of phone-only places: Danish text typed in the cold becomes a report, or stays a message.

Nothing is guessed: what has no certain reading is kept, in order and as it was written, as the note.
"""

import re
import unicodedata
from itertools import pairwise

import msgspec

from fieldkit.core.facts.terms import CONDITION_DA, LEVEL_DA, TOPIC_DA, Condition, Level, Topic
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.phrase.binding import negate, statements
from fieldkit.core.phrase.groups import Statement, give_back, heavier, settle
from fieldkit.core.phrase.numbers import SEPARATORS, TERSE, all_fine, counts, join_hours, level, set_aside
from fieldkit.core.phrase.prose import Prose, read_prose
from fieldkit.core.phrase.spelling import SENSES
from fieldkit.core.phrase.tokens import COLOURS, Item, items_of
from fieldkit.core.phrase.words import Kind, Tone

LONGEST_READ = 1000
"""Characters that are searched for facts; the rest goes to the note as it is."""
LONGEST_READ_BACK = 200
"""Bytes of UTF-8: what one text message on the air holds."""

_NOTE = re.compile(r"(?:^|(?<=[\s,.;!?]))note\s*:", re.IGNORECASE)
_VOLTS = re.compile(r"\b(?:12|24|48|110|220|230|240|380|400) ?V\b")
"""No adults."""
_HALVES = re.compile("[\ud800-\udfff]")
"""Half characters, which no file or frame can hold."""
_TRIMMED = " \t,;:-–—./|·•*&"
_WEAK = SEPARATORS | {Kind.COLON, Kind.FILL, Kind.PREPOSITION, Kind.PUNCT}
_TRIMMED_KINDS = SEPARATORS | {Kind.COLON}
_ORDER = (Condition.CRITICAL, Condition.SHORTAGE, Condition.OK)


class Phrase(msgspec.Struct, frozen=True):
    """What a text says. A topic, count or level that is absent was not said.

    `unparsed`: the pieces that were not understood, in order · `note`: the same, to be read ·
    `is_report`: whether any fact was understood; otherwise the text is a message and all of it is the note.
    """

    topics: dict[Topic, TopicState]
    children: int | None
    staff: int | None
    level: Level | None
    note: str
    unparsed: tuple[str, ...]
    is_report: bool


def parse(text: str) -> Phrase:
    """Read any text; never raises. Text after `note:` is note."""
    text = unicodedata.normalize("NFC", _HALVES.sub("\ufffd", text))
    explicit = _NOTE.search(text[:LONGEST_READ])
    if explicit:
        body, tail = text[: explicit.start()], text[explicit.end() :].split("|")
    else:
        cut = _cut(text)
        body, tail = text[:cut], [text[cut:]]
    items = items_of(body)
    prose, known_words = read_prose(body), _is_shorthand(items)
    shorthand = known_words and _is_fragment(items)
    named = {SENSES[word].topic for item in items for word in item.word.split() if word in SENSES}
    set_aside(items)
    items = join_hours(items)
    people = counts(items)
    colour = level(items)
    everything = all_fine(items)
    items = negate(items)
    said = statements(items)
    topics = settle(said)
    children, staff = people.get(Kind.CHILDREN), people.get(Kind.STAFF)
    told = topics
    if shorthand:
        weak = {s.topic for s in said if (len(told) == 1 or _is_weak(s)) and s.hours is None}
        topics = {t: _worse_of(state, prose.topics.get(t)) if t in weak else state for t, state in told.items()}
        topics = {t: prose.topics.get(t, s) if _is_none_left(s, body) else s for t, s in topics.items()}
        topics = {t: s for t, s in topics.items() if s.condition is not Condition.OK or t not in prose.left_open}
        children = prose.children if children is None else children
        staff = prose.staff if staff is None else staff
    else:
        fragment = _is_fragment(items)
        topics = _together(told, prose, fragment, said)
        if not prose.is_plain:
            firm = {t: s for t, s in told.items() if t not in {other.topic for other in said if _is_weak(other)}}
            topics = {t: s for t, s in topics.items() if s.condition is not Condition.OK or firm.get(t) == s}
        named |= prose.spoken_of
        counted = children, staff
        if not fragment and prose.doubtful_counts:
            children = staff = None
        certain = any(item.understood and item.word in TERSE for item in items)  # `43b 6v`, whatever stands beside it
        children = prose.children if prose.children is not None or not (fragment or certain) else children
        staff = prose.staff if prose.staff is not None or not (fragment or certain) else staff
        if staff is not None and prose.staff is None and _VOLTS.search(body):
            staff = None
        if (children, staff) != counted:
            _give_back_counts(items)
        colour = colour or (None if everything or known_words else prose.level)
        only_the_rest = not (prose.is_plain or known_words) and "rest" in body.casefold()  # of what, is not understood
        if not fragment and (prose.excepts or prose.says_all_of_others or only_the_rest):
            everything = False
        if not fragment and not known_words and any(state.condition is not Condition.OK for state in topics.values()):
            everything = False  # what is said in sentences beside it may be about more than was understood
    for statement in said:
        if topics.get(statement.topic) != told.get(statement.topic):
            give_back(statement)
    if everything:
        # A topic that is named but not understood is not declared fine.
        fine = TopicState(Condition.OK)
        topics = {t: topics.get(t, fine) for t in Topic if t in topics or t not in named}
    is_report = bool(topics) or children is not None or staff is not None or colour is not None
    pieces = _pieces(body, items) if is_report else [_tidy(body)]
    unparsed = tuple(piece for piece in [*pieces, *(_tidy(part) for part in tail)] if piece)
    return Phrase(topics, children, staff, colour, _joined(unparsed), unparsed, is_report)


def _is_shorthand(items: list[Item]) -> bool:
    """Whether every word is one of the shorthand's, and nothing is asked or doubted."""
    answers = any(
        "?" in before.word and after.word in ("ja", "nej")
        for before, after in pairwise(item for item in items if item.kind is not Kind.STOP)
    )
    return not answers and not any(item.kind in (Kind.OTHER, Kind.DOUBT, Kind.ASK) for item in items)


_VERBS = frozenset(
    [
        "er",
        "har",
        "vi",
        "jeg",
        "der",
        "det",
        "den",
        "de",
        "han",
        "hun",
        "man",
        "kan",
        "skal",
        "vil",
        "maa",
        "blev",
        "fik",
        "kom",
        "gaar",
        "var",
        "havde",
        "os",
    ]
)


def _is_fragment(items: list[Item]) -> bool:
    """Whether it is words without a sentence: `vand ok til kl 18`."""
    return not any(word in _VERBS for item in items for word in item.word.split())


def _is_none_left(state: TopicState, text: str) -> bool:
    """`vand: 0` is none of it, `vand 0t` lasts for no hour."""
    nought = re.search(r"\b0\b(?! ?(?:t|b|v|børn|voksne)\b)", text) and not re.search(r"\b0 ?t\b", text)
    return bool(nought) and state.hours == 0 and state.condition is Condition.SHORTAGE


def _worse_of(plain: TopicState, told: TopicState | None) -> TopicState:
    """In shorthand the words stand for what they say, unless running text makes less of them: `kun 3 timers strøm
    tilbage`."""
    return told if told is not None and plain.condition is Condition.OK and heavier(told, plain) else plain


def _is_weak(statement: Statement) -> bool:
    """Whether only `tilbage` or `igen` says that it is in order."""
    return any(item.kind is Kind.MARK and item.sense.tone is Tone.WEAK for item in statement.said_by)


def _is_signed(statement: Statement) -> bool:
    """Whether a `!` or a colour says how it is."""
    return any((item.kind is Kind.PUNCT and "!" in item.word) or item.word in COLOURS for item in statement.said_by)


def _together(
    told: dict[Topic, TopicState], prose: Prose, fragment: bool, said: list[Statement]
) -> dict[Topic, TopicState]:
    """What both readers make of a text that is not only shorthand: where they differ, running text is the judge, and
    what it heard without understanding it is not taken."""
    signed = {s.topic for s in said if _is_signed(s)}
    weak = {s.topic for s in said if _is_weak(s)}
    found: dict[Topic, TopicState] = {}
    for topic in Topic:
        state = prose.topics.get(topic)
        plain = told.get(topic)
        doubtful = topic in prose.left_open or topic in weak or not fragment
        if plain is not None and plain.condition is Condition.OK and doubtful:
            plain = None
        if (plain is not None and state is None and (fragment or topic not in prose.spoken_of)) or (
            plain is not None and state is not None and topic in signed and heavier(plain, state)
        ):
            state = plain
        if state is not None:
            found[topic] = state
    return found


def _give_back_counts(items: list[Item]) -> None:
    for item in items:
        if item.kind in (Kind.CHILDREN, Kind.STAFF, Kind.NUMBER):
            item.understood = False


def _cut(text: str) -> int:
    if len(text) <= LONGEST_READ:
        return len(text)
    space = max(text.rfind(" ", 0, LONGEST_READ), text.rfind("\n", 0, LONGEST_READ))
    return space if space > LONGEST_READ // 2 else LONGEST_READ


def _tidy(piece: str) -> str:
    return " ".join(piece.replace("|", " ").split()).strip(", ")


def _joined(pieces: tuple[str, ...]) -> str:
    note = ""
    for piece in pieces:
        note += piece if not note else (" " if note[-1] in ".!?…" else ", ") + piece
    return note


def _pieces(text: str, items: list[Item]) -> list[str]:
    """Runs of items that were not understood, cut from the text as written."""
    pieces: list[str] = []
    run: list[Item] = []
    for item in [*items, None]:
        if item is not None and not item.understood:
            run.append(item)
            continue
        strong = [i for i, left in enumerate(run) if left.kind not in _WEAK]
        if strong:
            # Grammar beyond a comma or a full stop belonged to what was understood.
            first = max((i + 1 for i in range(strong[0]) if run[i].kind in _TRIMMED_KINDS), default=0)
            tail = range(strong[-1] + 1, len(run))
            last = min((i for i in tail if run[i].kind in _TRIMMED_KINDS), default=len(run))
            pieces.append(_tidy(text[run[first].start : run[last - 1].end]))
        run = []
    return [piece for piece in pieces if piece.strip(_TRIMMED)]


def read_back(phrase: Phrase) -> str:
    """What was understood, in Danish, the worst first; within LONGEST_READ_BACK bytes, the note cut if need be."""
    if not phrase.is_report:
        return _within("Modtaget som besked", f": {phrase.note}" if phrase.note else "")
    note = f" Note: {phrase.note}" if phrase.note else ""
    facts = _facts(phrase, grouped=False)
    if len((facts + note).encode()) > LONGEST_READ_BACK and len(facts.encode()) > LONGEST_READ_BACK // 2:
        facts = _facts(phrase, grouped=True)
    return _within(facts, note)


def _facts(phrase: Phrase, grouped: bool) -> str:
    parts = [LEVEL_DA[phrase.level].upper()] if phrase.level else []
    everything_else = len(phrase.topics) == len(Topic)
    for condition in _ORDER:
        told = [(t, s) for t in Topic if (s := phrase.topics.get(t)) and s.condition is condition]
        if not told:
            continue
        word = CONDITION_DA[condition].upper() if condition is Condition.CRITICAL else CONDITION_DA[condition]
        if condition is Condition.OK and everything_else and len(told) > 2 and all(s.hours is None for _, s in told):
            parts.append("alt ok" if len(told) == len(Topic) else "ellers alt ok")
        elif grouped:
            parts.append(f"{word}: " + " ".join(TOPIC_DA[t] + _lasts(s) for t, s in told))
        else:
            parts.extend(f"{TOPIC_DA[t]} {word}{_lasts(s)}" for t, s in told)
    children, staff = ("b", "v") if grouped else (" børn", " voksne")
    if phrase.children is not None:
        parts.append(f"{phrase.children}{children}")
    if phrase.staff is not None:
        parts.append(f"{phrase.staff}{staff}")
    return f"Noteret: {('; ' if grouped else ', ').join(parts)}."


def _lasts(state: TopicState) -> str:
    return "" if state.hours is None else f" {state.hours}t"


def _within(facts: str, note: str) -> str:
    whole = facts + note
    if len(whole.encode()) <= LONGEST_READ_BACK:
        return whole
    room = LONGEST_READ_BACK - len(facts.encode()) - len("…".encode())
    kept = note.encode()[: max(room, 0)].decode(errors="ignore").rstrip()
    return f"{facts}{kept}…"
