"""Words written one after the other, as a set."""


def listed(words: str) -> frozenset[str]:
    """The words of a text, by the spaces between them."""
    return frozenset(words.split())
