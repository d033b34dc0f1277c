"""Printers: ports of every sort, ESC/POS bytes, replies, and one job from first question to trusted outcome."""
