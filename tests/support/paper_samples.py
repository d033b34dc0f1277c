"""Documents for tests: any that people could write, and one receipt with a bit of everything."""

from hypothesis import strategies as st

from fieldkit.paper.blocks import (
    Align,
    Banner,
    Blank,
    Block,
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

TEXTS = st.text(max_size=120) | st.text(alphabet="æøåÆØÅ -/.abc\n\t\x1b\x10–”…☐✓é日👍", max_size=120)
MARKERS = st.sampled_from(["", "3.", "12-0147", "en meget lang markering her"])
COLUMNS = st.lists(
    st.builds(Column, header=TEXTS, width=st.integers(1, 20) | st.just("*"), align=st.sampled_from(Align)),
    min_size=1,
    max_size=5,
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(COLUMNS)
    rows = draw(st.lists(st.lists(TEXTS, max_size=len(columns)).map(tuple), max_size=4))
    return Table(tuple(columns), tuple(rows), header=draw(st.booleans()), ruled=draw(st.booleans()))


BLOCKS: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, TEXTS, st.sampled_from([1, 2]), st.sampled_from(Align)),
    st.builds(Text, TEXTS, align=st.sampled_from(Align), marker=MARKERS, indent=st.integers(0, 60)),
    st.builds(KeyValue, TEXTS, TEXTS),
    st.builds(Checkbox, TEXTS, st.booleans(), MARKERS, TEXTS),
    st.builds(SignatureLine, TEXTS),
    st.builds(Banner, TEXTS),
    st.builds(Rule, st.sampled_from(["-", "=", "", "\x1b", "…"])),
    st.builds(Blank, st.integers(-1, 3), st.booleans()),
    st.builds(Qr, st.text("0123456789", min_size=1, max_size=50), TEXTS),
    st.just(Cut()),
    tables(),
)
DOCUMENTS = st.builds(
    Document,
    title=TEXTS,
    blocks=st.lists(BLOCKS, max_size=6).map(tuple),
    number=TEXTS,
    time=TEXTS,
    kit=TEXTS,
    exercise=st.booleans(),
    headed=st.booleans(),
)


RECEIPT = Document(
    title="Kvittering",
    number="12-0147",
    time="14. jan. 08.40",
    kit="Kit 12 Mødested Øst (fiktivt)",
    exercise=True,
    blocks=(
        KeyValue("Fra", "Eksempelkommunens allerlængste institutionsnavn"),
        Table(
            (Column("Punkt", 13), Column("Stand", 8), Column("Timer", 5, Align.RIGHT)),
            (("vand", "kritisk", "6"), ("kommunikation", "ukendt", "")),
        ),
        Checkbox("Tænd nødstrøm og sig det til sekretariatet", marker="3.", note="inden 2 t"),
        Qr("0123456789", "scan her"),
        Cut(),
        Text("Stub"),
    ),
)
