"""The documents: pure functions from State, roster, cards and one moment to `paper.blocks.Document`.

`make` is the one entry for all of them; the caller fills a `DocumentSource` from a kit.
"""

from fieldkit.paper.documents.catalogue import CATALOGUE, Kind, canonical_name, make
from fieldkit.paper.documents.source import DocumentSource, KeyRows, ListRows

__all__ = [
    "CATALOGUE",
    "DocumentSource",
    "KeyRows",
    "Kind",
    "ListRows",
    "canonical_name",
    "make",
]
