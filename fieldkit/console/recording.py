"""Recorder: what a person said yes to becomes a fact, in one place, signed with the name of who is at the screen."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from fieldkit.acts import messages as acts
from fieldkit.console import messages
from fieldkit.console.remedies import told
from fieldkit.console.screen import Screen
from fieldkit.core.documents import Docket
from fieldkit.core.errors import FieldkitError
from fieldkit.core.facts.event import Event

Done = TypeVar("Done")


class Recorder:
    """Asks once who is on duty: `app.operator` is their name until somebody says another."""

    def __init__(self, app: Screen, changed: Callable[[], None]) -> None:
        """`changed` is called after each try: something may have been recorded."""
        self._app = app
        self._changed = changed

    def named(self, question: str, then: Callable[[str], None]) -> None:
        """Call `then` with the name of the person on duty, asked for when nobody has said it."""
        from fieldkit.console.questions import Ask

        if self._app.operator:
            then(self._app.operator)
            return

        def said(name: str | None) -> None:
            if name:
                self._app.operator = name
                then(name)

        self._app.push_screen(Ask(f"{question} Skriv dit navn."), said)

    def attempt(self, work: Callable[[], Done]) -> Done | None:
        """Do something that records; None, and the reason at the bottom, when that could not be."""
        try:
            return work()
        except FieldkitError as error:
            self._app.say(told(error), fault=True)
            return None
        finally:
            self._changed()  # also when the second of two things could not be

    def act(self, message: messages.Act) -> None:
        if message.signed:
            self.named("Hvem gør det?", partial(self._act, message))
        else:
            self._act(message, "")

    def _act(self, message: messages.Act, name: str) -> None:
        self._done(message, self.attempt(partial(message.work, name)))

    def _done(self, message: messages.Act, event: Event | None) -> None:
        if event is not None:
            self._app.say(message.done.replace("{number}", event.number))
            if message.then is not None:
                message.then(event)

    def acknowledge(self, number: str) -> None:
        self.named("Hvem har læst den?", partial(self._acknowledge, number))

    def _acknowledge(self, number: str, name: str) -> None:
        kit = self._app.kit
        event = self.attempt(lambda: acts.acknowledge(kit, kit.find(number).ref, name))
        if event is not None:
            self._app.say(f"{number} forstået af {name}, noteret som {event.number}. (Ctrl-N skifter navn)")

    def accept(self, message: messages.AcceptProposal) -> None:
        self.named("Hvem siger ja?", partial(self._accept, message))

    def _accept(self, message: messages.AcceptProposal, name: str) -> None:
        from fieldkit.acts.proposals import accept
        from fieldkit.console.questions import Confirm
        from fieldkit.core.ask.proposal import SendRunner

        kit, app = self._app.kit, self._app
        events = self.attempt(lambda: accept(kit, message.proposal, name, runner=message.runner))
        if not events:
            return
        app.say(f"Gjort, noteret som {', '.join(event.number for event in events)}.")
        if isinstance(message.proposal.yes, SendRunner) and app.queue_print is not None:
            docket = messages.PrintRequested(Docket(events[0].number))

            def sure(yes: bool | None) -> None:
                if yes:
                    app.post_message(docket)

            app.push_screen(Confirm(f"Udskriv følgesedlen til {message.runner}?"), sure)
