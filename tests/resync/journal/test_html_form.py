"""The page: what stands round the lines, on screen and in print, and that nothing in it can be more than text."""

from html.parser import HTMLParser

from journals import make_journal

from fieldkit.core.clock.hybrid import hlc_of_unix
from fieldkit.core.facts.event import Event, make_event
from fieldkit.core.facts.roster import PlaceNames
from fieldkit.core.facts.said import Incident, Message, Note

NOON = 1_795_258_800
EVIL = '"}</style><script>alert(1)</script>\\'


def said(body, seq, incident=5) -> Event:
    return make_event(body, kit=7, epoch=9, seq=seq, hlc=hlc_of_unix(NOON + 60 * seq), incident=incident)


class Tags(HTMLParser):
    """Every tag, and what stands in the style sheet."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.style = ""
        self._in_style = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)
        self._in_style = tag == "style"

    def handle_data(self, data: str) -> None:
        if self._in_style:
            self.style += data
            self._in_style = False


def test_a_printed_page_has_a_head_and_its_number() -> None:
    page = make_journal([said(Incident(5, "Strømsvigt"), 1), said(PlaceNames({}, 999, "Eksempelkommune"), 2)], "html")
    style = Tags(page).style
    assert 'content:"Journal: Eksempelkommune"' in style and 'content:"Strømsvigt"' in style
    assert 'content:"Side " counter(page) " af " counter(pages)' in style
    head = page[page.index("<thead>") : page.index("</thead>")]
    assert "lørdag 21.11.2026 · Strømsvigt" in head and "<th>Hvad skete der</th>" in head, "repeated on each page"


def test_what_people_wrote_never_becomes_more_than_text() -> None:
    events = [
        said(PlaceNames({40: EVIL}, 999, EVIL), 1),
        said(Incident(5, EVIL), 2),
        said(Message(EVIL, 40, by=EVIL), 3),
        said(Note(EVIL, by=EVIL), 4, incident=0),
    ]
    read = Tags(make_journal(events, "html"))
    assert read.tags.count("style") == 1 and "script" not in read.tags
    assert "alert(1)" in read.style and EVIL[:4] not in read.style and "<" not in read.style


def test_an_exercise_is_one_on_every_line_of_it() -> None:
    page = make_journal(
        [said(Incident(0x8005, "Øv"), 1, 0x8005), said(Note("x"), 2, 0x8005), said(Note("y"), 3)], "html"
    )
    rows = page.split('<tr id="')[1:]
    assert ['<b class="x">ØVELSE</b>' in row for row in rows].count(True) == 2


def test_numbers_that_a_line_names_lead_there_and_other_digits_do_not() -> None:
    page = make_journal([said(Note("Se nr. 7-0001, skoleåret 2025-2026 og nr. 7-0001-2"), 2)], "html")
    assert 'nr. <a href="#7-0001">7-0001</a>, skole' in page
    assert page.count("<a ") - page.count('<a href="#2026') == 2, "its own number, and the one that it names"
