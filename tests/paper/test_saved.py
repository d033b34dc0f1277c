"""A document survives being kept between queueing and printing, and damage is noticed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fieldkit.paper.blocks import (
    Align,
    Banner,
    Blank,
    Checkbox,
    Column,
    Cut,
    Document,
    Heading,
    KeyValue,
    Qr,
    Rule,
    SignatureLine,
    Table,
    Text,
)
from fieldkit.paper.saved import from_bytes, to_bytes

texts = st.text(max_size=30)
aligns = st.sampled_from(Align)
levels = st.sampled_from(["L", "M"])
codes = st.one_of(st.binary(min_size=1, max_size=40), st.text("0123456789", min_size=1, max_size=60))


@st.composite
def tables(draw):
    columns = draw(
        st.lists(st.builds(Column, texts, st.integers(1, 60) | st.just("*"), aligns), min_size=1, max_size=4)
    )
    rows = draw(st.lists(st.lists(texts, max_size=len(columns)).map(tuple), max_size=4))
    return Table(tuple(columns), tuple(rows), draw(st.booleans()), draw(st.booleans()))


blocks = st.one_of(
    st.builds(Heading, texts, st.sampled_from([1, 2]), aligns),
    st.builds(Text, texts, aligns, st.booleans(), st.booleans(), texts, st.integers(0, 9)),
    st.builds(Rule, st.sampled_from("-=_")),
    st.builds(KeyValue, texts, texts, st.booleans()),
    tables(),
    st.builds(Checkbox, texts, st.booleans(), texts, texts),
    st.builds(Qr, codes, texts, levels),
    st.builds(SignatureLine, texts),
    st.builds(Blank, st.integers(0, 9), st.booleans()),
    st.builds(Banner, texts),
    st.just(Cut()),
)
documents = st.builds(
    Document, texts, st.lists(blocks, max_size=6).map(tuple), texts, texts, texts, st.booleans(), st.booleans()
)


@given(documents)
def test_what_is_kept_comes_back_the_same(document):
    again = from_bytes(to_bytes(document))
    assert again == document
    assert [type(block) for block in again.blocks] == [type(block) for block in document.blocks]


@given(documents, st.data())
@settings(max_examples=60)
def test_any_damage_is_noticed(document, data):
    saved = bytearray(to_bytes(document))
    at = data.draw(st.integers(0, len(saved) - 1))
    saved[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(ValueError, match="saved document"):
        from_bytes(bytes(saved))
    with pytest.raises(ValueError, match="saved document"):
        from_bytes(bytes(to_bytes(document)[:at]))


@given(st.binary(max_size=60))
def test_foreign_bytes_are_refused(junk):
    with pytest.raises(ValueError, match="saved document"):
        from_bytes(junk)
