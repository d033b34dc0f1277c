"""TopicGrid: the eleven topics in two columns; single keys say how each is."""

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from fieldkit.console.steady import Steady
from fieldkit.console.words import CONDITION_STYLE
from fieldkit.core.facts.terms import CONDITION_DA, TOPIC_DA, Condition, Topic
from fieldkit.core.facts.topic_state import TopicState

TOPICS = tuple(Topic)
ROWS = 6
"""Topics in the left column."""
CELL = 38
MARKS_DA = "Her virker O, M, K, U, A og tal; pil op fra det øverste punkt går til teksten."
_KEYS = {"o": Condition.OK, "m": Condition.SHORTAGE, "k": Condition.CRITICAL}


class TopicGrid(Steady, Static, can_focus=True):
    """`marks` are set here, `told` comes from the text; a mark stands above what the text says."""

    DEFAULT_CSS = f"TopicGrid {{ height: {ROWS}; }} TopicGrid:focus {{ background: #18222c; }}"
    BINDINGS = [
        ("up", "move(-1)", "Op"),
        ("down", "move(1)", "Ned"),
        ("left", f"move(-{ROWS})", "Venstre"),
        ("right", f"move({ROWS})", "Højre"),
        *((key, f"mark('{condition.value}')", CONDITION_DA[condition]) for key, condition in _KEYS.items()),
        ("u,backspace,delete", "clear", "Ukendt"),
        ("a", "all_fine", "Alt ok"),
        ("enter", "done", "Videre"),
        *((str(digit), f"digit({digit})", "Timer") for digit in range(10)),
    ]
    at: reactive[int] = reactive(0)
    marks: reactive[dict[Topic, TopicState]] = reactive(dict)
    told: reactive[dict[Topic, TopicState]] = reactive(dict)

    class Changed(Message):
        """A mark was set or taken away."""

    class Left(Message):
        """The person is done with the grid; `up` says that they went back to the text."""

        def __init__(self, *, up: bool) -> None:
            super().__init__()
            self.up = up

    def takes(self, key: str) -> bool:
        """Whether a key says something about a topic."""
        return key in self._bindings.key_to_bindings

    def render(self) -> Content:
        lines = [Content.assemble(self._cell(row), " ", self._cell(row + ROWS)) for row in range(ROWS)]
        return Content("\n").join(lines)

    def _cell(self, index: int) -> Content:
        if index >= len(TOPICS):
            return Content("")
        topic = TOPICS[index]
        state = self.marks.get(topic) or self.told.get(topic)
        condition = state.condition if state else Condition.UNKNOWN
        hours = f" {state.hours} t" if state and state.hours is not None else ""
        word = f" {CONDITION_DA[condition]}{hours} " if state else " · "
        here = index == self.at and self.has_focus
        name = f"{'>' if here else ' '}{TOPIC_DA[topic]:<14}"
        rest = " " * (CELL - len(name) - len(word))
        return Content.assemble((name, "bold #ffffff" if here else ""), (word, CONDITION_STYLE[condition]), rest)

    def watch_has_focus(self, _has_focus: bool) -> None:
        self.refresh()

    def action_move(self, by: int) -> None:
        if self.at == 0 and by == -1:
            self.post_message(self.Left(up=True))
            return
        self.at = min(len(TOPICS) - 1, max(0, self.at + by))

    def action_mark(self, value: str) -> None:
        """Set the topic under the cursor, and go on to the next."""
        self._set(TOPICS[self.at], TopicState(Condition(value)))
        self.at = min(len(TOPICS) - 1, self.at + 1)

    def action_digit(self, digit: int) -> None:
        """Hours of the topic that was marked last: the one above the cursor, or the last of all."""
        for index in (self.at, self.at - 1):
            topic = TOPICS[index] if index >= 0 else None
            state = self.marks.get(topic) if topic else None
            if topic is not None and state is not None:
                hours = int(f"{state.hours or ''}{digit}")
                self._set(topic, TopicState(state.condition, hours if hours <= 999 else digit))
                return

    def action_clear(self) -> None:
        self.marks = {topic: state for topic, state in self.marks.items() if topic is not TOPICS[self.at]}
        self.post_message(self.Changed())

    def action_all_fine(self) -> None:
        """Everything that nothing else was said of is ok."""
        fine = TopicState(Condition.OK)
        self.marks = {t: self.marks.get(t) or self.told.get(t) or fine for t in TOPICS}
        self.post_message(self.Changed())

    def on_click(self, event: events.Click) -> None:
        index = event.y + (ROWS if event.x > CELL else 0)
        if index < len(TOPICS):
            self.at = index

    def action_done(self) -> None:
        self.post_message(self.Left(up=False))

    def _set(self, topic: Topic, state: TopicState) -> None:
        self.marks = {**self.marks, topic: state}
        self.post_message(self.Changed())
