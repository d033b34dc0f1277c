"""What an inject becomes in the log: the same facts that a person would record, made by the same acts."""

from fieldkit.acts import messages, reports, typed
from fieldkit.acts.whole import whole
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import Body
from fieldkit.core.facts.staff import Question, Warned
from fieldkit.core.facts.terms import Precedence, Role, Trust, Via
from fieldkit.core.facts.work import Request
from fieldkit.link.node.phone import Reports, Says, meaning_of
from fieldkit.practice.exercise.scenario import Inject, Sort

_UNPROVEN = Trust.UNVERIFIED


def bodies_of(inject: Inject, place: int) -> tuple[Body, ...]:
    """What is recorded of it, in order; nothing for what is only heard, opened or done. `place` is the number of its
    place, of the leader's own where it names none. InputError when it cannot be recorded so."""
    match inject.sort:
        case Sort.REPORT:
            said = typed.report(inject.text)
            trust = reports.trust_in(inject.via, own=False)
            return (reports.report_of(place, said, via=inject.via, trust=trust, by=inject.sender),)
        case Sort.TEXT:
            return _of_text(inject.text, place)
        case Sort.MESSAGE:
            typed.need(inject.text, "Beskeden")
            return (_to_staff(inject.text, inject.precedence, place, inject.sender),)
        case Sort.QUESTION:
            made = whole(Question, text="Spørgsmålet")
            return (made(inject.text, place, inject.count or 1, by=inject.sender),)
        case Sort.REQUEST:
            asked, haste, by = whole(Request), inject.precedence, inject.sender
            body = asked(inject.text, place, inject.count, inject.unit, precedence=haste, trust=_UNPROVEN, by=by)
            return (body,)
        case Sort.WARNING:
            warned = whole(Warned, text="Teksten i varslet")
            return (warned(inject.text, inject.source, inject.sender),)
        case Sort.CARD | Sort.CALL | Sort.ENVELOPE | Sort.CUE:
            return ()


def _of_text(text: str, place: int) -> tuple[Body, ...]:
    """As the engine takes a phone's text."""
    meaning = meaning_of(text)
    if isinstance(meaning, Reports):
        return (reports.report_of(place, meaning.phrase, via=Via.RADIO, trust=_UNPROVEN),)
    if isinstance(meaning, Says):
        report = meaning.phrase
        said = () if report is None else (reports.report_of(place, report, via=Via.RADIO, trust=_UNPROVEN),)
        return (*said, _to_staff(meaning.text, meaning.precedence, place))
    raise InputError("Teksten er hverken en melding eller en besked.")


def _to_staff(text: str, precedence: Precedence, place: int, by: str = "") -> Body:
    return messages.message_of(text, Role.SECRETARIAT.value, precedence, sender=place, trust=_UNPROVEN, by=by)
