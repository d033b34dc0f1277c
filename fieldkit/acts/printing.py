"""What of a kit goes on paper: builds documents from an open kit, puts them in the print queue, or prints at once.

Private ones (emergency lists, key cards) never enter the queue: it lies on the disk.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from fieldkit.acts.rotation import newest_key
from fieldkit.core.documents import (
    DOCUMENTS,
    IN_THE_DARK,
    ON_LAST_POWER,
    BlankChits,
    ChannelCard,
    Continuity,
    Docket,
    DocumentKind,
    FailedAgain,
    JobAgain,
    KeyCard,
    Printable,
    Receipt,
    Wanted,
    danish_of,
    kind_of,
)
from fieldkit.core.errors import DeviceError, InputError
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.terms import Precedence
from fieldkit.core.remedies import PrintDirectly, SetPrinter
from fieldkit.devices.machine.power import too_low_to_print
from fieldkit.kit import Kit
from fieldkit.link.node.plan import CHANNEL_NAME, channel_psk, preset_of_plan
from fieldkit.link.wire.slip import key_digits
from fieldkit.paper.abilities import QrWay
from fieldkit.paper.blocks import Document
from fieldkit.paper.documents import make
from fieldkit.paper.documents.dockets import precedences
from fieldkit.paper.documents.source import ChannelRows, DocumentSource, KeyRows
from fieldkit.paper.layout import lay_out
from fieldkit.paper.printing import JOB_STATE_DA, Haste, JobState
from fieldkit.resync.slips import slip_digits
from fieldkit.store.files.cards import kept_card
from fieldkit.store.tables.chit_prints import next_chit, note_chits, take_chits
from fieldkit.store.tables.jobs import job_rows, queue_copy, queue_failed, queue_job
from fieldkit.store.tables.paper_questions import battery
from fieldkit.store.tables.status import WHAT_TO_DO, Device, DeviceState, engine_tells, read_status

if TYPE_CHECKING:
    from fieldkit.core.tell.evaluation_parts import Told
    from fieldkit.devices.printer.escpos import PrinterProfile
    from fieldkit.devices.printer.job import PrintJob
    from fieldkit.devices.printer.step_types import Outcome, Traits

TURN_S = 60.0
"""So long a paper that never waits in the queue waits for the printer: longer than most jobs."""
HOLD_S = 300.0
"""So long it waits for a new roll; somebody stands there, and the engine's papers wait behind it."""


class NothingCameOut(DeviceError):
    """The printer took nothing: there is no piece of it on any table."""


def source_of(kit: Kit, columns: int | None = None) -> DocumentSource:
    """Everything a document may need, read from an open kit. `columns`: of the paper, by default the kit's."""
    percent, _ = battery_of(kit)
    return DocumentSource(
        state=kit.state,
        roster=kit.roster,
        now=kit.now(),
        kit=kit.identity.kit,
        place=kit.place,
        cards=kit.cards,
        find=kit.find,
        at=kit.event_at,
        log=kit.reading.events,
        knows_time=kit.knows_time,
        slip_digits=_codes(kit, columns or kit.config.columns),
        kept_card=lambda card, version: kept_card(kit.home.kept_cards, card, version),
        battery=percent,
        unsure_jobs=tuple(
            f"job {row.job}: {danish_of(row.document)} {row.number}, {JOB_STATE_DA[row.state]}"
            for row in job_rows(kit.log)
            if row.state in (JobState.UNCONFIRMED, JobState.FAILED)
        ),
        next_chit=next_chit(kit.log, _highest_entered(kit)),
        evaluated=lambda incident: _evaluated(kit, incident),
    )


def _evaluated(kit: Kit, incident: str) -> "Told":
    from fieldkit.acts.evaluation import evaluated  # all that can be told of an incident: hardly ever asked

    return evaluated(kit, incident)


def _codes(kit: Kit, columns: int) -> Callable[[Sequence[Event]], Sequence[str]] | None:
    """The slip's codes on this paper; none where there is no key to seal them with."""
    if kit.key is None:
        return None
    return lambda events: slip_digits(kit, events, columns, dots_of(kit, columns))


def battery_of(kit: Kit) -> tuple[int | None, bool | None]:
    """Percent and whether mains is on, as the engine last saw them; None for what is unknown."""
    return battery(kit.log, kit.now())


