"""What an event says about trust: which kit is cut off because it is in wrong hands."""

from typing import ClassVar

import msgspec

from fieldkit.core.facts.said import NAME_CHARS, set_clean
from fieldkit.core.text.clean import one_line


class Revoke(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """Frames of this kit are refused from now on. `epoch` None: of all its epochs. `undo`: it was found again."""

    kind: ClassVar[str] = "revoke"
    kit: int
    epoch: int | None = None
    undo: bool = False
    reason: str = ""
    by: str = ""

    def __post_init__(self) -> None:
        set_clean(self, "reason", one_line(self.reason))
        set_clean(self, "by", one_line(self.by, NAME_CHARS))
