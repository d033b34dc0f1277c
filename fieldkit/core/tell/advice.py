"""How what is wrong and a front end's words of advice become one sentence. The words stand in the front ends."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from fieldkit.core.errors import Remedy

Words = str | Callable[[str, Any], str] | None
"""What a front end says of a remedy. A text takes the place of the sentence's full stop and brings its own
punctuation, `{field}` stands for a field of the remedy. A function makes the whole sentence of what is wrong and the
remedy. None: nothing that a person here could do."""


def with_words(what: str, remedy: Remedy | None, words: Mapping[type[Remedy], Words]) -> str:
    """The one sentence that a front end with these words tells."""
    said = words.get(type(remedy)) if remedy is not None else None
    if remedy is None or said is None:
        return what
    if callable(said):
        return said(what, remedy)
    return what.removesuffix(".") + said.format_map(msgspec.structs.asdict(remedy))
