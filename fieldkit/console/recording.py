"""Recorder: what a person said yes to becomes a fact, in one place, signed with the name of who is at the screen."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol

from fieldkit.console import messages
from fieldkit.console.remedies import told
from fieldkit.core.errors import FieldkitError
from fieldkit.core.facts.event import Event


class Say(Protocol):
    """Shows a line at the bottom."""

    def __call__(self, text: str, *, fault: bool = False) -> None: ...


class Recorder:
    """Asks once who is on duty: `operator` is their name until somebody says another.

    `ask` asks for a name and calls back with it, or calls the other one when it was given up; `changed` lets the screen
    look for what is new, and `named` hears of another name.
    """

    def __init__(
        self,
        ask: Callable[[str, Callable[[str], None], Callable[[], object]], None],
        say: Say,
        changed: Callable[[], None],
        named: Callable[[str], object] = lambda _name: None,
    ) -> None:
        self.operator = ""
        self._ask = ask
        self._say = say
        self._changed = changed
        self._on_name = named

    def name(self, operator: str) -> None:
        """What is recorded from now on bears this name; "" when nobody has said theirs."""
        self.operator = operator
        self._on_name(operator)

    def act(self, message: messages.Act[Any]) -> None:
        """Do it by the name of the person on duty; nobody is asked for it when it need not be signed."""
        if self.operator or not message.signed:
            self._act(message, self.operator)
        else:
            self._ask(f"{message.question} Skriv dit navn.", partial(self._named, message), message.otherwise)

    def _named(self, message: messages.Act[Any], name: str) -> None:
        self.name(name)
        self._act(message, name)

    def _act(self, message: messages.Act[Any], name: str) -> None:
        """The reason stands at the bottom when it could not be."""
        events: Sequence[Event] = ()
        try:
            found = message.work(name)
            events = (found,) if isinstance(found, Event) else found
        except FieldkitError as error:
            self._say(told(error), fault=True)
            message.otherwise()
        self._changed()  # also when the second of two things could not be
        if events:
            numbers = ", ".join(event.number for event in events)
            self._say(message.done.replace("{number}", numbers).replace("{name}", name))
            if message.then is not None:
                message.then(events[0])
