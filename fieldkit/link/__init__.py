"""Pure: the radio protocol, sans-IO. Bytes and `now` in, bytes and events out."""
