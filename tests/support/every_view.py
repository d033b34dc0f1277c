"""Everything that screens, commands and paper show of State, by name, for tests of what must not change it."""

from collections.abc import Callable

from paths import ROOT

from fieldkit.core.ask.cards import suggestions
from fieldkit.core.ask.proposals import proposals
from fieldkit.core.facts.terms import Role
from fieldkit.core.state.fold import State
from fieldkit.core.views.activation import calling_order, make_activation
from fieldkit.core.views.answers import answer_versions, make_questions
from fieldkit.core.views.board import make_board
from fieldkit.core.views.card_progress import others_runs, own_keys, own_runs, timers
from fieldkit.core.views.chits import make_chits
from fieldkit.core.views.crew import on_duty, spells, two_teams
from fieldkit.core.views.errands import make_errands
from fieldkit.core.views.handover import handover_list
from fieldkit.core.views.inbox import make_inbox
from fieldkit.core.views.notices import make_notices
from fieldkit.core.views.requests import make_requests
from fieldkit.core.views.rounds import make_rounds
from fieldkit.core.views.warnings import make_warnings
from fieldkit.paper.documents import DocumentSource
from fieldkit.paper.documents.answers import answer_sheet
from fieldkit.paper.documents.handover import handover
from fieldkit.paper.documents.open_items import open_items
from fieldkit.paper.documents.picture import board_picture
from fieldkit.store.files.cards import load_cards
from fieldkit.store.files.roster import load_roster

ROSTER = load_roster(ROOT / "data")[0]
CARDS = load_cards(ROOT / "cards")[0]
NOW = 1_795_258_800.0


def _paper(state: State, now: float) -> DocumentSource:
    return DocumentSource(state, ROSTER, now, kit=1, place=1, cards=CARDS)


View = Callable[[State, float], object]
VIEWS: dict[str, View] = {
    "board": lambda state, now: make_board(state, ROSTER, now),
    "inbox": lambda state, now: make_inbox(state, ROSTER, now, place=1, kit=1),
    "rounds": lambda state, now: make_rounds(state, ROSTER, now),
    "requests": lambda state, now: make_requests(state, ROSTER, now),
    "errands": lambda state, now: make_errands(state, ROSTER, now),
    "notices": lambda state, now: make_notices(state, ROSTER, now),
    "questions": lambda state, now: make_questions(state, ROSTER),
    "answers": lambda state, now: answer_versions(state),
    "crew": lambda state, now: (spells(state, now), on_duty(state, now), two_teams(state, ROSTER, now)),
    "activation": lambda state, now: (make_activation(state, ROSTER, now), calling_order(state, ROSTER, now)),
    "warnings": lambda state, now: make_warnings(state),
    "chits": lambda state, now: make_chits(state),
    "handover": lambda state, now: handover_list(state, ROSTER, now, place=1, kit=1, battery=None, cards=CARDS),
    "proposals": lambda state, now: proposals(state, ROSTER, now, place=1, kit=1, role=Role.SECRETARIAT),
    "suggestions": lambda state, now: suggestions(state, ROSTER, CARDS, now, place=1, kit=1, role=Role.SECRETARIAT),
    "cards": lambda state, now: (
        list(own_keys(state, 1).items()),
        [(key, sorted(run.settled)) for key, run in others_runs(state, 2).items()],
    ),
    "timers": lambda state, now: timers(state, {name: CARDS[name] for name in own_runs(state, 1) if name in CARDS}, 1),
    "paper": lambda state, now: [
        make(_paper(state, now)) for make in (board_picture, handover, open_items, lambda on: answer_sheet(None, on))
    ],
}
"""Each at a moment (Unix seconds), as a kit of the secretariat sees it."""
