"""Text as people write it and the kit keeps it: cleaning, comparing names, personal data, small Danish wordings."""
