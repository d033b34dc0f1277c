"""Keys as they stand on the keyboard, and which of a screen's keys are letters that do something there."""

from collections.abc import Iterable, Iterator

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


def key_da(key: str) -> str:
    """A key as people call it."""
    if key.startswith("ctrl+"):
        return f"Ctrl-{key[5:].upper()}"
    return _NAMED.get(key, key.upper())
