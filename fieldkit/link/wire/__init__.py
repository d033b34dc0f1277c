"""Sealed bytes: frames on the air, slips on paper, and the seal that both bear."""
