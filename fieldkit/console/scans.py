"""Slips that are scanned while the screen is open, whatever it shows: merged at once, and told in a sentence."""

from collections.abc import Callable, Iterator

from fieldkit.acts.slips import Scan, Sitting, codes_da, scanned_da
from fieldkit.acts.sticks import RENEWED_DA
from fieldkit.console.recording import Say
from fieldkit.console.remedies import told
from fieldkit.console.starting import beside
from fieldkit.core.errors import FieldkitError
from fieldkit.kit import Kit


class Scans:
    """One sitting, as long as the screen is open. `changed` lets the screen look for what is new."""

    def __init__(self, kit: Kit, say: Say, changed: Callable[[], None]) -> None:
        self._sitting = Sitting(kit)
        self._say, self._changed = say, changed

    @property
    def missing(self) -> dict[str, tuple[int, ...]]:
        """By slip, the parts of it that were not scanned yet."""
        return self._sitting.missing

    async def take(self, digits: str) -> None:
        """Merge what was scanned; keys are answered between two codes."""
        try:
            await beside(self._read(digits))
        except FieldkitError as error:
            self._say(told(error), fault=True)
        self._changed()

    def _read(self, digits: str) -> Iterator[None]:
        scan = None
        for until_now in self._sitting.read(digits):
            scan = until_now
            yield
        if scan is not None:
            self._tell(scan)

    def _tell(self, scan: Scan) -> None:
        refused = scan.brought.rejected
        said = [scanned_da(scan)] if scan.read else []
        said += [*scan.brought.apart, *([RENEWED_DA] if scan.brought.renewed else [])]
        if scan.read and refused:
            said.append(f"{len(refused)} af {codes_da(scan.codes)} kunne ikke læses:")
        said += [told(error) for error in refused[:1]]
        self._say(" ".join(said), fault=bool(refused))
