"""Names of an incident that is over are erased, on every kit; numbers, ids, signatures and what happened stay."""

from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from kits import Clock, make_kit
from paths import CARDS, DATA

from fieldkit.acts import cards, duty, incidents, messages, notes, ready, trust
from fieldkit.acts.erasure import erase_names, overdue
from fieldkit.acts.filing import Paper, file_beside
from fieldkit.cli import cli
from fieldkit.core.carrier import Carrier
from fieldkit.core.errors import CarrierError, InputError
from fieldkit.core.facts.erasure import ERASED, Erase, Erased, again_of, digest_of
from fieldkit.core.facts.event import Event
from fieldkit.core.facts.personal import Personal, personal_of
from fieldkit.core.facts.said import EntrySort
from fieldkit.core.facts.terms import Role
from fieldkit.core.signed.certificate import Root
from fieldkit.core.signed.ed25519 import public_of
from fieldkit.core.signed.standing import Standing
from fieldkit.kit import Kit
from fieldkit.link.wire.frame import on_air
from fieldkit.link.wire.slip import read_code
from fieldkit.resync.bundle import export_bundle, import_bundle
from fieldkit.resync.journal import journal_pieces
from fieldkit.resync.slips import slip_digits
from fieldkit.store import erased as in_file
from fieldkit.store.files.keys import new_key, write_key
from fieldkit.store.files.root import write_root
from fieldkit.store.signing import findings
from fieldkit.store.tables.erased import erased_in

ROOT = bytes(range(32))
NAMES = ("Øvelse Andersen", "Prøve Bæk", "Kaj Eksempel")
KEPT = "Vandet er afspærret ved broen"


@pytest.fixture
def town(tmp_path):
    """Kit 1 of the secretariat, 2 and 3 of schools, one root; they know an incident that is over."""
    write_key(tmp_path / "key", new_key())
    clock = Clock()
    kits: list[Kit] = []
    for number in (1, 2, 3):
        role = Role.SECRETARIAT if number == 1 else Role.MEETING_POINT
        made = make_kit(
            tmp_path / str(number), number=number, role=role, data=DATA, cards=CARDS, key=tmp_path / "key", now=clock
        )
        write_root(made.home.root_path, Root(999, public_of(ROOT)))
        made.close()
        kits.append(Kit.open(tmp_path / str(number), now=clock))
    centre = kits[0]
    for kit in kits[1:]:
        give(kit, centre, tmp_path)
    for number in (1, 2, 3):
        trust.vouch(centre, number, ROOT, may_revoke=number == 1)
    incidents.start(centre, "Strømsvigt nord")
    for kit in kits[1:]:
        give(centre, kit, tmp_path)
    duty.sign_in(kits[1], NAMES[0], place=2, role="leader", by=NAMES[1])
    messages.send(kits[1], "Kan I sende tæpper?", to="secretariat", by=NAMES[1])
    notes.write(kits[2], KEPT, entry=EntrySort.DECISION, by=NAMES[2])
    for kit in kits[1:]:
        give(kit, centre, tmp_path)
    incidents.stop(centre)
    for kit in kits[1:]:
        give(centre, kit, tmp_path)
    yield kits
    for kit in kits:
        kit.close()


def give(giver: Kit, taker: Kit, folder: Path) -> None:
    path = folder / "pakke.fkb"
    path.unlink(missing_ok=True)
    export_bundle(giver, path)
    import_bundle(taker, path)


def tag_of(kit: Kit) -> int:
    return next(iter(kit.state.incidents))


def names_left(kit: Kit) -> set[str]:
    """Names that lie anywhere in the files of a kit that was closed, but in its lists."""
    kit.close()
    files = [path for folder in (kit.home.folder, kit.home.filed) for path in folder.glob("*") if path.is_file()]
    raw = b"".join(path.read_bytes() for path in files)
    return {name for name in NAMES if name.encode() in raw or name.casefold().encode() in raw}


def journal(kit: Kit) -> str:
    return "".join(journal_pieces(kit.reading.events, "json", kit.standings(), is_apart=kit.is_apart))


def ids(kit: Kit) -> list[bytes]:
    return sorted(event.id for event in kit.reading.events())


