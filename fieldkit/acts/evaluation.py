"""Looking back: which incident somebody means, how it went, what this kit alone knows of it, and what was learnt."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from fieldkit.acts import typed
from fieldkit.acts.whole import whole
from fieldkit.core.clock.danish import danish_date_time
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.delivery import ARRIVED, DeliveryState
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import Event, Ref, number_of
from fieldkit.core.facts.exact import parse_exact
from fieldkit.core.facts.kinds import Belongs
from fieldkit.core.facts.lessons import Lesson, LessonPoint
from fieldkit.core.remedies import StartIncident
from fieldkit.core.state.incidents import called
from fieldkit.core.tell.evaluation_parts import Told
from fieldkit.core.tell.evaluation_words import clock
from fieldkit.core.tell.parts import Names, names_of
from fieldkit.core.text.names import fold_name
from fieldkit.core.text.wording import named
from fieldkit.core.views.board import place_of_kit, resolve_place
from fieldkit.core.views.evaluation import Evaluation, make_evaluation
from fieldkit.core.views.evaluation_local import Battery, LocalFigures, OnAir, Printed
from fieldkit.core.views.scope import Scope
from fieldkit.kit import Kit
from fieldkit.link.codec.codec import carried
from fieldkit.link.node.airtime import broadcast_ms
from fieldkit.link.node.plan import preset_of_plan
from fieldkit.link.wire.frame import pack_events
from fieldkit.link.wire.seal import Sealer
from fieldkit.paper.layout import lay_out
from fieldkit.paper.length import millimetres
from fieldkit.paper.printing import NOT_BEGUN, JobState
from fieldkit.store.tables.battery import readings
from fieldkit.store.tables.delivery import Delivery, deliveries_in
from fieldkit.store.tables.jobs import job_document, jobs_between
from fieldkit.store.tables.texts import TextState, states_of_texts

SENT = (DeliveryState.SENT, DeliveryState.HEARD)


def incident_meant(kit: Kit, text: str = "") -> int:
    """The tag of the incident that a person means by its name, part of it, or the number of any of its lines; without
    a text the one that runs, else the one that ended last. InputError when there is none such, or several."""
    known = kit.state.incidents
    if not known:
        raise InputError("Der har ingen hændelse eller øvelse været her.", StartIncident())
    if not text.strip():
        return kit.state.current() or max(known, key=lambda tag: (known[tag].open.stamp or (), tag))
    if (line := _line(kit, text)) is not None:
        if line.incident not in known:
            raise InputError(f"{line.number} hører ikke til nogen hændelse.")
        return line.incident
    names = {tag: fold_name(incident.name.value or "") for tag, incident in known.items()}
    wanted = fold_name(text)
    found = [tag for tag, name in names.items() if name == wanted] or [
        tag for tag, name in names.items() if wanted in name
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise InputError(f"“{text}” er ingen hændelse her; her er {named([called(known, tag) for tag in known])}.")
    told = "; ".join(_begun(kit, tag) for tag in sorted(found, key=lambda tag: known[tag].started or ()))
    raise InputError(f"“{text}” kan være flere: {told}. Skriv nummeret i stedet.")


def _line(kit: Kit, text: str) -> Event | None:
    """The event whose number was written; None for a text that is no number."""
    try:
        parse_exact(text)
    except InputError:
        return None
    return kit.find(text)


def _begun(kit: Kit, tag: int) -> str:
    """`“Strømsvigt” 21.11.2026 12.05 (1-0003)`."""
    started = kit.state.incidents[tag].started
    if started is None:
        return called(kit.state.incidents, tag)
    at, number = danish_date_time(started.at), number_of(started.kit, started.seq)
    return f"{called(kit.state.incidents, tag)} {at} ({number})"


def evaluated(kit: Kit, text: str = "", *, against: str = "", shared: bool = False) -> Told:
    """How the incident that a person means went, beside another one when they name it. `shared`: only what every kit
    with the same events knows. InputError as for `incident_meant`, and for an incident that is set against itself."""
    tag = incident_meant(kit, text)
    beside = incident_meant(kit, against) if against.strip() else None
    if beside == tag:
        raise InputError(f"{called(kit.state.incidents, tag)} kan ikke sammenlignes med sig selv.")
    return evaluation_of(kit, tag, beside, shared=shared)


def evaluation_of(kit: Kit, tag: int, beside: int | None = None, *, shared: bool = False) -> Told:
    """As `evaluated`, for an incident by its tag."""
    other = _evaluation(kit, beside)[0] if beside is not None else None
    evaluation, events, apart = _evaluation(kit, tag)
    local = None if shared else local_figures(kit, evaluation, events)
    return Told(evaluation, events, _names(kit, evaluation), local, other, kit.config.municipality_name, apart)


def _names(kit: Kit, evaluation: Evaluation) -> Names:
    """Places by name, also those that only a kit's number tells; times by the clock of the incident's day."""
    state, roster = kit.state, kit.roster
    return replace(
        names_of(roster, state.incidents),
        sender=lambda event, place: resolve_place(place or place_of_kit(event.kit, state, roster), state, roster),
        moment=lambda seconds: clock(seconds + EPOCH_UNIX_S, evaluation.started_at),
    )


def _evaluation(kit: Kit, tag: int) -> tuple[Evaluation, Sequence[Event], int]:
    """With the events that it is made of, and how many stand apart and do not count."""
    scope = Scope.while_it_lasted(kit.state, tag)
    daily = None if scope.daily_from is None else (scope.daily_from, scope.daily_to)
    found = kit.log.of_incident(tag, daily)
    mine = [event for event in found if event in scope and event.row.belongs is not Belongs.NONE]
    events = [event for event in mine if not kit.log.believed.is_apart(event)]
    if not events:
        raise InputError(f"{called(kit.state.incidents, tag)} har ingen linjer i loggen her.")
    kit.state.look_at(tag)
    return make_evaluation(kit.state, kit.roster, events, kit.now(), tag), events, len(mine) - len(events)


def learn(
    kit: Kit, answers: Mapping[LessonPoint, str], *, about: int, by: str = "", replaces: Ref | None = None
) -> Event[Lesson]:
    """Somebody answers the questions about incident `about` (its tag), over or not. InputError without any answer."""
    said = {point: text for point, text in answers.items() if typed.is_said(text)}
    if not said:
        raise InputError("Der er intet svar: skriv mindst ét.")
    body = whole(Lesson)(
        worked=said.get(LessonPoint.WORKED, ""),
        failed=said.get(LessonPoint.FAILED, ""),
        lacked=said.get(LessonPoint.LACKED, ""),
        roles=said.get(LessonPoint.ROLES, ""),
        plan=said.get(LessonPoint.PLAN, ""),
        approval=said.get(LessonPoint.APPROVAL, ""),
        next=said.get(LessonPoint.NEXT, ""),
        replaces=RefBody(*replaces) if replaces is not None else None,
        by=by,
    )
    return kit.record(body, incident=about)


def local_figures(kit: Kit, evaluation: Evaluation, events: Sequence[Event]) -> LocalFigures:
    """What this kit's own tables hold of an incident."""
    steps = deliveries_in(kit.log, evaluation.tag)
    said_at = {event.id: event.at for event in events}
    return LocalFigures(
        kit=kit.identity.kit,
        received={event: _received_s(found, said_at[event]) for event, found in steps.items() if event in said_at},
        printed=_printed(kit, evaluation),
        on_air=_on_air(kit, evaluation, events, steps),
        battery=_battery(kit, evaluation),
    )


