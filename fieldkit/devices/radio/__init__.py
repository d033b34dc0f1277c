"""A Meshtastic node on a line: ports, the session machine, its settings, and protobufs to plain values."""
