"""The views of a card run under one name for this folder; what they say is worked out in `core.views.card_progress`."""

from fieldkit.core.views.card_progress import Callees, RunView, StepLine, Timer, calling_order, others_runs, timers

__all__ = ["Callees", "RunView", "StepLine", "Timer", "calling_order", "others_runs", "timers"]
