"""One of every remedy that there is, for tests of the words that front ends have for them."""

import msgspec
from hypothesis import strategies as st

from fieldkit.core import remedies
from fieldkit.core.errors import Remedy

KINDS = tuple(sorted(Remedy.__subclasses__(), key=lambda kind: kind.__name__))
assert remedies.SeeNumbers in KINDS, "importing `core.remedies` declares them"


def some(kind: type[Remedy]) -> st.SearchStrategy[Remedy]:
    """Any remedy of this kind."""
    fields = {field.name: st.from_type(field.type) for field in msgspec.structs.fields(kind)}
    return st.builds(kind, **fields)
