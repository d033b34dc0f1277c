"""Keys as they stand on the keyboard, and which of a screen's keys are letters that do something there."""

from collections.abc import Iterable, Iterator

from textual import events
from textual.binding import Binding, BindingType

_NAMED = {
    "slash": "/",
    "space": "Mellemrum",
    "question_mark": "?",
    "escape": "Esc",
    "enter": "Enter",
    "left": "←",
    "right": "→",
    "up": "Pil op",
    "down": "Pil ned",
    "pageup": "Side op",
    "pagedown": "Side ned",
}


def letters(bindings: Iterable[BindingType]) -> Iterator[Binding]:
    """What a screen's letters do: the keys that stand in its lines of keys."""
    for each in Binding.make_bindings(bindings):
        if (len(each.key) == 1 or each.key in ("slash", "space")) and each.description:
            yield each


OUTSIDE_DA = "Bogstaver skrives i felterne: pil op og ned går til dem."


def is_outside(event: events.Key) -> bool:
    """Whether it is a letter that somebody types on a page where one writes, before the cursor stands in a field: it
    says nothing about what lies behind the page, and leads to no other screen."""
    if event.character is None or not event.character.isalpha():
        return False
    event.stop()
    event.prevent_default()
    return True


def key_da(key: str) -> str:
    """A key as people call it."""
    if key.startswith("ctrl+"):
        return f"Ctrl-{key[5:].upper()}"
    return _NAMED.get(key, key.upper())
