"""Who has the screen of this kit: a restart or a power cut within the same shift knows it. Local, never replicated."""

import msgspec

from fieldkit.store.log import Log

_KEY = "at screen"


class AtScreen(msgspec.Struct, frozen=True):
    """The person's name, the role in which they came, and since when they have had it (Unix seconds)."""

    name: str
    role: str
    since: int


def keep(log: Log, who: AtScreen | None) -> None:
    """This person has the screen now; None: nobody has said so. Nothing is kept in a log that can only be read."""
    if not log.read_only:
        log.set_meta(_KEY, msgspec.json.encode(who).decode() if who is not None else "")


def kept(log: Log) -> AtScreen | None:
    """Who had it last; None when nobody had, or the disk has damaged it."""
    text = log.get_meta(_KEY)
    try:
        return msgspec.json.decode(text, type=AtScreen) if text else None
    except msgspec.MsgspecError:
        return None
