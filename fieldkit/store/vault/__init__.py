"""Emergency lists: personal data, encrypted apart from the log and destroyed after seven days."""
