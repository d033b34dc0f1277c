"""The page of an evaluation: whole HTML in one file that says what the figures say, and nothing else gets into it."""

import re
from html.parser import HTMLParser

from an_incident import ROSTER, Told

from fieldkit.core.facts.event import EXERCISE_BIT, in_order
from fieldkit.core.facts.lessons import Lesson
from fieldkit.core.facts.said import EntrySort, Message, Note
from fieldkit.core.facts.terms import Precedence
from fieldkit.core.facts.work import Dispatch, Request
from fieldkit.core.tell import evaluation_parts
from fieldkit.core.tell.evaluation_words import PART_DA, Part
from fieldkit.core.tell.parts import names_of
from fieldkit.core.views.evaluation_local import LocalFigures
from fieldkit.resync.evaluation_page import NO_ANSWER, ROWS_SHOWN, page

VOID = {"meta", "rect", "line", "br"}


class Reader(HTMLParser):
    """Sees that every element is closed where it should be, and gathers what people read."""

    def __init__(self):
        super().__init__()
        self.open, self.text, self.seen, self.headings = [], [], [], []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] == "h2":
            self.headings.append(data)
        if "style" not in self.open:
            self.text.append(data)


def read(told: Told, minute: float = 600, **more) -> Reader:
    mine = [event for event in in_order(told.events) if event.incident == told.tag]
    source = evaluation_parts.Told(told.evaluation(minute), mine, names_of(ROSTER), **more)
    reader = Reader()
    reader.feed(page(source))
    reader.close()
    assert reader.open == []
    return reader


def busy(tag: int = 7) -> Told:
    told = Told(tag)
    told.staffed()
    told.say(1, 20, Message("Luk op", "meeting-point", Precedence.URGENT))
    told.say(2, 30, Dispatch("Øvelse Holm", 2, (10,), minutes=30))
    told.say(2, 31, Request("tæpper", 10))
    told.say(1, 40, Note("Vi lukker.", EntrySort.DECISION))
    told.stop(500)
    return told


def test_every_part_stands_under_its_heading_and_is_linked_from_the_top():
    reader = read(busy())
    assert reader.headings == [PART_DA[part] for part in Part if part is not Part.COMPARED]
    links = [attrs["href"] for tag, attrs in reader.seen if tag == "a"]
    assert links == [f"#{part}" for part in Part if part is not Part.COMPARED]
    assert {f"#{attrs['id']}" for tag, attrs in reader.seen if tag == "section"} == set(links)


def test_it_is_one_file_without_a_script_or_anything_from_outside():
    reader = read(busy())
    tags = {tag for tag, _ in reader.seen}
    assert not tags & {"script", "link", "img", "iframe", "object"}
    assert all(not attrs.get("href", "#").startswith("http") for _, attrs in reader.seen)
    assert not any(name.startswith("on") or name in ("src", "style") for _, attrs in reader.seen for name in attrs)
    assert {"svg", "style"} <= tags


def test_what_people_wrote_is_text_and_never_markup():
    told = busy()
    told.say(1, 50, Message("<script>alert(1)</script> & {title}", 2, Precedence.FLASH, by="<b>"))
    told.say(1, 51, Lesson(failed='"><img src=x>', by="</footer>"))
    reader = read(told)
    assert not {"script", "img", "b"} & {tag for tag, _ in reader.seen}
    assert any("<script>alert(1)</script> & {title}" in text for text in reader.text)


def test_an_exercise_says_so_at_its_top_and_a_crisis_does_not():
    assert "ØVELSE" in read(busy(7 | EXERCISE_BIT)).text
    assert "ØVELSE" not in read(busy()).text


def test_an_empty_incident_makes_a_whole_page_with_a_place_for_each_answer():
    reader = read(Told())
    assert sum(NO_ANSWER in text for text in reader.text) == 7


def test_a_table_of_thousands_shows_the_late_ones_and_counts_the_rest():
    told = Told()
    for minute in range(ROWS_SHOWN + 100):
        urgent = Precedence.URGENT if minute >= ROWS_SHOWN else Precedence.INFO
        told.say(2, minute / 10, Message(f"nr. {minute}", 3, urgent))
    text = "\n".join(read(told).text)
    assert "Og 100 til; de står i journalen" in text
    assert f"nr. {ROWS_SHOWN + 99}" in text and "nr. 0" in text and f"nr. {ROWS_SHOWN - 1}\n" not in text


def test_the_foot_says_whether_it_is_the_same_from_every_kit():
    assert "skriver denne side ens" in "".join(read(busy()).text)
    assert "kun kit 3 ved" in "".join(read(busy(), local=LocalFigures(3, {}, None, None, None)).text)


def test_each_cell_that_does_not_say_what_it_is_has_its_heading_for_a_phone():
    cells = [attrs for tag, attrs in read(busy()).seen if tag == "td"]
    assert cells and all("data-h" in attrs or re.search("first|bare", attrs["class"]) for attrs in cells)
