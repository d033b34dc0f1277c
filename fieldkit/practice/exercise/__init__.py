"""Exercises: scenario files with injects and breakdowns, when each step is due, and how it comes to people."""
