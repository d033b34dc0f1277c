"""A virtual printer: understands ESC/POS, fails on command, and shows what would lie on the table."""
