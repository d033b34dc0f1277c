"""What is signed, from the root of the municipality to each number: by commands and by kits, as people would do it."""

import json
import shutil
import sqlite3
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner
from kits import meeting_point, secretariat

from fieldkit.acts import notes, trust
from fieldkit.cli import cli
from fieldkit.core.carrier import Carrier
from fieldkit.core.errors import InputError
from fieldkit.core.facts.bounds import MAX_SEQ
from fieldkit.core.facts.event import Event, make_event
from fieldkit.core.facts.keys import Accept, Renumber, RevokeKey
from fieldkit.core.facts.said import Hello, Note, Report
from fieldkit.core.facts.terms import Condition, Role, Topic
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.signed.checkpoint import MOST_EVENTS
from fieldkit.core.signed.ed25519 import mark_of
from fieldkit.core.signed.standing import Standing
from fieldkit.core.text.wording import in_fours
from fieldkit.kit import Kit
from fieldkit.link.wire.slip import pack_slip
from fieldkit.resync.owner import sealer_of
from fieldkit.resync.slips import Scanner, slip_digits
from fieldkit.store.files.keys import new_key, write_key
from fieldkit.store.tables.checkpoints import add_checkpoints, checkpoints

WORDS = "fire helt tilfældige ord"


def run(*arguments, passphrase=WORDS):
    done = CliRunner().invoke(cli, [str(one) for one in arguments], env={"FIELDKIT_PASSPHRASE": passphrase})
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def give(giver: Kit, taker: Kit) -> None:
    """As a bundle does: events, and the checkpoints that hold."""
    giver.sign()
    taker.merge([row.event for row in giver.log.all()], Carrier.BUNDLE)
    add_checkpoints(taker.log, [one for one in checkpoints(giver.log) if one.holds()])


@pytest.fixture
def town(tmp_path):
    """A secretariat and a school of a municipality with a root, which has vouched for both."""
    run("keys", "root", tmp_path / "rod", "--municipality", "999")
    write_key(tmp_path / "key", new_key())
    made = [make(tmp_path / name, key=tmp_path / "key") for make, name in ((secretariat, "1"), (meeting_point, "2"))]
    for kit in made:
        kit.close()
        run("--home", kit.home.folder, "keys", "trust", tmp_path / "rod.pub")
    kits = [Kit.open(kit.home.folder) for kit in made]
    give(kits[1], kits[0])
    for number, rights in ((1, ["--may-revoke"]), (2, [])):
        run("--home", kits[0].home.folder, "keys", "vouch", number, "--root", tmp_path / "rod", *rights)
    kits[0].refresh()
    give(*kits)
    yield kits
    for kit in kits:
        kit.close()


def standing(kit: Kit, event: Event) -> Standing:
    assert kit.standings().of(event) is kit.standing_of(event)
    return kit.standing_of(event)


def test_what_a_kit_wrote_is_radio_sealed_until_it_signs_and_nobody_signs_for_others(town):
    centre, school = town
    event = notes.write(school, "børnene er samlet i hallen", by="Øvelse Bæk")
    centre.merge([event], Carrier.RADIO)
    centre.sign()
    assert standing(centre, event) is standing(school, event) is Standing.SEAL
    give(school, centre)
    assert standing(centre, event) is standing(school, event) is Standing.SIGNED
    assert all(one.kit == 1 or one.key == school.own_key.public for one in checkpoints(centre.log))


def test_a_kit_is_unvouched_until_the_root_says_otherwise(tmp_path, town):
    centre, _ = town
    third = meeting_point(tmp_path / "3", number=3, key=tmp_path / "key")
    event = notes.write(third, "vi er kommet til", by="Øvelse Bæk")
    give(third, centre)
    assert standing(centre, event) is Standing.UNVOUCHED
    run("--home", centre.home.folder, "keys", "vouch", 3, "--root", tmp_path / "rod")
    centre.refresh()
    assert standing(centre, event) is Standing.SIGNED
    third.close()


