"""The shorthand of phone-only places: Danish typed in the cold becomes a report, or stays a message."""
