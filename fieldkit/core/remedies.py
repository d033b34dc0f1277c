"""What a person could do about a refusal, as facts. `cli.remedies` and `console.remedies` have the words for each."""

from fieldkit.core.errors import Remedy


class SeeNumbers(Remedy, frozen=True):
    """Look at the numbers in the log."""
