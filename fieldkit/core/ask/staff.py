"""What the secretariat is asked about its own staff and its own answers to citizens. A part of `core.ask.proposals`."""

from collections.abc import Iterable

from fieldkit.core.ask.proposal import Asks, Look, Proposal, WorkList
from fieldkit.core.facts.event import said_at
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.fold import State
from fieldkit.core.text.wording import how_long, named
from fieldkit.core.views.activation import make_activation
from fieldkit.core.views.answers import answer_versions
from fieldkit.core.views.crew import TWO_TEAMS_S, TWO_TEAMS_WARN_S, TeamsState, role_words, two_teams
from fieldkit.core.views.scope import Scope


def staff_proposals(state: State, roster: Roster, now: float, tag: int) -> Iterable[Proposal]:
    """The late staff, two teams, and answers that differ, in incident `tag` at `now` (Unix seconds)."""
    clock = make_activation(state, roster, now, tag).clock
    if clock is not None and clock.full_at is None and clock.late:
        lacking = named([role_words(role) for role in clock.missing])
        who = f", og ingen er på vagt som {lacking}" if lacking else ""
        text = (
            f"Staben skulle være fuldtallig for {how_long(now - clock.full_by)} siden{who}: "
            "ring videre, eller notér, at den er fuldtallig."
        )
        yield Proposal(Asks.STAFF_LATE, "staff-late", 1, clock.full_by, text, Look(WorkList.CALLS))
    teams = two_teams(state, roster, now, tag)
    if teams.at is not None and teams.state is not TeamsState.NOT_YET and not _relieved(state, tag, teams.at):
        since, soon = teams.at, teams.state is TeamsState.SOON
        if soon:
            text = f"Om {how_long(since - now)} har hændelsen varet et døgn: find hold 2 nu."
        else:
            text = f"Hændelsen har varet {how_long(now - since + TWO_TEAMS_S)}: del staben i to hold, og skift vagt."
        key = "two-teams-soon" if soon else "two-teams"
        yield Proposal(Asks.TWO_TEAMS, key, 3 if soon else 2, since, text, Look(WorkList.DUTY))
    for view in answer_versions(state, tag):
        if view.rivals:
            others = named(list(view.rivals))
            text = (
                f"Instruks {view.instruks} “{view.title}” er skrevet flere steder på samme tid "
                f"({view.number} og {others}): skriv næste version, så alle siger det samme."
            )
            key = f"rivals/{view.instruks}/{view.version}"
            yield Proposal(Asks.RIVAL_ANSWERS, key, 2, view.at, text, Look(WorkList.ANSWERS), view.number)


def _relieved(state: State, tag: int, day_old_at: int) -> bool:
    """Somebody has handed over since the second team should have been looked for: the staff takes turns."""
    scope = Scope.alone(tag)
    return any(
        event in scope and said_at(event.body.at, event) >= day_old_at - (TWO_TEAMS_S - TWO_TEAMS_WARN_S)
        for event in state.staff.handovers.values()
    )
