"""Revoked kits: what was said of them. Whose word counts is `views.trust`."""

from fieldkit.core.facts.event import Event
from fieldkit.core.facts.trust import Revoke
from fieldkit.core.state.register import Register

Revoked = dict[tuple[int, int | None], dict[int, Register[bool]]]
"""(kit, epoch or None) → author kit → whether it is revoked: the latest word of each author."""


def fold_revoke(revoked: Revoked, event: Event[Revoke], body: Revoke) -> None:
    """Take in one word. Who may say it is asked when it is read, because hellos and roster may come later."""
    authors = revoked.setdefault((body.kit, body.epoch), {})
    authors.setdefault(event.kit, Register()).put(event.stamp, not body.undo)
