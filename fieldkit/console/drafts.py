"""DraftStore: what somebody has begun to write in a region, kept in the kit's own table until it is recorded.

It outlives a kill. It is never replicated, and what looks like a CPR number, or may be the beginning of one, is kept on
the screen only. Of several consoles on one kit, the first keeps its drafts: two must not write into one.
"""

import msgspec
from textual.timer import Timer
from textual.widget import Widget

from fieldkit.console.messages import Say
from fieldkit.console.remedies import told
from fieldkit.console.words import clock_da
from fieldkit.core.errors import FieldkitError
from fieldkit.core.text.personal_data import holds_cpr, may_become_cpr
from fieldkit.kit import Kit
from fieldkit.store.tables.drafts import key_of

SAVE_AFTER_S = 1.0
"""From the first letter to the disk; what comes meanwhile goes along, so a fast writer costs one write a second."""

Draft = dict[str, str]
"""What stands in the fields, by their names."""
Drafts = dict[str, Draft]
"""The drafts of a region, by what each is for."""


class _Kept(msgspec.Struct, frozen=True):
    """As it lies in the table. `at` is Unix seconds, `tag` the incident in which it was written."""

    at: int
    tag: int
    drafts: Drafts


class DraftStore:
    """The drafts of one region. What the disk refuses is said once and stays on the screen."""

    def __init__(self, owner: Widget, kit: Kit, name: str) -> None:
        self._owner = owner
        self._kit = kit
        self._key = key_of(name)
        self._now: Drafts = {}
        self._kept: Drafts = {}
        self._timer: Timer | None = None
        self._refused = False

    @property
    def _keeps(self) -> bool:
        return bool(getattr(self._owner.app, "keeps_drafts", True))

    def load(self) -> Drafts:
        """What was left by a screen that stopped. Words from another incident are not put into this one's mouth."""
        if not self._keeps:
            return {}
        try:
            text = self._kit.log.get_meta(self._key)
            kept = msgspec.json.decode(text, type=_Kept) if text else None
        except (FieldkitError, msgspec.MsgspecError) as error:
            why = told(error) if isinstance(error, FieldkitError) else error
            self._owner.post_message(Say(f"Kladden kunne ikke hentes frem: {why}", fault=True))
            return {}
        if kept is None or kept.tag != self._kit.state.current():
            return {}
        self._now = self._kept = kept.drafts
        if kept.drafts:
            when = clock_da(kept.at, now=self._kit.now())
            many = len(kept.drafts)
            what = "En kladde" if many == 1 else f"{many} kladder"
            self._owner.post_message(Say(f"{what} fra {when} er hentet frem igen."))
        return kept.drafts

    def change(self, drafts: Drafts) -> None:
        """These stand on the screen now: they are on the disk within a second."""
        self._now = drafts
        if self._timer is None:
            self._timer = self._owner.set_timer(SAVE_AFTER_S, self.save)

    def save(self) -> None:
        """Write what stands on the screen, if that is not what is kept already."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        drafts = {name: draft for name, draft in self._now.items() if not holds_cpr([name, draft])}
        for name, draft in list(drafts.items()):
            if any(may_become_cpr(text) for text in draft.values()):
                drafts.pop(name)
                if name in self._kept:
                    drafts[name] = self._kept[name]  # as it was before the digits
        if drafts == self._kept or not self._keeps:
            return
        kept = _Kept(int(self._kit.now()), self._kit.state.current(), drafts)
        try:
            self._kit.log.set_meta(self._key, msgspec.json.encode(kept).decode() if drafts else "")
        except FieldkitError as error:
            if not self._refused:
                self._owner.post_message(Say(f"Kladden kan ikke gemmes: {told(error)}", fault=True))
            self._refused = True
            return
        self._kept, self._refused = drafts, False
