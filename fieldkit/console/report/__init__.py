"""F5: the report form: one field of shorthand with its live reading, and a grid of the eleven topics."""

from fieldkit.console.report.form import ReportForm

__all__ = ["ReportForm"]
