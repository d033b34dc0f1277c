"""What stands behind an event beyond the radio's seal: signatures over what a kit has written, by a key of its own."""
