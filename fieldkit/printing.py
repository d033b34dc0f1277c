"""What of a kit goes on paper: builds a document from an open kit and puts it in the print queue. Prints nothing."""

from fieldkit.core.event import Event
from fieldkit.kit import Kit
from fieldkit.paper.blocks import Document
from fieldkit.paper.documents import make
from fieldkit.paper.documents.source import DocumentSource
from fieldkit.resync.slips import receipt_digits
from fieldkit.store.card_files import kept_card
from fieldkit.store.jobs import job_rows, queue_job
from fieldkit.store.status import read_status


def source_of(kit: Kit) -> DocumentSource:
    """Everything a document may need, read from an open kit."""
    battery = read_status(kit.log).get("battery")
    percent = battery.facts.get("percent") if battery else None
    return DocumentSource(
        state=kit.state,
        roster=kit.roster,
        now=kit.now(),
        kit=kit.identity.kit,
        place=kit.place,
        cards=kit.cards,
        find=kit.find,
        log=lambda: [row.event for row in kit.log.all()],
        slip_digits=lambda events: receipt_digits(kit, events, kit.config.columns),
        time_sure=kit.time_sure,
        kept_card=lambda card, version: kept_card(kit.home.kept_cards, card, version),
        battery=percent if isinstance(percent, int) else None,
        unsure_jobs=tuple(
            f"{row.document} {row.number}".strip()
            for row in job_rows(kit.log)
            if row.state in ("unconfirmed", "failed")
        ),
    )


def document_of(kit: Kit, name: str, argument: str = "") -> Document:
    """The document called `name`; InputError in one sentence when there is none such."""
    return make(name, argument, source_of(kit))


def queue_document(kit: Kit, name: str, argument: str = "", *, urgent: bool = False, event: Event | None = None) -> int:
    """Put a document in the print queue; returns the job's number. The engine prints it when a printer is ready."""
    document = document_of(kit, name, argument)
    number = event.number if event else (argument if name in ("receipt", "docket", "notice") else "")
    return queue_job(kit.log, document, name, number, kit.now(), urgent=urgent, event=event.id if event else None)
