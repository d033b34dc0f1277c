"""A fault in a file people write (card, roster, scenario), named by file and line so that it can be found."""

import msgspec

from fieldkit.core.errors import Remedy


class Fault(msgspec.Struct, frozen=True, order=True):
    """One fault. `line` counts from 1; 0 means the whole file. `what` is a plain Danish sentence; `remedy` what would
    help where the file alone does not."""

    file: str
    line: int
    what: str
    remedy: Remedy | None = None

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"
