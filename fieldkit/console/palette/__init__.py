"""Ctrl-P: whatever somebody wants, found by its Danish words: what can be done, places, people, numbers and cards."""

from fieldkit.console.palette.window import Palette

__all__ = ["Palette"]