def test_names_go_everywhere_and_everything_else_stays(town, tmp_path):
    centre, school, other = town
    before = ids(centre)
    assert all(name in journal(centre) for name in NAMES)
    for kit in (centre, school, other):
        filed = file_beside(kit.home.folder, kit.now, Paper.JOURNAL_DATA, tag_of(kit), kit.home.filed)
        assert NAMES[1] in filed.read_text("utf-8")
    said = erase_names(centre, tag_of(centre), "Øvelse Leder", reason="fristen er gået")
    for kit in (school, other):
        give(centre, kit, tmp_path)
    fresh = make_kit(tmp_path / "4", number=4, key=tmp_path / "key", data=DATA, cards=CARDS)
    write_root(fresh.home.root_path, Root(999, public_of(ROOT)))
    fresh.close()
    fresh = Kit.open(tmp_path / "4")
    give(centre, fresh, tmp_path)
    assert {event_id for event_id in ids(centre) if event_id != said.id} == set(before)
    told = {journal(kit) for kit in (centre, school, other)}
    assert len(told) == 1 and KEPT in told.copy().pop() and ERASED in told.copy().pop()
    nameless = [event for event in centre.reading.events() if event.erased]
    assert len(nameless) == said.body.many >= 3
    for kit in (centre, school, other, fresh):
        standings = kit.standings()
        assert {standings.of(event) for event in kit.reading.events() if event.erased} == {Standing.SIGNED}
        assert not list(findings(kit.log, standings))
        assert not kit.log.damaged and KEPT in journal(kit)
        assert names_left(kit) == set()


def test_a_kit_that_has_not_heard_of_it_brings_no_name_back(town, tmp_path):
    centre, school, other = town
    erase_names(centre, tag_of(centre), "Øvelse Leder")
    give(other, centre, tmp_path)
    assert not centre.log.damaged and sum(event.erased for event in centre.reading.events()) >= 3
    school.merge([row.event for row in other.log.all()], Carrier.SLIP)
    give(centre, school, tmp_path)
    late = make_kit(tmp_path / "5", number=5, key=tmp_path / "key")
    give(centre, late, tmp_path)
    late.merge([row.event for row in other.log.all()], Carrier.SLIP)
    for kit in (centre, school, late):
        assert names_left(kit) == set()


def test_after_a_restart_it_is_read_as_before_and_the_radio_and_slips_leave_it_out(town):
    centre, _, _ = town
    erase_names(centre, tag_of(centre), "Øvelse Leder")
    told = journal(centre)
    centre.close()
    centre = Kit.open(centre.home.folder)
    assert journal(centre) == told
    nameless = [event for event in centre.reading.events() if event.erased]
    assert not any(map(on_air, nameless))
    codes = slip_digits(centre, list(centre.reading.events()), 48)
    carried = {event.id for code in codes for event in read_code(code, centre.keys).events}
    assert carried and carried.isdisjoint(event.id for event in nameless)
    assert centre.reading.latest_found("Andersen", centre.roster, 5) == []
    centre.close()


def test_a_power_cut_between_the_word_and_the_deed_is_made_good_by_the_same_command(town, monkeypatch):
    centre, _, _ = town
    tag = tag_of(centre)

    def cut(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Kit, "forget_names", cut)
        with pytest.raises(KeyboardInterrupt):
            erase_names(centre, tag, "Øvelse Leder")
    words = centre.log.latest_of(Erase, limit=9)
    assert len(words) == 1 and not erased_in(centre.log)
    assert erase_names(centre, tag, "Øvelse Leder").id == words[0].id
    assert len(centre.log.latest_of(Erase, limit=9)) == 1 and names_left(centre) == set()


def test_who_may_not_and_what_cannot_be_is_refused(town):
    centre, school, _ = town
    with pytest.raises(InputError, match="Kun sekretariatets kit"):
        erase_names(school, tag_of(school), "Øvelse Leder")
    running = incidents.start(centre, "Vand").incident
    with pytest.raises(InputError, match="er i gang"):
        erase_names(centre, running, "Øvelse Leder")
    with pytest.raises(InputError, match="Navnet mangler"):
        erase_names(centre, tag_of(centre), " ")
    erase_names(centre, tag_of(centre), "Øvelse Leder")
    with pytest.raises(InputError, match="Ingen er nævnt"):
        erase_names(centre, tag_of(centre), "Øvelse Leder")


