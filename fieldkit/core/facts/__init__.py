"""Facts: what an event is, and one row for each kind of event with all that is particular to it."""
