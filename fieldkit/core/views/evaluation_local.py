"""What only one kit knows of an incident, from its own bookkeeping: no other has it, and none is ever guessed."""

import msgspec

from fieldkit.core.document_kind import DocumentKind


class Printed(msgspec.Struct, frozen=True):
    """What one kit put on paper: jobs by document, those that nobody saw come out, those that failed.

    `millimetres` of paper as far as the prints are still kept, and how many are not; None when nothing was printed.
    """

    jobs: dict[DocumentKind, int]
    unsure: int
    failed: int
    millimetres: int | None
    forgotten: int


class OnAir(msgspec.Struct, frozen=True):
    """What one kit's radio did. `events` of its own that fit in a frame and their seconds on the air, sent once each in
    a frame of their own, under `preset`; `texts` to phones, those the phone's radio has, and those given up.

    `wanted` counts (event, place) pairs, `reached` those places that have the event, `lost` those where it was sent and
    nobody knows that it came.
    """

    preset: str
    events: int
    seconds: float
    texts: int
    texts_received: int
    texts_failed: int
    wanted: int
    reached: int
    lost: int


class Battery(msgspec.Struct, frozen=True):
    """Percent at the first and the last time that the kit looked during the incident, and when (Unix seconds)."""

    first: int
    first_at: int
    last: int
    last_at: int

    @property
    def used(self) -> int:
        """Percent less at the end than at the beginning; below 0 when it was charged."""
        return self.first - self.last


class LocalFigures(msgspec.Struct, frozen=True):
    """The bookkeeping of kit `kit`. `received`: by event id, seconds until the last of its places had the message, None
    while one has not, as far as this kit knows; what is not there it knows nothing of. None: it has no such device, or
    nobody knows."""

    kit: int
    received: dict[bytes, int | None]
    printed: Printed | None
    on_air: OnAir | None
    battery: Battery | None
