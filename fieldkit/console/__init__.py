"""The screen (Textual, Danish, keyboard). Records and reads State; touches no device. `run` opens it."""
