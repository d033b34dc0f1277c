"""Moments for JSON and tables."""

from datetime import UTC, datetime


def iso(unix_s: float | None) -> str | None:
    """ISO 8601 in UTC for JSON."""
    return datetime.fromtimestamp(unix_s, UTC).isoformat() if unix_s is not None else None
