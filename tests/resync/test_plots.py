"""Pictures as SVG: they are whole, name what they show, hold what they are given, and need nothing from outside."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fieldkit.resync.plots import MOST_TICKS, WIDTH, Bar, Span, Tick, bars, columns, spans, steps

SVG = "{http://www.w3.org/2000/svg}"
amounts = st.floats(0, 1e9)
names = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=40)


def drawn(picture):
    root = ElementTree.fromstring(picture)
    assert root.tag == f"{SVG}svg" and root.find(f"{SVG}title") is not None
    return root


def rects(root):
    return [{name: float(part.get(name)) for name in ("x", "y", "width", "height")} for part in root.iter(f"{SVG}rect")]


@given(st.lists(st.builds(Bar, names, st.none() | amounts, names, st.none() | amounts, st.booleans()), max_size=12))
def test_bars_stay_inside_whatever_they_show(rows):
    root = drawn(bars("Tid", rows))
    found = rects(root)
    assert len(found) == sum(row.value is not None for row in rows)
    assert all(one["x"] >= 0 and one["x"] + one["width"] <= WIDTH + 1 for one in found)


@given(st.lists(st.builds(Span, names, amounts, st.none() | amounts, names, st.tuples(amounts)), max_size=12))
def test_spans_stay_inside_also_when_they_end_before_they_begin(rows):
    root = drawn(spans("Tavse", rows, 0, 1e6, [Tick(0, "08.00")]))
    assert all(one["width"] >= 0 and one["x"] + one["width"] <= WIDTH + 2 for one in rects(root))


@given(st.lists(st.tuples(names, st.integers(0, 10**6)), max_size=400))
def test_columns_are_as_tall_as_they_count(values):
    found = rects(drawn(columns("Linjer", values)))
    assert len(found) == len(values)
    by_count = sorted(zip((value for _, value in values), (one["height"] for one in found), strict=True))
    assert [tall for _, tall in by_count] == sorted(tall for _, tall in by_count)


def test_a_bar_is_as_long_as_its_value_and_the_late_one_is_marked():
    root = drawn(bars("Tid", [Bar("en", 50, "50"), Bar("to", 100, "100", 75, late=True), Bar("tre", None, "ukendt")]))
    short, long_ = rects(root)
    assert long_["width"] == pytest.approx(2 * short["width"], abs=0.2)
    assert [part.get("class") for part in root.iter(f"{SVG}rect")] == ["fine", "late"]
    assert "ukendt" in [part.text for part in root.iter(f"{SVG}text")]


def test_names_with_marks_of_html_are_only_names():
    picture = bars("<b>&", [Bar('<script>"', 1, "</svg>")])
    assert "<script" not in picture and drawn(picture) is not None


def test_nothing_is_loaded_from_elsewhere():
    picture = columns("Linjer", [("08.00", 3)])
    assert re.findall(r"(?:href|src|url)", picture) == []
    assert [link for link in re.findall(r"https?://[^\"]+", picture) if "w3.org/2000/svg" not in link] == []


@given(st.integers(0, 10**9), st.integers(0, 10**8))
def test_a_clock_has_some_even_moments_and_never_many(start, length):
    found = list(steps(start, start + length))
    assert len(found) <= MOST_TICKS and all(start <= at <= start + length for at in found)


def test_a_clock_of_six_hours_has_whole_hours():
    assert [at / 3600 for at in steps(7 * 3600 + 60, 13 * 3600)] == [8, 10, 12]
    assert [at / 3600 + 1 for at in steps(7 * 3600 + 60, 13 * 3600, 3600)] == [10, 12, 14], "by a clock an hour ahead"
