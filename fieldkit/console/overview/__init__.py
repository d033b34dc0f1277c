"""F2: the situation picture, worst place first, and one place with everything it said."""

from fieldkit.console.overview.board_view import Overview

__all__ = ["Overview"]
