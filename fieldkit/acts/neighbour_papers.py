"""A neighbour's situation picture on paper, as theirs: whose it is stands on each part, and on top how old it is.

It is the document of one's own picture, made of what their kits have signed.
"""

from dataclasses import replace

from fieldkit.acts.neighbours import age_words, left_out_words, side_of
from fieldkit.acts.printing import source_of
from fieldkit.core.documents import DocumentKind
from fieldkit.kit import Kit
from fieldkit.paper.blocks import Block, Document, KeyValue, Rule, Text
from fieldkit.paper.documents.picture import board_picture
from fieldkit.paper.documents.source import DocumentSource
from fieldkit.store.neighbours import Picture
from fieldkit.store.tables.jobs import queue_job


def board_paper(kit: Kit, picture: Picture) -> Document:
    """Their situation picture as it was when their bundle was made."""
    side, own = side_of(picture), source_of(kit)
    theirs = DocumentSource(
        state=picture.state, roster=picture.roster, now=side.as_of, kit=picture.as_of.kit, log=lambda: picture.events
    )
    document = board_picture(theirs)
    left_out = left_out_words(picture)
    head: list[Block] = [
        Text(f"{picture.neighbour.called}, kommune {picture.neighbour.code}", bold=True),
        Text(f"{age_words(picture, kit.now()).capitalize()}. Det er naboens og kun til at læse."),
        KeyValue("Udskrevet", own.moment(own.now, sure=own.knows_time)),
    ]
    if left_out:
        head.append(Text(left_out))
    title = f"NABO {picture.neighbour.called}: situationsbillede"
    return replace(document, title=title, blocks=(*head, Rule(), *document.blocks))


def queue_board(kit: Kit, picture: Picture) -> int:
    """Put it in the print queue; the number of the job."""
    document = board_paper(kit, picture)
    return queue_job(kit.log, document, DocumentKind.BOARD, document.number, kit.now())
