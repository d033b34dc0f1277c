"""What lies between us and a Meshtastic node: stream framing, plain values, time on air, texts to stock phones."""