def test_what_somebody_with_the_municipalitys_key_makes_up_is_named(town):
    """Rewritten, added in the middle, written in another kit's name: by who has the key that is on every kit."""
    centre, school = town
    true = [notes.write(school, f"nr. {n}", by="Øvelse Bæk") for n in range(5)]
    give(school, centre)
    victim = true[2]
    forged = make_event(Note("alle kan gå hjem"), kit=2, epoch=victim.epoch, seq=victim.seq, hlc=victim.hlc)
    centre.merge([forged], Carrier.BUNDLE)
    assert standing(centre, forged) is Standing.CONTRADICTED and standing(centre, victim) is Standing.SIGNED
    told = json.loads(run("--home", centre.home.folder, "keys", "check", "--json").output)
    assert [(one["number"], one["finding"]) for one in told["findings"]] == [(victim.number, "contradicted")]
    assert told["findings"][0]["signed"] == [victim.id.hex()] and forged.id.hex() in told["findings"][0]["here"]
    tail = make_event(Note("bag den sidste"), kit=2, epoch=victim.epoch, seq=true[-1].seq + 1, hlc=true[-1].hlc + 1)
    centre.merge([tail], Carrier.BUNDLE)
    assert standing(centre, tail) is Standing.SEAL, "what nobody signed is never called forged"
    said = run("--home", centre.home.folder, "keys", "check").output
    assert "modsagt" in said and victim.id.hex()[:8] in said and forged.id.hex()[:8] in said, "it names both"


def test_what_was_taken_away_is_named(town):
    centre, school = town
    events = [notes.write(school, f"nr. {n}", by="Øvelse Bæk") for n in range(3)]
    school.sign()
    centre.merge([events[0], events[2]], Carrier.BUNDLE)
    add_checkpoints(centre.log, checkpoints(school.log))
    told = run("--home", centre.home.folder, "keys", "check")
    assert told.exit_code == 1 and f"{events[1].number} er underskrevet, men er her ikke" in told.output
    assert standing(centre, events[2]) is Standing.SIGNED, "a gap before it takes nothing from it"


def test_a_copied_card_is_a_fork_and_no_forgery(tmp_path, town):
    centre, school = town
    with_key = [*(tmp_path / "2").rglob("*")]
    assert any(path.name == "kit.key" for path in with_key)
    shared = notes.write(school, "fælles", by="Øvelse Bæk")
    left = notes.write(school, "venstre", by="Øvelse Bæk")
    right = make_event(Note("højre"), kit=2, epoch=left.epoch, seq=left.seq, hlc=left.hlc)
    give(school, centre)
    copied = Kit.open(tmp_path / "2")  # the same key, and another event with the number
    from fieldkit.core.signed.checkpoint import make_checkpoint

    block = make_checkpoint(
        copied.own_key.secret, copied.own_key.public, 2, right.epoch, right.seq, bytes(16), [right.id]
    )
    copied.close()
    centre.merge([right], Carrier.SLIP)
    assert standing(centre, right) is Standing.CONTRADICTED
    add_checkpoints(centre.log, [block])
    assert standing(centre, right) is standing(centre, left) is Standing.FORKED
    assert standing(centre, shared) is Standing.SIGNED


def test_blocks_follow_one_another_and_a_kit_signs_each_event_once(town):
    _, school = town
    for n in range(MOST_EVENTS + 10):
        notes.write(school, f"nr. {n}", by="Øvelse Bæk")
    assert school.sign(least=10_000) == 0
    assert school.sign() == MOST_EVENTS + 10 and school.sign() == 0
    blocks = [one for one in checkpoints(school.log) if one.kit == 2]
    assert all(one.holds() for one in blocks)
    assert [two.first - one.last for one, two in pairwise(blocks)] == [1] * (len(blocks) - 1)
    assert all(two.before == one.after for one, two in pairwise(blocks))