@pytest.mark.parametrize("unsigned", [True, False], ids=["by a kit that may not", "of other words than are left"])
def test_nobody_puts_other_words_in_the_place_of_what_was_signed(town, tmp_path, unsigned):
    """Somebody with the municipality's key says that a message was erased, and what is left of it."""
    centre, school, other = town
    victim = next(event for event in school.reading.events() if event.kind == "message")
    lie = '{"text":"Alle kan gå hjem","to":"secretariat"}'.encode()
    again = again_of(victim, lie)
    word = other.record(Erase(tag_of(other), 1, digest_of([(victim.id, again)])), incident=0)
    if not unsigned:
        word = centre.record(Erase(tag_of(centre), 1, digest_of([(victim.id, b"x" * 16)])), incident=0)
        other.merge([word], Carrier.BUNDLE)
    with other.log.locked():
        in_file.note(other.log.conn, [(victim.id, again)], word.id)
        other.log.conn.execute("UPDATE events SET body=? WHERE id=?", (lie.decode(), victim.id))
    path = tmp_path / "løgn.fkb"
    export_bundle(other, path)
    fresh = make_kit(tmp_path / "6", number=6, key=tmp_path / "key")
    write_root(fresh.home.root_path, Root(999, public_of(ROOT)))
    fresh.close()
    fresh = Kit.open(tmp_path / "6")
    for kit in (centre, fresh):
        with pytest.raises(CarrierError):
            import_bundle(kit, path)
        assert "gå hjem" not in journal(kit)
    assert [row.event.raw for row in centre.log.find(victim.kit, victim.seq)] == [victim.raw]
    fresh.close()


def test_what_is_said_to_be_left_must_be_left_where_it_is_known(town):
    centre, _, _ = town
    victim = next(event for event in centre.reading.events() if event.kind == "message")
    centre.forget_names([Erased(victim.id, again_of(victim, '{"text":"løgn"}'.encode()), bytes(16))])
    (row,) = centre.log.find(victim.kit, victim.seq)
    assert row.event.raw == victim.raw and not row.event.erased


def test_the_kits_own_word_is_nobodys_name(town):
    centre, _, _ = town
    begun = cards.start(centre, ready.CARD, "Øvelse Leder", incident=tag_of(centre))
    ticked = cards.seen(centre, ready.CARD, 6, "her ligger ingen nødlister")
    assert Personal.NAME in personal_of(begun.body).values() and Personal.NAME not in personal_of(ticked.body).values()
    erase_names(centre, tag_of(centre), "Øvelse Leder")
    (row,) = centre.log.find(ticked.kit, ticked.seq)
    assert row.event.body.by == "kittet" and not row.event.erased
    (row,) = centre.log.find(begun.kit, begun.seq)
    assert row.event.body.by == ERASED


def test_the_command_asks_and_tells(town):
    centre, _, _ = town
    folder = str(centre.home.folder)
    centre.close()
    assert names_left(Kit.open(centre.home.folder)) == set(NAMES), "they lie there before"
    arguments = ["--home", folder, "incident", "erase", "Strømsvigt nord", "--by", "Øvelse Leder"]
    asked = CliRunner().invoke(cli, arguments, input="n\n")
    assert isinstance(asked.exception, InputError) and "Intet er slettet" in str(asked.exception)
    assert "Det kan ikke fortrydes. j/n:" in asked.output
    done = CliRunner().invoke(cli, arguments, input="måske\nja\n")
    assert done.exit_code == 0 and "Skriv j for ja eller n for nej." in done.output
    assert "“Strømsvigt nord”: navnene er slettet i 3 linjer i loggen på dette kit." in done.output
    assert names_left(Kit.open(centre.home.folder)) == set()


def test_a_damaged_row_is_not_taken_for_an_erased_one(town):
    centre, _, _ = town
    erase_names(centre, tag_of(centre), "Øvelse Leder")
    event: Event = next(event for event in centre.reading.events() if event.erased)
    centre.log.conn.execute("UPDATE events SET body=replace(body, 'slettet', 'slettef') WHERE id=?", (event.id,))
    assert centre.log.by_id(event.id) is None and len(centre.log.damaged) == 1


def test_the_municipalitys_period_is_kept_and_its_end_is_told(town):
    centre, _, _ = town
    tag = tag_of(centre)
    centre.home.change_config("names_days", 30)
    folder = centre.home.folder
    clock = centre.now
    centre.close()
    with closing(Kit.open(folder, now=clock)) as kit:
        assert overdue(kit) == []
        with pytest.raises(InputError, match="skal navnene i “Strømsvigt nord” blive til"):
            erase_names(kit, tag, "Øvelse Leder")
    clock.now += 31 * 86_400
    with closing(Kit.open(folder, now=clock)) as kit:
        assert overdue(kit) == [tag]
        erase_names(kit, tag, "Øvelse Leder")
        assert overdue(kit) == []
