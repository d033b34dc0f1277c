"""Ports: the radio session, the printer, power and clock of this machine."""
