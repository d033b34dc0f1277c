"""Time: hybrid logical time that orders events, Danish civil time, and the times that people type. Reads no clock."""
