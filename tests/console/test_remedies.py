"""At the screen a person reads what the screen can do: its keys and lists, or only what is wrong."""

from pathlib import Path

import pytest
from console_pilot import SIZE, Clock, engines_log, press, screen, settle
from hypothesis import given
from hypothesis import strategies as st
from kits import meeting_point
from remedies import KINDS, some

from fieldkit.console.app import FeltkitApp
from fieldkit.console.regions import BY_NAME
from fieldkit.console.remedies import WORDS, advised, told
from fieldkit.console.staff import SHEETS as STAFF
from fieldkit.console.tasks import SHEETS as TASKS
from fieldkit.core.documents import Printable
from fieldkit.core.errors import FieldkitError, InputError, Remedy
from fieldkit.core.remedies import (
    ChangeDisk,
    DecideLevelFirst,
    ImportRoster,
    NamePlaces,
    SeeAnswers,
    SeeCards,
    SeeCrew,
    SeeErrands,
    SeePlaces,
    SeeQuestions,
    SeeRows,
    StartAgain,
)
from fieldkit.kit import Kit
from fieldkit.store.tables.status import add_problem


def shown(app: FeltkitApp) -> str:
    """The screen as running words."""
    return " ".join(screen(app).split())


async def test_an_unknown_number_sends_to_the_log(point: Kit) -> None:
    app = FeltkitApp(point)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.say(told(refusal(point, "2-9999")), fault=True)
        await settle(pilot)
        assert "findes ikke i dette kits log; numrene står under F6 Log." in shown(app)


def refusal(kit: Kit, number: str) -> FieldkitError:
    with pytest.raises(InputError) as error:
        kit.find(number)
    return error.value


async def test_a_printer_that_cannot_take_the_paper_says_it_in_the_screens_words(point: Kit) -> None:
    def refuse(_wanted: Printable) -> None:
        raise InputError("Nr. 2-0003 har ingen rute.", NamePlaces())

    app = FeltkitApp(point, queue_print=refuse)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f8", "enter")
        assert "Nr. 2-0003 har ingen rute: send en runner fra F7 Folk, liste 2 Runnere" in shown(app)


async def test_the_engines_problem_gets_the_screens_words(point: Kit, clock: Clock) -> None:
    app = FeltkitApp(point)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        with engines_log(point) as log:
            add_problem(log, "store", "Disken med log.db svarer med fejl.", clock.now, ChangeDisk())
        app.poll()
        await settle(pilot)
        assert "Disken med log.db svarer med fejl; tag en kopi af kittet, og skift disken." in shown(app)


async def test_an_engine_that_failed_says_how_to_go_on(point: Kit) -> None:
    app = FeltkitApp(point, start_engine=lambda failed: failed(FieldkitError("Radio er standset.", StartAgain())))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert "Radio er standset; skærmen virker, men slut med Ctrl-Q" in shown(app)


async def test_a_kit_without_lists_says_so_without_a_command(tmp_path: Path, clock: Clock) -> None:
    kit = meeting_point(tmp_path / "kit", data=None, cards=None, now=clock)
    app = FeltkitApp(kit)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "f7", "7")
        assert "Ingen liste over steder og personer: listerne skal først læses ind i kittet." in shown(app)
    kit.close()


def test_the_keys_and_lists_that_it_names_are_those_of_the_screen():
    assert (BY_NAME["journal"].key, BY_NAME["staff"].key, BY_NAME["tasks"].key) == ("f6", "f7", "f9")
    staff, tasks = list(STAFF.values()), list(TASKS.values())
    assert staff[6].tab == "Steder" and "liste 7 Steder" in advised("", SeePlaces())
    assert staff[5].tab == "Personer" and "liste 6 og 7" in advised("", SeeRows())
    assert staff[1].tab == "Runnere" and "liste 2 Runnere" in advised("", NamePlaces())
    assert "liste 2 Runnere" in advised("", SeeErrands())
    assert tasks[4].tab == "Svar" and "liste 5 Svar" in advised("", SeeAnswers())
    assert tasks[3].tab == "Spørgsmål" and "liste 4 Spørgsmål" in advised("", SeeQuestions())
    assert staff[0].tab == "På vagt" and "liste 1 På vagt" in advised("", SeeCrew())
    assert staff[3].tab == "Niveau" and "liste 4 Niveau" in advised("", DecideLevelFirst())
    assert BY_NAME["cards"].key == "f4" and "F4 Kort" in advised("", SeeCards())
    assert "fieldkit" not in advised("", ImportRoster())


@given(st.sampled_from(KINDS).flatmap(some))
def test_any_remedy_leaves_what_is_wrong_and_says_more_or_nothing(remedy: Remedy):
    sentence = advised("Nej.", remedy)
    assert sentence == "Nej." if WORDS[type(remedy)] is None else len(sentence) > len("Nej.")
