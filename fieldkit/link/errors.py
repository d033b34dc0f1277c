"""The one error that bytes from the air can cause, and why a frame was refused."""

from enum import StrEnum


class Refusal(StrEnum):
    """Why nothing of a frame is applied."""

    DAMAGED = "damaged"
    SEAL = "seal"
    KEY = "key"
    NEWER = "newer"
    REVOKED = "revoked"


REFUSAL_DA: dict[Refusal, str] = {
    Refusal.DAMAGED: "den er beskadiget eller ikke fra et kit",
    Refusal.SEAL: "dens segl passer ikke; den er beskadiget undervejs eller forfalsket",
    Refusal.KEY: "den er forseglet med en nøgle, som dette kit ikke har",
    Refusal.NEWER: "den er lavet af en nyere udgave af Feltkit",
    Refusal.REVOKED: "kittet, som har sendt den, er spærret",
}


class FrameError(Exception):
    """A frame is damaged, foreign, forged or of another version; nothing of it is applied."""

    def __init__(self, what: str, why: Refusal = Refusal.DAMAGED) -> None:
        super().__init__(what)
        self.why = why
