"""Instruks: the secretariat's answers to citizens, to lie at the door and beside the phone, the same at every place."""

from fieldkit.core.documents import no_answer
from fieldkit.core.views.answers import AnswerView, current_answers
from fieldkit.paper.blocks import Banner, Blank, Block, Document, Heading, KeyValue, Rule, Text
from fieldkit.paper.documents.source import DocumentSource, in_parts

PER_PART = 8
"""Answers on one part: what a person at a door can find their way in."""


def answer_sheet(instruks: int | None, source: DocumentSource) -> Document:
    """The answers to be given now, or the one with this number. InputError when there is none such."""
    found = current_answers(source.state)
    if instruks is not None:
        found = [view for view in found if view.instruks == instruks]
        if not found:
            raise no_answer(str(instruks))
    title = f"Instruks {instruks}" if instruks is not None else "Svar til borgere"
    entries = [_answer(view, source) for view in found]
    none: list[Block] = [] if entries else [Text("Sekretariatet har ikke skrevet nogen svar endnu.")]
    return source.of_now(
        title,
        [
            Text("Svar med disse ord. Lov intet andet.", bold=True),
            *none,
            *in_parts(entries, PER_PART),
            Rule(),
            Heading("Spørgsmål uden svar: skriv dem her"),
            Blank(4, ruled=True),
            Text("Den vagthavende skriver dem ind i kittet, og sekretariatet svarer."),
        ],
    )


def _answer(view: AnswerView, source: DocumentSource) -> list[Block]:
    rivals: list[Block] = []
    if view.rivals:
        rivals = [Banner("SPØRG FØRST"), Text(f"Sekretariatet har også skrevet nr. {', '.join(view.rivals)}.")]
    return [
        Rule(),
        Heading(f"{view.instruks}. {view.title}"),
        *rivals,
        Text(view.text, indent=2),
        KeyValue("Version", f"{view.version}, {source.clock(view.at, sure=view.time_sure)}, nr. {view.number}"),
    ]
