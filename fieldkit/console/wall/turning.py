"""Which page stands on the wall, and for how long. Pure: it is told the time."""

from collections.abc import Sequence

from fieldkit.console.wall.pages import Page


class Turning:
    """Turns the pages in their order. What is akut and unread stands alone until it is read; a person may hold a page,
    or turn to another one, which then stands as long as it would by itself."""

    def __init__(self) -> None:
        self.held = False
        self._key = ""
        self._at = 0
        """Where the page was among the pages, for when it is no more."""
        self._until = 0.0
        self._known: set[str] = set()
        """The akut pages that have been shown."""

    def page(self, pages: Sequence[Page], now: float) -> Page:
        """The page that stands at `now` (s on any steady clock). There is always one."""
        akut = [page for page in pages if page.akut]
        fresh = next((page for page in akut if page.key not in self._known), None)
        self._known &= {page.key for page in akut}
        if fresh is not None:
            self.held = False
            return self._turn_to(fresh, pages, now)
        shown = next((page for page in pages if page.key == self._key), None)
        if shown is not None and (self.held or now < self._until):
            return shown
        if akut:
            return self._turn_to(_after(shown, akut), pages, now)
        if shown is None:  # it is no more: what stood behind it has its place now
            return self._turn_to(pages[self._at % len(pages)], pages, now)
        return self._turn_to(_after(shown, pages), pages, now)

    def step(self, pages: Sequence[Page], by: int, now: float) -> Page:
        """A person turns to the next page (`by` 1) or the one before (-1)."""
        keys = [page.key for page in pages]
        at = keys.index(self._key) if self._key in keys else -1 if by > 0 else 0
        return self._turn_to(pages[(at + by) % len(pages)], pages, now)

    def hold(self) -> None:
        """A person holds the page, or lets it go on."""
        self.held = not self.held

    def _turn_to(self, page: Page, pages: Sequence[Page], now: float) -> Page:
        self._key, self._at, self._until = page.key, pages.index(page), now + page.rest_s
        if page.akut:
            self._known.add(page.key)
        return page


def _after(shown: Page | None, pages: Sequence[Page]) -> Page:
    keys = [page.key for page in pages]
    return pages[(keys.index(shown.key) + 1) % len(pages)] if shown is not None and shown.key in keys else pages[0]
