"""An action card with boxes: empty to use by hand, or as a run of it stands, with who and when."""

import difflib

from fieldkit.core.cards.cards import (
    Action,
    Card,
    Mode,
    OpenCard,
    PrintDocument,
    SendMessage,
    SendReport,
    StartTimer,
    Step,
)
from fieldkit.core.cards.types import addressee_da
from fieldkit.core.clock.durations import duration_da
from fieldkit.core.documents import DOCUMENTS, said_of
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import number_of
from fieldkit.core.facts.said import CardAct
from fieldkit.core.facts.terms import PRECEDENCE_DA
from fieldkit.core.remedies import ChooseCard
from fieldkit.core.state.runs import RunKey, RunState
from fieldkit.core.views.card_progress import step_due_at
from fieldkit.paper.blocks import Block, Checkbox, Document, Heading, KeyValue, Rule, SignatureLine, Text
from fieldkit.paper.documents.source import DocumentSource

_USE_DA = {Mode.READ_DO: "læs ét trin, gør det, sæt kryds", Mode.DO_CONFIRM: "gør, og tjek bagefter"}


def card_named(text: str, source: DocumentSource) -> Card:
    """The card with this id or title. InputError with near ids when there is none."""
    wanted = text.strip().casefold()
    for card in source.cards.values():
        if wanted in (card.id, card.title.casefold()):
            return card
    if not source.cards:
        raise InputError("Dette kit har ingen actioncards: læg dem i kittets mappe cards.")
    near = difflib.get_close_matches(wanted, source.cards, n=3, cutoff=0.5)
    if near:
        raise InputError(f"Kortet “{text.strip()}” findes ikke: mente du {' eller '.join(near)}?")
    raise InputError(f"Kortet “{text.strip()}” findes ikke.", ChooseCard())


def action_card(card: Card, source: DocumentSource) -> Document:
    """The card; when this kit runs it in the present incident, with its ticks, names and times."""
    run = source.state.runs.get(RunKey(source.tag, source.kit, card.id))
    followed, warning = _as_started(card, run, source)
    blocks: list[Block] = [
        Text(followed.purpose, bold=True),
        KeyValue("Rolle", followed.role),
        KeyValue("Brug", _USE_DA[followed.mode]),
        *warning,
        *_progress(followed, run, source),
    ]
    ticks = run if run is not None and not warning else None
    for section in followed.sections:
        blocks += [Rule(), Heading(section.title)]
        blocks += [_step(step, ticks, source) for step in section.steps]
    blocks += [Rule()]
    blocks += _signatures(followed, ticks)
    blocks.append(KeyValue("Åbnes når", "; ".join(followed.triggers)))
    blocks.append(KeyValue("Niveau", "alle" if len(followed.levels) == 4 else ", ".join(map(str, followed.levels))))
    blocks.append(KeyValue("Kilde", "; ".join(followed.sources)))
    blocks.append(KeyValue("Kort", f"{followed.id}, version {followed.version}"))
    number = number_of(run.started.kit, run.started.seq) if run is not None and run.started is not None else followed.id
    return source.of_now(followed.title, blocks, number)


def _signatures(card: Card, run: RunState | None) -> list[Block]:
    """Who did it, and when; on a card under way, who did what is left. Nothing where nothing is left."""
    if run is None or run.started is None:
        return [SignatureLine("Udført af"), SignatureLine("Begyndt kl. / slut kl.")]
    if run.open.value is False or all(_settled(run, step) is not None for step in card.steps):
        return []
    return [SignatureLine("Resten udført af"), SignatureLine("Slut kl.")]


def as_started(card: Card, run: RunState | None, source: DocumentSource) -> Card:
    """The text that a run follows, as far as it is here."""
    return _as_started(card, run, source)[0]


def _as_started(card: Card, run: RunState | None, source: DocumentSource) -> tuple[Card, list[Block]]:
    """The text that the run follows, or today's text and a warning when that is lost: then no tick can be trusted."""
    started_on = run.version.value if run is not None else None
    if not started_on or started_on == card.version:
        return card, []
    kept = source.kept_card(card.id, started_on) if source.kept_card is not None else None
    if kept is not None:
        return kept, []
    return card, [
        Text(
            f"Kortet er ændret, siden det blev begyndt (version {started_on}). Se på skærmen, hvad der er gjort.",
            bold=True,
        )
    ]


def _progress(card: Card, run: RunState | None, source: DocumentSource) -> list[Block]:
    if run is None or run.started is None:
        return []
    settled = sum(1 for step in card.steps if _settled(run, step) is not None)
    how = "afsluttet" if run.open.value is False else f"{settled} af {len(card.steps)} trin er gjort"
    return [KeyValue("Begyndt", f"{source.clock(run.started.at)}, {how}", bold=True)]


def _settled(run: RunState | None, step: Step) -> CardAct | None:
    """How the run has settled the step; None while it is open."""
    register = run.steps.get(step.number) if run is not None else None
    told = register.value if register is not None else None
    return told.act if told is not None and told.act.settles else None


def _step(step: Step, run: RunState | None, source: DocumentSource) -> Checkbox:
    act = _settled(run, step)
    notes = [*_done(step, run, source)] if act is not None else _to_do(step, run, source)
    return Checkbox(step.text, act is CardAct.TICK, f"{step.number}.", "\n".join(notes))


def _done(step: Step, run: RunState | None, source: DocumentSource) -> list[str]:
    register = run.steps[step.number] if run is not None else None
    if register is None or register.value is None or register.stamp is None:
        return []
    by = f" {register.value.by}" if register.value.by else ""
    at = source.clock(register.stamp.at)
    if register.value.act is CardAct.SKIP:
        why = f": {register.value.reason}" if register.value.reason else ""
        return [f"IKKE RELEVANT{why} ({at}{by})"]
    return [f"Gjort {at}{by}"]


def _to_do(step: Step, run: RunState | None, source: DocumentSource) -> list[str]:
    notes = []
    if step.deadline_s is not None:
        within = f"inden {duration_da(step.deadline_s)}"
        if (due := step_due_at(step, run)) is not None:
            late = ", OVERSKREDET" if source.now > due else ""
            notes.append(f"Senest {source.clock(due)} ({within}){late}")
        else:
            notes.append(within.capitalize())
    if step.ring:
        notes.append("Ring: " + " > ".join(step.ring))
    if step.action is not None:
        notes.append(_action(step.action, source))
    return notes


def _action(action: Action, source: DocumentSource) -> str:
    match action:
        case SendReport():
            return "Send: melding om de elleve punkter"
        case SendMessage(precedence, addressee, text):
            return f"Send {PRECEDENCE_DA[precedence]} til {addressee_da(addressee)}{': ' + text if text else ''}"
        case PrintDocument(kind, wanted):
            return f"Udskriv: {DOCUMENTS[kind].danish} {said_of(wanted) if wanted is not None else ''}".rstrip()
        case StartTimer(seconds, label):
            return f"Ur: {duration_da(seconds)}{', ' + label if label else ''}"
        case OpenCard(card):
            known = source.cards.get(card)
            return f"Åbn kortet: {known.title if known else card}"
