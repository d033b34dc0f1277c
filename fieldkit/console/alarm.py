"""When an unread AKUT rings: at once, and again while nobody has read it. What it rings with, the app knows.

Pure: it is told what came, what is read, and what the clock shows.
"""

from fieldkit.core.facts.event import Event

AGAIN_S = (60, 180, 300)
"""Seconds after the first ring at which it rings again; after that it stands on the screen and is quiet: who is not
there hears nothing, and who is has heard it four times."""


class Alarm:
    """The unread ones, by their ids."""

    def __init__(self) -> None:
        self._unread: dict[bytes, tuple[Event, list[float]]] = {}

    def __bool__(self) -> bool:
        return bool(self._unread)

    def came(self, event: Event, now: float) -> None:
        """This is akut, for somebody here, and new."""
        self._unread.setdefault(event.id, (event, [now, *(now + after for after in AGAIN_S)]))

    def is_due(self, now: float) -> bool:
        """Whether one of them is to ring now."""
        return any(times[0] <= now for _, times in self._unread.values() if times)

    def seen(self, event_id: bytes) -> None:
        """Somebody has it open, or has said forstået: this one is quiet from now on."""
        self._unread.pop(event_id, None)

    @property
    def waiting(self) -> list[Event]:
        return [event for event, _ in self._unread.values()]

    def rings(self, now: float) -> list[Event]:
        """Those that ring now, the newest last; what should have rung meanwhile rings once."""
        ringing = []
        for event, times in self._unread.values():
            if times and times[0] <= now:
                times[:] = [at for at in times if at > now]
                ringing.append(event)
        return ringing
