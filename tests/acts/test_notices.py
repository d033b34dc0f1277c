"""Notices on the wall, and rounds of reports: defaults, what replaces what, and what is refused."""

import pytest
from kits import make_kit

from fieldkit.acts import incidents, notes, notices, rounds
from fieldkit.core.clock.hybrid import EPOCH_UNIX_S
from fieldkit.core.errors import InputError
from fieldkit.core.facts.body import TITLE_CHARS, RefBody
from fieldkit.core.facts.said import Message
from fieldkit.core.facts.terms import TO_ALL, Precedence
from fieldkit.core.facts.work import Notice, NoticePlace, Round, Silence, SilenceStep
from fieldkit.core.views.notices import Outdated, make_notices

HERE, ELSEWHERE = 12, 13
NOW = 1_795_000_500.0


@pytest.fixture
def kit(tmp_path):
    made = make_kit(tmp_path / "kit", number=2, place_number=HERE, now=lambda: NOW)
    incidents.start(made, "Strømsvigt nord")
    yield made
    made.close()


def view_of(kit, event):
    return next(view for view in make_notices(kit.state, kit.roster, kit.now()) if view.ref == event.ref)


def test_a_notice_hangs_everywhere_for_ever_unless_somebody_says_otherwise(kit):
    assert notices.write(kit, "Drikkevand").body == Notice("Drikkevand", "", TO_ALL)
    made = notices.write(kit, "Drikkevand", "kl. 12-18", to="meeting-point", expires=900, by="Øvelse Vagt")
    assert made.body == Notice("Drikkevand", "kl. 12-18", "meeting-point", 900, None, "Øvelse Vagt")


def test_the_new_notice_takes_the_old_ones_place(kit):
    old = notices.write(kit, "Drikkevand kl. 12")
    new = notices.write(kit, "Drikkevand kl. 14", replaces=old.ref)
    assert new.body.replaces == RefBody(*old.ref)
    assert view_of(kit, old).outdated is Outdated.REPLACED and view_of(kit, new).outdated is None


def test_a_title_is_needed_and_must_fit_and_only_a_notice_can_be_replaced(kit):
    line = notes.write(kit, "Lyset er gået.")
    with pytest.raises(InputError, match="Overskriften er tom"):
        notices.write(kit, " ", "tekst")
    with pytest.raises(InputError, match="Overskriften er på 61 tegn, og der er plads til 60"):
        notices.write(kit, "x" * (TITLE_CHARS + 1))
    for act in (
        lambda: notices.write(kit, "Drikkevand", replaces=line.ref),
        lambda: notices.put_up(kit, line.ref),
        lambda: notices.take_down(kit, line.ref),
    ):
        with pytest.raises(InputError, match=f"{line.number} er ikke et opslag"):
            act()
    assert not kit.state.work.notices and not kit.state.work.hung
    assert notices.write(kit, "x" * TITLE_CHARS).body.title == "x" * TITLE_CHARS


def test_it_hangs_here_by_default_and_belongs_to_the_notices_incident(kit):
    made = notices.write(kit, "Drikkevand")
    incidents.start(kit, "Vandskade")
    up = notices.put_up(kit, made.ref, by="Øvelse Vagt")
    assert up.body == NoticePlace(RefBody(*made.ref), HERE, True, by="Øvelse Vagt")
    down = notices.take_down(kit, made.ref, place=ELSEWHERE)
    assert down.body == NoticePlace(RefBody(*made.ref), ELSEWHERE, False)
    assert up.incident == down.incident == made.incident != kit.state.current()
    assert notices.put_up(kit, made.ref, incident=kit.state.current()).incident == kit.state.current()


def test_rounds_begin_at_the_next_whole_hour_unless_somebody_says_when(kit):
    first = rounds.call(kit, 2, by="Øvelse Leder").body
    assert first.hours == 2 and first.by == "Øvelse Leder"
    assert (first.first + EPOCH_UNIX_S) % 3600 == 0 and 0 < first.first + EPOCH_UNIX_S - NOW <= 3600
    assert rounds.call(kit, 0, first=7200).body == Round(0, 7200)


def test_a_silent_place_is_asked_once_more_and_then_its_neighbour(kit):
    message, step = rounds.remind(kit, ELSEWHERE, "Hvordan går det?", by="Øvelse Vagt")
    assert message.body == Message("Hvordan går det?", ELSEWHERE, Precedence.URGENT, sender=HERE, by="Øvelse Vagt")
    assert step.body == Silence(ELSEWHERE, SilenceStep.RESEND, by="Øvelse Vagt")
    message, step = rounds.ask_neighbour(kit, ELSEWHERE, 14, "Kan I se dem?")
    assert (message.body.to, step.body) == (14, Silence(ELSEWHERE, SilenceStep.ASK, asked=14))
