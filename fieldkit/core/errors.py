"""The family of errors a user can act on. Each message is one plain Danish sentence: what, where, what to do."""


class FieldkitError(Exception):
    """Base of all errors shown to a person; `str(error)` is the sentence, ready to print."""


class InputError(FieldkitError):
    """What a person typed or handed in cannot be used; nothing was recorded."""


class StoreError(FieldkitError):
    """The log cannot be opened, read or written; nothing that was durable is lost."""


class DeviceError(FieldkitError):
    """A radio or printer is missing, silent or refuses."""


class CarrierError(FieldkitError):
    """A bundle, slip or frame is damaged, foreign or forged; nothing of it was merged."""
