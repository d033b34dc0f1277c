"""Reads one card's text into a `Card` and names every fault by line. The language is described in cards/README.md."""

import hashlib
import re
import unicodedata
from collections.abc import Callable
from typing import NamedTuple, TypeVar

from fieldkit.core.cards.grammar import (
    SKIP_QUESTION,
    SLUG,
    Misread,
    read_action,
    read_duration,
    read_ring,
    read_role,
    read_seen,
    read_trigger,
)
from fieldkit.core.cards.types import Action, Card, Mode, Section, Step
from fieldkit.core.faults import Fault
from fieldkit.core.text.personal_data import find_cpr

ALL_LEVELS = (0, 1, 2, 3)
FEWEST_STEPS, MOST_STEPS = 5, 9
"""Steps a section: a pause point holds five to nine items (docs/facts/peers.md, "Under stress")."""
LONGEST_STEP = 160
"""Characters of one step's text."""
LONGEST_SECTION = 140
"""Words of one section: 60–90 s read aloud at about 110 words a minute by somebody who is tired."""
FIRST_SECTION = "NU"

_KEYS = ("id", "titel", "rolle", "niveau", "åbnes når", "formål", "form", "kilde", "foreslås ved")
_OPTIONAL = ("foreslås ved",)
_MODES = {"læs-gør": Mode.READ_DO, "gør-tjek": Mode.DO_CONFIRM}
_STEP = re.compile(r"- \[( |x|X)?\](.*)")
_ATTRIBUTE = re.compile(r"([a-zæøå ]+?)(?::(.*))?")
_DEADLINE = re.compile(r"\(inden\b([^)]*)\)")
_PHONE = re.compile(r"(?<!\d)(?:\+45 ?)?(?!00 ?00 ?00)\d\d ?\d\d ?\d\d ?\d\d(?!\d)")


T = TypeVar("T")


class _Line(NamedTuple):
    number: int
    text: str


def canonical_text(text: str) -> str:
    """NFC, line feeds, no trailing blanks, one last line feed: what editors change by themselves changes no version."""
    lines = unicodedata.normalize("NFC", text.removeprefix("\ufeff")).replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).rstrip("\n") + "\n"


def card_version(text: str) -> str:
    """Eight hex digits: BLAKE2s-32 of the canonical text."""
    return hashlib.blake2s(canonical_text(text).encode(), digest_size=4).hexdigest()


def read_card(filename: str, text: str) -> tuple[Card | None, list[Fault]]:
    """Read one card's text and name every fault by line.

    A card that can be used at all (id, title, a step) is returned together with its faults: in a crisis a card with
    ten steps is better than none. None only when there is nothing to show.
    """
    lines = [_Line(n, line) for n, line in enumerate(canonical_text(text).split("\n")[:-1], 1)]
    if _is_foreign(lines):
        begin = "en linje ---, og derefter felterne id, titel, rolle og de andre"
        return None, [Fault(filename, 1, f"filen er ikke et actioncard: den begynder ikke med {begin}.")]
    reader = _Reader(filename)
    reader.signs(lines)
    front, body = reader.split(lines)
    keys = reader.front_matter(front)
    sections = reader.body(body)
    return reader.card(keys, sections, text), sorted(reader.faults)


def _is_foreign(lines: list[_Line]) -> bool:
    """Whether the text has nothing of a card's beginning: then its other lines are no mistakes, they are not ours."""
    for number, text in lines:
        if number > 1 and text == "---":
            break
        if text.startswith("#"):
            break
        key, colon, _ = text.partition(":")
        if colon and key.strip() in _KEYS:
            return False
    return True