def test_a_row_that_the_disk_has_damaged_is_not_signed(town):
    _, school = town
    events = [notes.write(school, f"nr. {n}", by="Øvelse Bæk") for n in range(3)]
    school.log.conn.execute("UPDATE events SET body='{}' WHERE id=?", (events[1].id,))
    school.sign()
    assert [school.standing_of(event) for event in events] == [Standing.SIGNED, Standing.SEAL, Standing.SIGNED]


def test_one_of_two_kits_with_one_number_gets_another_and_keeps_what_it_wrote(tmp_path, town):
    centre, school = town
    twin = meeting_point(tmp_path / "tvilling", key=tmp_path / "key")
    event = notes.write(twin, "skrevet som nr. 2", by="Øvelse Bæk")
    give(twin, centre)
    lines = [line.split() for line in run("--home", centre.home.folder, "keys", "kits").output.splitlines()]
    twos = [line for line in lines if line[0] == "2"]
    assert len(twos) == 2 and all("nummeret bæres af flere" in " ".join(line) for line in twos)
    with pytest.raises(InputError, match="Flere kits har nummer 2"):
        run("--home", centre.home.folder, "keys", "revoke", 2, "--by", "Øvelse Leder")
    from fieldkit.core.signed.ed25519 import mark_of

    mark = mark_of(twin.own_key.public)
    with pytest.raises(InputError, match="Nummer 1 er optaget"):
        run("--home", centre.home.folder, "keys", "renumber", 2, 1, "--key", mark[:4], "--by", "Øvelse Leder")
    run("--home", centre.home.folder, "keys", "renumber", 2, 3131, "--key", mark[:4], "--by", "Øvelse Leder")
    centre.refresh()
    give(centre, twin)
    give(centre, school)
    twin.close()
    twin = Kit.open(tmp_path / "tvilling")
    assert twin.identity.kit == twin.config.number == 3131
    assert notes.write(twin, "skrevet som nr. 31", by="Øvelse Bæk").number == "3131-1002"
    assert twin.find(twin.exact(event.id)).id == event.id and event.kit == 2
    twin.close()
    assert Kit.open(tmp_path / "2").config.number == 2


def test_a_root_is_for_no_kit_and_its_passphrase_is_needed(tmp_path):
    run("keys", "root", tmp_path / "rod", "--municipality", "999")
    kit = secretariat(tmp_path / "1")
    kit.close()
    run("--home", tmp_path / "1", "keys", "trust", tmp_path / "rod.pub")
    assert b"secret" in (tmp_path / "rod").read_bytes()
    with pytest.raises(InputError):
        run("--home", tmp_path / "1", "keys", "vouch", 1, "--root", tmp_path / "rod", passphrase="noget helt andet her")
    with pytest.raises(InputError, match=r"offentlige halvdel; vælg filen uden \.pub"):
        run("--home", tmp_path / "1", "keys", "vouch", 1, "--root", tmp_path / "rod.pub")
    words = tmp_path / "ord.txt"
    words.write_text(f"{WORDS}\n", encoding="utf-8")
    run("--home", tmp_path / "1", "keys", "vouch", 1, "--root", tmp_path / "rod", "--passphrase-file", words)
    mark = mark_of(bytes.fromhex(next(iter(Kit.open(tmp_path / "1").log.believed.keys_of_kit(1)))))
    shown = run("--home", tmp_path / "1", "keys", "kits").output
    assert shown.startswith(f"    1  {in_fours(mark)}  vidimeret: ")
    run("keys", "root", tmp_path / "anden", "--municipality", "999")
    with pytest.raises(InputError, match="ikke den rod"):
        run("--home", tmp_path / "1", "keys", "vouch", 1, "--root", tmp_path / "anden")
    with pytest.raises(InputError, match="findes allerede"):
        run("keys", "root", tmp_path / "rod", "--municipality", "999")


