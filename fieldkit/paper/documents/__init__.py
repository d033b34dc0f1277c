"""The documents: pure functions from State, roster, cards and one moment to `paper.blocks.Document`.

`make` is the one entry for everything that `core.documents` names; the caller fills a `DocumentSource` from a kit.
"""

from fieldkit.paper.documents.catalogue import make
from fieldkit.paper.documents.source import ChannelRows, DocumentSource, KeyRows, ListRows

__all__ = ["ChannelRows", "DocumentSource", "KeyRows", "ListRows", "make"]
