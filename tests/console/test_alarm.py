"""An unread AKUT rings at once and three times more, and is quiet when somebody has seen it."""

from fieldkit.console.alarm import AGAIN_S, Alarm
from fieldkit.core.facts.event import Event, make_event
from fieldkit.core.facts.said import Message


def akut(seq: int = 1) -> Event:
    return make_event(Message(to=2, text="Ring straks"), kit=1, epoch=9, seq=seq, hlc=seq, incident=0)


def test_it_rings_at_once_and_three_times_more_and_never_again() -> None:
    alarm, rang = Alarm(), []
    alarm.came(akut(), 1000.0)
    for second in range(1000, 8000):
        if alarm.is_due(second):
            rang += [second - 1000 for _ in alarm.rings(second)]
    assert rang == [0, *AGAIN_S] and alarm and len(alarm.waiting) == 1


def test_what_is_seen_is_quiet_and_the_other_rings_on() -> None:
    alarm, one, other = Alarm(), akut(), akut(2)
    alarm.came(one, 1000.0)
    alarm.came(other, 1010.0)
    assert alarm.rings(1010.0) == [one, other]
    alarm.seen(one.id)
    alarm.seen(one.id)
    assert alarm.rings(2000.0) == [other] and not alarm.rings(2000.0)


def test_who_was_away_hears_it_once_and_not_all_that_was_missed() -> None:
    alarm, one = Alarm(), akut()
    alarm.came(one, 1000.0)
    assert len(alarm.rings(9000.0)) == 1 and not alarm.is_due(99_000.0)


def test_what_comes_twice_is_one() -> None:
    alarm, one = Alarm(), akut()
    alarm.came(one, 1000.0)
    alarm.rings(1000.0)
    alarm.came(one, 1001.0)
    assert not alarm.is_due(1001.0)
