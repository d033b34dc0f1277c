"""Every event as a plain Danish sentence, for the log, the journal, the screen and paper."""