def _received_s(found: Sequence[Delivery], said_at: int) -> int | None:
    if not all(step.state in ARRIVED for step in found):
        return None
    return max(0, max(step.at for step in found) - said_at)


def _printed(kit: Kit, evaluation: Evaluation) -> Printed | None:
    rows = jobs_between(kit.log, evaluation.started_at, evaluation.until)
    began = [row for row in rows if row.state not in NOT_BEGUN]
    if not began:
        return None
    jobs = dict.fromkeys((row.document for row in began), 0)
    length, forgotten = 0, 0
    for row in began:
        jobs[row.document] += 1
        if row.state is JobState.FAILED:
            continue
        try:
            laid = lay_out(job_document(kit.log, row.job), kit.config.columns, letters=kit.config.letters)
        except ValueError:  # its content was deleted after its time, or the disk has damaged it
            forgotten += 1
        else:
            length += millimetres(laid, kit.config.columns)
    return Printed(
        jobs=jobs,
        unsure=sum(row.state is JobState.UNCONFIRMED for row in began),
        failed=sum(row.state is JobState.FAILED for row in began),
        millimetres=length if length or not forgotten else None,
        forgotten=forgotten,
    )


def _on_air(
    kit: Kit, evaluation: Evaluation, events: Sequence[Event], steps: Mapping[bytes, Sequence[Delivery]]
) -> OnAir | None:
    if not kit.config.has_radio:
        return None
    preset = preset_of_plan(kit.config.preset)
    sealer = Sealer(kit.identity.kit, kit.identity.epoch, 1, bytes(32))  # a seal is as long under any key
    sizes = (_frame_bytes(event, sealer) for event in events if event.kit == kit.identity.kit)
    own = [size for size in sizes if size is not None]
    took = sum(broadcast_ms(size, preset) for size in own)
    read = {(line.event_id, reader.place) for line in evaluation.messages for reader in line.read}
    texts = states_of_texts(kit.log, evaluation.started_at, evaluation.until)
    pairs = [(event, step) for event, found in steps.items() for step in found]
    reached = [(event, step) for event, step in pairs if step.state in ARRIVED or (event, step.place) in read]
    return OnAir(
        preset=preset,
        events=len(own),
        seconds=took / 1000,
        texts=len(texts),
        texts_received=sum(state is TextState.RECEIVED for state in texts),
        texts_failed=sum(state is TextState.FAILED for state in texts),
        wanted=len(pairs),
        reached=len(reached),
        lost=sum(step.state in SENT and (event, step.place) not in read for event, step in pairs),
    )


def _frame_bytes(event: Event, sealer: Sealer) -> int | None:
    """Bytes of a frame with this event alone; None for one that the air does not carry."""
    if carried(event) is None:
        return None
    try:
        return len(pack_events(sealer, [event])[0])
    except ValueError:
        return None


def _battery(kit: Kit, evaluation: Evaluation) -> Battery | None:
    found = [one for one in readings(kit.log) if evaluation.started_at <= one.at <= evaluation.until]
    if len(found) < 2:
        return None  # one reading says nothing of what was used
    return Battery(found[0].percent, found[0].at, found[-1].percent, found[-1].at)
