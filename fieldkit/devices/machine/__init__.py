"""This computer: battery, wall clock and watchdog."""
