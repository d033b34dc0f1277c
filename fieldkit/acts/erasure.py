"""The names in an incident that is over are erased, when the municipality's period has run out."""

from fieldkit.acts import at_screen, typed
from fieldkit.acts.trust import must_decide
from fieldkit.acts.whole import whole
from fieldkit.core.clock.danish import danish_date_time
from fieldkit.core.errors import InputError
from fieldkit.core.facts.erasure import Erase, Erased, again_of, digest_of, without_names
from fieldkit.core.facts.event import Event, says
from fieldkit.core.state.incidents import called, running
from fieldkit.kit import Kit
from fieldkit.store.tables.erased import erased_in

DAY_S = 86_400


def erase_names(kit: Kit, tag: int, by: str, *, reason: str = "") -> Event[Erase]:
    """Erase who did what in the incident `tag`, on this kit at once and on the others when they hear of it from a
    bundle. What happened, and what people wrote in their own words, stays; so do numbers, ids and signatures.

    InputError while the incident runs or the municipality's period does (`kept_until`), when nobody is named in it,
    when this kit's word would not count, and without the name of who decided it.
    """
    if tag in running(kit.state.incidents):
        raise InputError(f"{called(kit.state.incidents, tag)} er i gang; navnene kan først slettes bagefter.")
    must_decide(kit, "slette navne")
    typed.name(by)
    if (until := kept_until(kit, tag)) is not None and kit.now() < until:
        day = danish_date_time(until)
        raise InputError(f"Efter kommunens frist skal navnene i {called(kit.state.incidents, tag)} blive til {day}.")
    found = _named(kit, tag)
    if not found:
        raise InputError(f"Ingen er nævnt ved navn i {called(kit.state.incidents, tag)}, eller navnene er slettet.")
    digest = digest_of(found)
    said = _unfinished(kit, tag, digest)
    if said is None:
        said = kit.record(whole(Erase)(tag, len(found), digest, reason, by), incident=0)
    kit.sign()  # what is left counts on this word, and the word on what is signed
    at_screen.forget(kit)
    kit.forget_names(Erased(event_id, again, said.id) for event_id, again in found)
    return said


def kept_until(kit: Kit, tag: int) -> int | None:
    """Unix seconds up to which the municipality keeps the names in an incident; None where it has set no period, or the
    incident has not ended."""
    known = kit.state.incidents.get(tag)
    days = kit.config.names_days
    return known.ended.at + days * DAY_S if known is not None and known.ended is not None and days else None


def overdue(kit: Kit) -> list[int]:
    """Incidents whose names are kept longer than the municipality said, as far as nobody has erased any."""
    past = (tag for tag in sorted(kit.state.incidents) if tag not in kit.state.erased)
    return [tag for tag in past if (until := kept_until(kit, tag)) is not None and until < kit.now()]


def _named(kit: Kit, tag: int) -> list[tuple[bytes, bytes]]:
    """The events of an incident in which somebody is named, by id, with what tells what is left of each."""
    whole = (event for event in kit.log.of_incident(tag) if not event.erased)
    return [(event.id, again_of(event, left)) for event in whole if (left := without_names(event)) is not None]


def _unfinished(kit: Kit, tag: int, digest: str) -> Event[Erase] | None:
    """A word of this kit by which just that was to be erased, when the power went before it was."""
    done = {one.word for one in erased_in(kit.log)}
    for event in kit.log.latest_of(Erase, limit=20, tag=tag):
        if says(event, Erase) and event.body.digest == digest and event.id not in done:
            return event
    return None