def test_a_slip_carries_the_signatures_for_which_there_is_room(town):
    centre, school = town
    events = [notes.write(school, f"nr. {n}", by="Øvelse Bæk") for n in range(3)]
    codes = slip_digits(school, events, 48, signed=True)
    Scanner(centre).scan(codes)
    assert [standing(centre, event) for event in events] == [Standing.SIGNED] * 3
    assert len(codes) == len(slip_digits(school, events, 48)), "they take the room that is left"


def test_a_spoilt_signature_on_a_slip_takes_nothing_from_the_events(town):
    centre, school = town
    event = notes.write(school, "vand!", by="Øvelse Bæk")
    school.sign()
    block = max((one for one in checkpoints(school.log) if one.kit == 2), key=lambda one: one.last)
    spoilt = msgspec.structs.replace(block, signature=bytes(64))
    codes = pack_slip(sealer_of(school), [event], 2000, [spoilt])
    assert Scanner(centre).scan(codes).numbers == (event.number,)
    assert standing(centre, event) is Standing.SEAL


def test_what_stands_apart_is_no_report_of_its_place_and_no_time_of_day(town):
    centre, school = town
    before = school.record(Report(2, {Topic.WATER: TopicState(Condition.OK)}))
    give(school, centre)
    trust.revoke(centre, 2, "Øvelse Leder")
    school.record(Report(2, {Topic.WATER: TopicState(Condition.CRITICAL)}))
    give(school, centre)
    assert [event.id for event in centre.reading.reports_of(2, 5)] == [before.id]
    centre.kept.close()
    assert [event.id for event in centre.reading.reports_of(2, 1)] == [before.id]
    trust.accept(centre, 2, "Øvelse Leder")
    assert len(centre.reading.reports_of(2, 5)) == 2


def made_up(school: Kit, seq: int, body=None) -> Event:
    last = max((row.event for row in school.log.all() if row.event.kit == 2), key=lambda event: event.seq)
    return make_event(body or Note(f"nr. {seq}"), kit=2, epoch=last.epoch, seq=seq, hlc=last.hlc + seq)


@pytest.mark.parametrize("ahead", [None, Hello(Role.MEETING_POINT, 2, first=1 << 31)])
def test_a_number_far_ahead_does_not_make_count_what_a_stolen_kit_writes_after_it_was_cut_off(town, ahead):
    centre, school = town
    true = [notes.write(school, f"nr. {n}", by="Øvelse Bæk") for n in range(3)]
    give(school, centre)
    far = made_up(school, MAX_SEQ, ahead)
    centre.merge([far], Carrier.RADIO)
    said = trust.revoke(centre, 2, "Øvelse Leder")
    assert [(cut.seq, bool(cut.chain)) for cut in said.body.cuts] == [(true[-1].seq, True)]
    after = [made_up(school, seq) for seq in (true[-1].seq + 1, 5000, MAX_SEQ - 1)]
    centre.merge(after, Carrier.BUNDLE)
    assert [centre.is_apart(event) for event in (*true, far)] == [False] * 4, "it was here before"
    assert [centre.is_apart(event) for event in after] == [True] * 3


def test_who_accepts_what_is_here_accepts_nothing_that_comes_between(town):
    centre, school = town
    trust.revoke(centre, 2, "Øvelse Leder")
    centre.merge([made_up(school, seq) for seq in (20, 21, 500)], Carrier.BUNDLE)
    said = trust.accept(centre, 2, "Øvelse Leder")
    assert [(event.body.first, event.body.last) for event in said] == [(20, 21), (500, 500)]
    between = made_up(school, 60)
    centre.merge([between], Carrier.BUNDLE)
    assert centre.is_apart(between) and not any(centre.is_apart(made_up(school, seq)) for seq in (20, 21, 500))


def test_what_came_over_the_radio_with_holes_still_counts_when_its_kit_is_cut_off(town):
    centre, school = town
    true = [notes.write(school, f"nr. {n}", by="Øvelse Bæk") for n in range(8)]
    heard = [true[0], true[2], true[3], true[6]]
    centre.merge(heard, Carrier.RADIO)
    trust.revoke(centre, 2, "Øvelse Leder")
    assert not any(map(centre.is_apart, heard))
    centre.merge(true, Carrier.BUNDLE)
    assert [centre.is_apart(event) for event in true] == [event not in heard for event in true]


