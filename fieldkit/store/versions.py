"""The log's columns and the names of its migrations: what opening a log that is up to date needs to know."""

EVENT_COLUMNS = ("id", "kit", "epoch", "seq", "hlc", "incident", "flags", "kind", "body")
"""What makes an event, the same in every kit and bundle; `carrier` and `arrived` tell only how it came here."""
VERSIONS = ("m001_log", "m002_devices", "m003_delivery", "m004_paper", "m005_chits", "m006_remedies")
"""Migrations in `store.schema`, oldest first."""
