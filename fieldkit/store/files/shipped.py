"""What comes with the program and is no code: action cards, scenarios, and the data of the sample municipality.

An installed package has them inside it (setup.py puts them there), a checkout beside it, where people edit them.
No other module asks which of the two it is.
"""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]


def shipped_cards() -> Path:
    """The folder of action cards, with the roles they may name."""
    return _shipped("cards")


def shipped_data() -> Path:
    """The roster folder of the sample municipality."""
    return _shipped("data")


def shipped_exercises() -> Path:
    """The folder of scenarios for exercises in the sample municipality."""
    return _shipped("exercises")


def _shipped(name: str) -> Path:
    inside = PACKAGE / "shipped" / name
    return inside if inside.is_dir() else PACKAGE.parent / name
