"""The family of errors a user can act on: one plain Danish sentence of what is wrong, and what could be done as a fact.

No sentence here or below the front ends names a command, an option or a key: a `Remedy` says what would help, and the
screen and the command line have their own words for it.
"""

import msgspec


class Remedy(msgspec.Struct, frozen=True, tag=True):
    """What a person could do about an error. One subclass for each, with what the words need; see `core.remedies`.

    Kept in the store by its name, so that another process can tell it: see `core.remedies.read_remedy`.
    """


class FieldkitError(Exception):
    """Base of all errors shown to a person; `str(error)` is what is wrong, ready to print."""

    def __init__(self, what: str, remedy: Remedy | None = None) -> None:
        super().__init__(what)
        self.remedy = remedy


class InputError(FieldkitError):
    """What a person typed or handed in cannot be used; nothing was recorded."""


class StoreError(FieldkitError):
    """The log cannot be opened, read or written; nothing that was durable is lost."""


class DeviceError(FieldkitError):
    """A radio or printer is missing, silent or refuses."""


class CarrierError(FieldkitError):
    """A bundle, slip or frame is damaged, foreign or forged; nothing of it was merged."""
