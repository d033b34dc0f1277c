"""Who takes the screen, step by step: the name, the role, who hands over, and what comes then: the right card, a badge.

Each step is a window that may be left; nothing is recorded before the last.
"""

from collections.abc import Callable

from textual.app import App

from fieldkit.acts import at_screen, cards
from fieldkit.acts.at_screen import Candidate
from fieldkit.console import messages
from fieldkit.console.questions import Confirm
from fieldkit.console.recording import Recorder
from fieldkit.console.who import Role, WhichRole, Who
from fieldkit.core.documents import Badge
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.staff import Crew
from fieldkit.core.tell.parts import join
from fieldkit.core.text.names import fold_name
from fieldkit.core.views.crew import role_words
from fieldkit.kit import Kit

NOBODY_DA = "Ingen har sagt sit navn endnu. Ctrl-N: sig, hvem du er."


class TakingOver:
    """Asks who sits here. `prints`: there is a printer; `say` shows a line at the bottom."""

    def __init__(
        self, app: App[None], kit: Kit, recorder: Recorder, say: Callable[[str], object], *, prints: bool
    ) -> None:
        self._app = app
        self._kit = kit
        self._recorder = recorder
        self._say = say
        self._prints = prints

    def begin(self) -> None:
        """When the screen opens: the one who had it goes on, or somebody says who they are."""
        last = at_screen.last(self._kit)
        if last is None:
            at_screen.forget(self._kit)
            self.ask()
            return

        def answered(still: bool | None) -> None:
            if still:
                self._come(last.name, Role(last.role))
            elif still is False:
                self.ask()
            else:
                self._say(NOBODY_DA)

        self._app.push_screen(Confirm(f"Har du stadig vagten, {last.name}?", yes="ja", no="en anden"), answered)

    def ask(self, value: str = "") -> None:
        """Somebody says who they are: at the start, and when they take over from another."""

        def named(one: Candidate | None) -> None:
            if one is None:
                if not self._recorder.operator:
                    self._say(NOBODY_DA)
            elif fold_name(one.name) == fold_name(self._recorder.operator):
                self._say(f"{one.name} har stadig skærmen.")
            elif at_screen.on_duty_here(self._kit, one.name) is not None:
                self._sits_here(one.name)
            else:
                self._app.push_screen(WhichRole(one, prints=self._prints), lambda role: self._role(one, role))

        self._app.push_screen(Who(self._kit, now=self._recorder.operator, value=value), named)

    def _role(self, one: Candidate, role: Role | None) -> None:
        before = self._recorder.operator
        if role is None:
            self.ask(one.name)
        elif before and at_screen.on_duty_here(self._kit, before) is not None:
            question = f"{one.name} tager skærmen. Bliver {before} på vagt?"
            leaves = "går hjem: meld ud"
            self._app.push_screen(
                Confirm(question, yes="bliver", no=leaves), lambda stays: self._handed(one, role, before, stays)
            )
        else:
            self._come(one.name, role)

    def _handed(self, one: Candidate, role: Role, before: str, stays: bool | None) -> None:
        if stays is None:
            self._app.push_screen(WhichRole(one, prints=self._prints), lambda again: self._role(one, again))
        else:
            self._come(one.name, role, leaves="" if stays else before)

    def _come(self, name: str, role: Role, *, leaves: str = "") -> None:
        """On duty, and the screen is theirs, also when the disk refuses to say so."""
        kit = self._kit

        def work(_by: str) -> list[Event[Crew]]:
            return [*at_screen.come(kit, name, role.role), *(at_screen.leave(kit, leaves, name) if leaves else ())]

        def came(event: Event[Crew]) -> None:
            self._recorder.name(name)
            if role.badge:
                self._app.post_message(messages.PrintRequested(Badge(name)))
            if (card := cards.for_role(kit, event.body.role)) is not None:
                self._app.post_message(messages.ShowCard(card))

        if at_screen.on_duty_here(kit, name) is not None:  # also when it was said elsewhere while somebody chose here
            self._sits_here(name, leaves)
            if role.badge:
                self._app.post_message(messages.PrintRequested(Badge(name)))
            return
        gone = f"; {leaves} er gået af vagt" if leaves else ""
        done = f"Goddag, {name}: på vagt{join(' som ', role_words(role.role))} ({{number}}){gone}."
        self._app.post_message(
            messages.Act(work, done, then=came, otherwise=lambda: self._recorder.name(name), signed=False)
        )

    def _sits_here(self, name: str, leaves: str = "") -> None:
        kit = self._kit
        self._recorder.name(name)
        if leaves and at_screen.on_duty_here(kit, leaves) is not None:
            done = f"{name} har skærmen nu; {leaves} er gået af vagt ({{number}})."
            self._app.post_message(messages.Act(lambda by: at_screen.leave(kit, leaves, by), done, signed=False))
        else:
            self._say(f"{name} har skærmen nu. Ctrl-N: en anden.")