class _Reader:
    """Collects faults while the parts of one card are read."""

    def __init__(self, filename: str) -> None:
        self.filename = filename
        self.faults: list[Fault] = []

    def fault(self, line: int, what: str) -> None:
        self.faults.append(Fault(self.filename, line, what))

    def signs(self, lines: list[_Line]) -> None:
        for number, text in lines:
            if find_cpr(text):
                self.fault(number, "her står noget, der ligner et personnummer; det hører ikke hjemme på et kort.")
            elif _PHONE.search(text):
                self.fault(number, "her står noget, der ligner et telefonnummer; skriv rollen, numre står i rosteren.")
            if not text.isprintable() and any(unicodedata.category(sign) == "Cc" for sign in text):
                self.fault(number, "linjen har et tabulatortegn eller et andet usynligt tegn; brug mellemrum.")

    def split(self, lines: list[_Line]) -> tuple[list[_Line], list[_Line]]:
        """Front matter and body, without the two `---` lines."""
        if not lines or lines[0].text != "---":
            self.fault(1, "kortet skal begynde med en linje ---, og derefter id, titel og de andre felter.")
            return [], lines
        for index, (_, text) in enumerate(lines[1:], 1):
            if text == "---":
                return lines[1:index], lines[index + 1 :]
            if text.startswith("## "):
                break
        else:
            index = len(lines)
        self.fault(1, "felterne øverst mangler den afsluttende linje ---.")
        return lines[1:index], lines[index:]

    def front_matter(self, lines: list[_Line]) -> dict[str, _Line]:
        keys: dict[str, _Line] = {}
        for number, text in lines:
            if not text.strip():
                continue
            key, colon, value = (part.strip() for part in text.partition(":"))
            if not colon:
                self.fault(number, f"“{text.strip()}” er ikke et felt; skriv navn: værdi.")
            elif key not in _KEYS:
                self.fault(number, f"kender ikke feltet “{key}”; felterne er {', '.join(_KEYS)}.")
            elif key in keys:
                self.fault(number, f"feltet “{key}” står også i linje {keys[key].number}.")
            else:
                keys[key] = _Line(number, value)
                if not value:
                    self.fault(number, f"feltet “{key}” er tomt.")
        for key in _KEYS:
            if key not in keys and key not in _OPTIONAL:
                self.fault(1, f"feltet “{key}” mangler.")
        return keys

    def body(self, lines: list[_Line]) -> tuple[Section, ...]:
        titles: list[_Line] = []
        steps: list[list[Step]] = []
        item: list[_Line] = []
        number = 0
        for line in [*lines, _Line(0, "## ")]:
            indented = line.text.startswith("  ") and line.text.strip()
            if item and indented:
                item.append(line)
            if (indented and item) or not line.text.strip():
                continue
            if item:
                number += 1
                steps[-1].append(self.step(number, item))
                item = []
            if line.text.startswith("## "):
                titles.append(_Line(line.number, line.text[3:].strip()))
                steps.append([])
            elif _STEP.fullmatch(line.text):
                if not steps:
                    self.fault(line.number, "trinnet står før den første overskrift; skriv ## NU over det.")
                    titles.append(_Line(line.number, FIRST_SECTION))
                    steps.append([])
                item = [line]
            else:
                self.stray(line)
        del titles[-1], steps[-1]
        if not titles:
            self.fault(0, "kortet har ingen afsnit; skriv ## NU og mindst fem trin under det.")
        for index, title in enumerate(titles):
            self.section(index, title, titles[:index], steps[index])
        return tuple(Section(title.text, tuple(of)) for title, of in zip(titles, steps, strict=True))

    def stray(self, line: _Line) -> None:
        if line.text.startswith("#"):
            self.fault(line.number, "en overskrift skrives med to havelåger og mellemrum: ## NU.")
        elif line.text.lstrip().startswith(("-", "*")):
            self.fault(line.number, "et trin skrives - [ ] og teksten.")
        else:
            self.fault(line.number, "teksten hører ikke til noget trin; ryk den ind eller gør den til et trin.")

    def section(self, index: int, title: _Line, earlier: list[_Line], steps: list[Step]) -> None:
        name = title.text
        if name != name.upper():
            self.fault(title.number, f"overskriften “{name}” skal stå med store bogstaver.")
        if index == 0 and name != FIRST_SECTION:
            self.fault(title.number, f"det første afsnit skal hedde {FIRST_SECTION}, ikke “{name}”.")
        if name in {other.text for other in earlier}:
            self.fault(title.number, f"overskriften “{name}” står to gange.")
        if not FEWEST_STEPS <= len(steps) <= MOST_STEPS:
            wanted = f"{FEWEST_STEPS}–{MOST_STEPS}"
            self.fault(title.number, f"afsnittet “{name}” har {len(steps)} trin; der skal være {wanted}.")
        words = sum(len(step.text.split()) for step in steps)
        if words > LONGEST_SECTION:
            self.fault(title.number, f"afsnittet “{name}” har {words} ord; det skal kunne læses op på 90 sekunder.")

    def step(self, number: int, item: list[_Line]) -> Step:
        line = item[0]
        found = _STEP.fullmatch(line.text)
        assert found, "only lines that match begin an item"
        if found[1] != " ":
            self.fault(line.number, "boksen skal være tom: - [ ].")
        words = [found[2].strip()]
        attributes: dict[str, _Line] = {}
        for part in item[1:]:
            inner = part.text.strip()
            if inner.startswith("- "):
                self.attribute(_Line(part.number, inner[2:].strip()), attributes)
            else:
                words.append(inner)
        text, deadline = self.deadline(line.number, " ".join(words).strip())
        if not text:
            self.fault(line.number, "trinnet har ingen tekst.")
        elif len(text) > LONGEST_STEP:
            self.fault(line.number, f"trinnet er på {len(text)} tegn; højst {LONGEST_STEP}. Del det i to.")
        ring = attributes.get("ring")
        action = attributes.get("gør")
        skip = attributes.get("ikke relevant")
        sees = attributes.get("kittet ser")
        return Step(
            number=number,
            text=text,
            deadline_s=deadline,
            ring=self.reading(read_ring, ring) or () if ring else (),
            action=self.action(action) if action else None,
            may_skip=skip is not None,
            skip_question=(skip.text or SKIP_QUESTION) if skip else "",
            line=line.number,
            sees=self.reading(read_seen, sees) if sees else None,
        )

    def attribute(self, line: _Line, attributes: dict[str, _Line]) -> None:
        found = _ATTRIBUTE.fullmatch(line.text)
        key = found[1].strip() if found else line.text
        value = (found[2] or "").strip() if found else ""
        if key not in ("ring", "gør", "kittet ser", "ikke relevant"):
            what = f"kender ikke “{key}”; under et trin kan stå ring:, gør:, kittet ser: og ikke relevant:."
            self.fault(line.number, what)
        elif key in attributes:
            self.fault(line.number, f"{key}: står to gange under samme trin.")
        elif not value and key != "ikke relevant":
            self.fault(line.number, f"{key}: er tom.")
        else:
            attributes[key] = _Line(line.number, value)

    def deadline(self, number: int, text: str) -> tuple[str, int | None]:
        found = _DEADLINE.search(text)
        if not found:
            if "(inden" in text:
                self.fault(number, "fristen mangler en slutparentes; skriv fx (inden 30 min).")
            return text, None
        rest = " ".join((text[: found.start()] + text[found.end() :]).split())
        if _DEADLINE.search(rest):
            self.fault(number, "trinnet har to frister; behold én.")
        return rest.replace(" .", ".").replace(" ,", ","), self.reading(read_duration, _Line(number, found[1]))

    def action(self, line: _Line) -> Action | None:
        """What the kit does at a step; of a faulty line what can be used of it."""
        try:
            return read_action(line.text)
        except Misread as wrong:
            self.fault(line.number, str(wrong))
            return wrong.usable

    def reading(self, read: Callable[[str], T], line: _Line) -> T | None:
        """What `read` makes of the line's text, or None and a fault."""
        try:
            return read(line.text)
        except Misread as wrong:
            self.fault(line.number, str(wrong))
            return None

    def card(self, keys: dict[str, _Line], sections: tuple[Section, ...], text: str) -> Card | None:
        none = _Line(1, "")
        ident, title, form = keys.get("id", none), keys.get("titel", none), keys.get("form", none)
        role = keys.get("rolle", none)
        if ident.text and not SLUG.fullmatch(ident.text):
            self.fault(ident.number, f"id “{ident.text}” må kun have små bogstaver a–z, tal og bindestreg.")
        elif ident.text and self.filename.rpartition("/")[2] != f"{ident.text}.md":
            self.fault(ident.number, f"filen skal hedde {ident.text}.md, som kortets id.")
        if form.text and form.text not in _MODES:
            self.fault(form.number, f"form “{form.text}” findes ikke; skriv læs-gør eller gør-tjek.")
        levels = self.reading(_read_levels, keys["niveau"]) if keys.get("niveau", none).text else None
        opens = keys.get("foreslås ved", none)
        triggers = [self.reading(read_trigger, _Line(opens.number, part)) for part in _parts(opens.text)]
        card = Card(
            id=ident.text,
            title=title.text,
            role=(self.reading(read_role, role) or "") if role.text else "",
            levels=levels or ALL_LEVELS,
            triggers=_parts(keys.get("åbnes når", none).text),
            purpose=keys.get("formål", none).text,
            mode=_MODES.get(form.text, Mode.READ_DO),
            sections=sections,
            sources=_parts(keys.get("kilde", none).text),
            version=card_version(text),
            text=canonical_text(text),
            opens_on=tuple(trigger for trigger in triggers if trigger),
            file=self.filename,
            id_line=ident.number,
        )
        return card if SLUG.fullmatch(card.id) and card.title and card.steps else None


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _read_levels(text: str) -> tuple[int, ...]:
    if text == "alle":
        return ALL_LEVELS
    levels = tuple(part.strip() for part in text.split(","))
    if not set(levels) <= {"0", "1", "2", "3"} or len(set(levels)) < len(levels):
        raise Misread(f"niveau “{text}” skal være alle eller tal fra 0 til 3 med komma imellem.")
    return tuple(sorted(int(level) for level in levels))
