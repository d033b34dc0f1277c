"""What is pasted into a field of one line: all of it, or a sentence that says why not."""

from textual.widgets import Input

from fieldkit.core.errors import InputError
from fieldkit.core.text.clean import one_line


def pasted(field: Input, text: str) -> str:
    """All lines of `text` as one, for the place where the cursor stands. InputError when the field has no room for it:
    Textual itself would take the first line alone, and nothing of what is too long, and say neither."""
    begin, end = sorted(field.selection)
    before = field.value[:begin]
    apart = text[:1].isspace() and before and not before[-1].isspace()
    line = (" " if apart else "") + one_line(text, None)
    letters = len(field.value) - (end - begin) + len(line)
    if field.max_length and letters > field.max_length:
        raise InputError(
            f"Det indsatte er {len(line)} tegn, og her er der plads til {field.max_length} i alt: intet er sat ind."
        )
    return line
