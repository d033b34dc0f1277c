"""Where the project's own folders lie, for tests at any depth."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
"""The sample municipality."""
CARDS = ROOT / "cards"
FIXTURES = ROOT / "tests" / "data"
"""Recordings and golden texts."""
