"""What was begun on the screens of this kit and not recorded: local, never replicated. What is in a draft is the
screen's."""

from fieldkit.store.log import Log

_KEY = "draft."


def key_of(name: str) -> str:
    """Where the drafts of one part of the screen lie."""
    return f"{_KEY}{name}"


def forget_drafts(log: Log) -> None:
    """Throw all of them away: they name people who are named nowhere else any more."""
    log.write("DELETE FROM meta WHERE substr(key, 1, ?)=?", (len(_KEY), _KEY))
