"""Feltkit: what a municipality uses when power, phones and internet fail.

The map of the house is in README.md; imports go one way, downwards, and scripts/test proves it.
"""

__version__ = "0.1.0"
