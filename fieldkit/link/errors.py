"""The one error that bytes from the air can cause."""


class FrameError(Exception):
    """A frame is damaged, foreign, forged or of another version; nothing of it is applied."""
