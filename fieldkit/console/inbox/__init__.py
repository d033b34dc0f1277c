"""F3: what came in and went out, who has read it; one entry with its delivery; writing a message."""

from fieldkit.console.inbox.inbox_view import Inbox

__all__ = ["Inbox"]