def document_of(kit: Kit, wanted: Wanted, columns: int | None = None) -> Document:
    """The document that is wanted; InputError in one sentence when it cannot be made. Takes no chit numbers."""
    source = source_of(kit, columns)
    if isinstance(wanted, KeyCard) and kit.key is not None:
        rows = KeyRows(kit.key.number, kit.key.fingerprint(), (key_digits(kit.key.number, kit.key.secret),))
        source = replace(source, key=rows)
    if isinstance(wanted, ChannelCard):
        source = replace(source, channel=channel_of(kit))
    return make(wanted, source)


def channel_of(kit: Kit) -> ChannelRows | None:
    """The channel of the key that is on its way, or in use: the cards must be there before the key is."""
    from fieldkit.devices.radio.channel_url import channel_url  # the protobufs take a while to load

    key = newest_key(kit)
    if key is None:
        return None
    url = channel_url(channel_psk(key.secret), preset_of_plan(kit.config.preset))
    return ChannelRows(key.number, key.fingerprint(), CHANNEL_NAME, url, key == kit.key)


def numbered_document_of(kit: Kit, wanted: Wanted, columns: int | None = None) -> Document:
    """As `document_of`, for paper that will lie on the table: blank chits get numbers that no other print has."""
    document = document_of(kit, wanted, columns)
    match wanted:
        case BlankChits(count, None):
            start = take_chits(kit.log, count, kit.now(), _highest_entered(kit))
            return document_of(kit, BlankChits(count, start), columns)
        case BlankChits(count, int(first)):
            note_chits(kit.log, first, count, kit.now())
    return document


def queue_document(kit: Kit, wanted: Printable, *, event: Event | None = None) -> int:
    """Put a document in the print queue; returns the job's number. The engine prints it when a printer is ready.

    A docket that carries something akut goes first, then what else is akut, then haster. `Continuity` and `FailedAgain`
    queue several and give the first one's number; `JobAgain` a copy.
    InputError for a private document, and for what is not there.
    """
    if kit.is_rehearsal:
        raise RuntimeError("a rehearsal keeps nothing: what prints is not rehearsed")
    if isinstance(wanted, Continuity):
        return queue_continuity(kit)[0]
    if isinstance(wanted, FailedAgain):
        return queue_failed(kit.log, kit.now())[0]
    if isinstance(wanted, JobAgain):
        return queue_copy(kit.log, wanted.job, kit.now())
    kind = kind_of(wanted)
    if DOCUMENTS[kind].private:
        what = f"{DOCUMENTS[kind].danish.capitalize()} må ikke ligge i udskriftskøen på disken."
        raise InputError(what, PrintDirectly(kind))
    document = numbered_document_of(kit, wanted)
    if event is None and isinstance(wanted, Receipt | Docket):
        event = kit.find(wanted.number)
    haste = haste_of(kit, kind, event) if event is not None else Haste.ROUTINE
    return queue_job(
        kit.log, document, kind, document.number, kit.now(), haste=haste, event=event.id if event else None
    )


def haste_of(kit: Kit, kind: DocumentKind, event: Event) -> Haste:
    """How soon a paper about the event must come out."""
    found = precedences(event, source_of(kit))
    if Precedence.FLASH in found:
        return Haste.FLASH_DOCKET if kind is DocumentKind.DOCKET else Haste.FLASH
    return Haste.URGENT if Precedence.URGENT in found else Haste.ROUTINE


def queue_continuity(kit: Kit) -> list[int]:
    """Put the kit on paper before it goes dark: the numbers of the jobs. They print on the last of the battery too,
    for a person has asked for them."""
    jobs = []
    for wanted in IN_THE_DARK:
        document = numbered_document_of(kit, wanted)
        jobs.append(queue_job(kit.log, document, kind_of(wanted), document.number, kit.now(), essential=True))
    return jobs


def profile_of(kit: Kit, columns: int | None = None) -> "PrinterProfile":
    """What kit.toml says of the kit's printer; of paper of other `columns` it does not know how wide it is."""
    from fieldkit.devices.printer.escpos import profile_for

    told = kit.config
    return profile_for(
        columns or told.columns,
        slot=told.code_page,
        qr=told.qr,
        has_cutter=told.cutter,
        dots=dots_of(kit, columns),
        letters=told.letters,
    )


