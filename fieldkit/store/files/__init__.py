"""Files in a kit's folder: its settings, keys, cards and roster, each whole or not there."""
