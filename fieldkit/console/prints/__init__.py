"""F8: paper. What the screen shows as it will lie on the table, print jobs and what became of them, every document."""

from fieldkit.console.prints.prints_view import Prints

__all__ = ["Prints"]