def test_nobody_misses_less_because_a_kit_says_that_its_feed_begins_behind_its_own_word(town):
    centre, school = town
    true = [notes.write(school, f"nr. {n}", by="Øvelse Bæk") for n in range(3)]
    centre.merge(
        [true[0], true[2], made_up(school, true[2].seq + 1, Hello(Role.MEETING_POINT, 2, first=1 << 31))], Carrier.RADIO
    )
    assert (true[1].seq, true[1].seq) in centre.state.vector.gaps()[true[1].kit, true[1].epoch]


def test_a_lie_in_what_is_kept_of_a_log_is_gone_after_a_check(tmp_path):
    """No event says it, so no signature speaks against it."""
    kit = meeting_point(tmp_path / "1", number=2, key=None)
    kit.record(Report(kit.place, {Topic.WATER: TopicState(Condition.OK)}))
    assert kit.kept.keep()
    kit.close()
    twin = Path(shutil.copytree(tmp_path / "1", tmp_path / "2"))
    liar = Kit.open(twin)
    liar.record(Report(kit.place, {Topic.WATER: TopicState(Condition.CRITICAL)}))
    assert liar.kept.keep()
    liar.close()
    with closing(sqlite3.connect(tmp_path / "1" / "kept.db", isolation_level=None)) as db:
        db.execute("ATTACH ? AS lies", (str(twin / "kept.db"),))
        db.execute("INSERT OR REPLACE INTO parts SELECT * FROM lies.parts WHERE name<>'meta'")
    assert "critical" in latest(tmp_path / "1"), "it is believed"
    run("--home", tmp_path / "1", "keys", "check")
    assert "critical" not in latest(tmp_path / "1")


def latest(folder: Path) -> str:
    """What State holds of reports, as text."""
    with closing(Kit.open(folder)) as kit:
        return repr(kit.state.reports)


def test_who_has_the_municipalitys_key_cuts_off_nobody_in_the_secretariats_name(town):
    """Nor takes back a thief, nor gives a kit another number: the key is on every kit, the kits' own are on none."""
    centre, school = town
    notes.write(school, "nr. 1", by="Øvelse Bæk")
    give(school, centre)
    trust.revoke(centre, 2, "Øvelse Leder")
    give(centre, school)
    thief = made_up(school, 50)
    seat, key = centre.identity, school.own_key.public.hex()
    last = max(row.event.hlc for row in centre.log.all())
    words = (
        Accept(2, school.identity.epoch, 1, MAX_SEQ, by="Øvelse Leder"),
        RevokeKey(2, key, undo=True, by="Øvelse Leder"),
        Renumber(1, centre.own_key.public.hex(), 77, "Øvelse Leder"),
        RevokeKey(1, centre.own_key.public.hex(), by="Øvelse Leder"),
    )
    forged = [
        make_event(body, kit=seat.kit, epoch=epoch, seq=900 + nth, hlc=last + nth + 1)
        for epoch in (seat.epoch, 4242)
        for nth, body in enumerate(words)
    ]
    hello = Hello(Role.SECRETARIAT, 1, key=centre.own_key.public.hex())
    posing = make_event(hello, kit=seat.kit, epoch=4242, seq=1, hlc=last)
    for kit in town:
        kit.merge([posing, *forged, thief], Carrier.RADIO)
        assert kit.is_apart(thief) and not kit.log.believed.is_cut(seat.kit, seat.epoch)
        assert kit.log.believed.number_of(1, centre.own_key.public) == 1
        assert {event.id for event in kit.log.believed.unproven()} == {event.id for event in forged}
    shown = run("--home", centre.home.folder, "keys", "check")
    assert shown.exit_code == 1
    assert f"{forged[0].number} er et ord om, hvem der tæller, og ikke underskrevet af et kit, der må" in shown.output
