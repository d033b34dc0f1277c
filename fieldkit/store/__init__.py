"""Files and SQLite: the log, local tables, the kit's folder."""