def dots_of(kit: Kit, columns: int | None = None) -> int | None:
    """Dots across the kit's paper, None for as usual."""
    return kit.config.dots if columns in (None, kit.config.columns) else None


def payload_of(
    kit: Kit, document: Document, kind: DocumentKind, *, columns: int | None = None, job: str = "", copy: int = 0
) -> bytes:
    """The bytes for this kit's printer. The test page is followed by the printer's code page slots."""
    from fieldkit.devices.printer.escpos import encode, slot_test

    profile = profile_of(kit, columns)
    codes = profile.qr is not QrWay.NONE
    laid = lay_out(document, profile.columns, job=job, copy=copy, letters=profile.letters, codes=codes)
    payload = encode(laid, profile)
    return payload + slot_test(profile) if kind is DocumentKind.TEST else payload


class Unremembered:
    """A print journal without memory, for what must not lie on the disk: a power cut forgets the job."""

    def queued(self) -> "list[PrintJob]":
        return []

    def begin(self, job: int) -> None:
        """Nothing to remember."""

    def finish(self, job: int, state: JobState, reason: str) -> None:
        """Nothing to remember."""

    def recover(self) -> list[int]:
        return []


def what_holds(kit: Kit) -> str:
    """Why a job that waits or is printing does not come out, and what to do, as far as the engine tells; else ""."""
    if not kit.config.has_printer:
        return "kittet har ingen printer"
    found = read_status(kit.log)
    if not engine_tells(found, kit.now()):
        return "motoren kører ikke"
    printer = found.get(Device.PRINTER)
    if printer is None or printer.state not in (DeviceState.FAULT, DeviceState.WARNING):
        return ""
    return f"{printer.text}. {printer.facts.get(WHAT_TO_DO) or ''}".strip()


def why_waiting(kit: Kit, *, essential: bool) -> str:
    """As `what_holds`, for one job; on the last of the battery only `essential` ones come out."""
    percent, _ = battery_of(kit)
    if not (held := what_holds(kit)) and not essential and too_low_to_print(percent):
        return f"batteriet er på {percent} %, og kun {ON_LAST_POWER} kommer ud nu"
    return held


def print_now(kit: Kit, document: Document, kind: DocumentKind) -> "Outcome":
    """Send a document straight to the printer and wait: confirmed, or unconfirmed when a person must look.

    It waits its turn while the engine prints. InputError when the kit has no printer; NothingCameOut when not a byte
    was sent, DeviceError when only a piece came out.
    """
    from fieldkit.devices.printer.job import PrintJob, run_job
    from fieldkit.devices.printer.step_types import Patience
    from fieldkit.devices.printer.url import own_port

    port = own_port(kit.config.printer, kit.home.folder, TURN_S)
    if port is None:
        raise InputError("Kittet har ingen printer.", SetPrinter())
    job = PrintJob(0, kind, document.number, payload_of(kit, document, kind))
    outcome = asyncio.run(run_job(port, job, Unremembered(), known_traits(kit), Patience(hold=HOLD_S)))
    if outcome.state is JobState.QUEUED:
        raise NothingCameOut(f"{document.title} kom ikke ud: {outcome.reason}")
    if outcome.state is JobState.FAILED:
        raise DeviceError(f"{document.title} kom ikke ud: {outcome.reason}")
    keep_traits(kit, outcome.traits)
    return outcome


def known_traits(kit: Kit) -> "Traits":
    """What was learnt of the printer at this kit's URL, also before the last restart."""
    from fieldkit.devices.printer.step_types import Traits

    kept = kit.log.get_meta(_traits_key(kit))
    try:
        return msgspec.json.decode(kept, type=Traits) if kept else Traits()
    except msgspec.DecodeError:
        return Traits()  # of another version: learnt anew by the next job


def keep_traits(kit: Kit, traits: "Traits") -> None:
    """Remember it, when it is news."""
    text = msgspec.json.encode(traits).decode()
    if not kit.log.read_only and kit.log.get_meta(_traits_key(kit)) != text:
        kit.log.set_meta(_traits_key(kit), text)


def _traits_key(kit: Kit) -> str:
    return f"printer {kit.config.printer}"


def _highest_entered(kit: Kit) -> int:
    return max((key.nth for key in kit.state.paper.chits if key.series == kit.identity.kit), default=0)
