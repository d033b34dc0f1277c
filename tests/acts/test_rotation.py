"""The municipality's key is changed: it reaches each kit that is to have it, and nobody else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from kits import NOW, Municipality

from fieldkit.acts import rotation, trust
from fieldkit.core.carrier import Carrier
from fieldkit.core.errors import InputError
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.key_change import KeyHeld, KeyInUse, KeyRetired, KeyShare
from fieldkit.core.facts.said import Note
from fieldkit.core.facts.terms import Role
from fieldkit.core.signed.certificate import Root
from fieldkit.core.signed.ed25519 import public_of
from fieldkit.core.signed.key_word import make_word
from fieldkit.kit import Kit
from fieldkit.link.errors import FrameError
from fieldkit.link.wire.frame import open_frame, pack_events
from fieldkit.link.wire.slip import pack_slip
from fieldkit.resync.bundle import export_bundle, import_bundle
from fieldkit.resync.owner import sealer_of
from fieldkit.resync.slips import Scanner
from fieldkit.store.files.keys import new_key, read_keys, read_retired
from fieldkit.store.files.root import write_root
from fieldkit.store.keyring import share_of
from fieldkit.store.tables.status import read_problems

ROOT = bytes(range(32))
BY = "Øvelse Andersen"


class Town:
    """A secretariat, kit 1, and others of a municipality whose root has vouched for all of them."""

    def __init__(self, folder: Path, size: int, *, rooted: bool = True) -> None:
        make = Municipality(folder)
        make(1, role=Role.SECRETARIAT)
        for number in range(2, size + 1):
            make(number)
        for kit in make.kits:
            if rooted:
                write_root(kit.home.root_path, Root(999, public_of(ROOT)))
            kit.close()
        self.kits = [Kit.open(kit.home.folder, now=lambda n=n: NOW + n) for n, kit in enumerate(make.kits)]
        for kit in self.kits[1:]:
            tell(kit, self.centre)
        if rooted:
            for number in range(1, size + 1):
                trust.vouch(self.centre, number, ROOT, may_revoke=number == 1)
        for kit in self.kits[1:]:
            tell(self.centre, kit)

    @property
    def centre(self) -> Kit:
        return self.kits[0]

    def all_hear(self, *but: Kit) -> None:
        """Everybody gets what everybody has."""
        there = [kit for kit in self.kits if kit not in but]
        for _ in range(2):
            for kit in there[1:]:
                tell(kit, there[0])
                tell(there[0], kit)

    def close(self) -> None:
        for kit in self.kits:
            kit.close()


def tell(giver: Kit, taker: Kit) -> None:
    taker.merge([row.event for row in giver.log.all()], Carrier.BUNDLE)


def by_radio(giver: Kit, taker: Kit) -> None:
    """Each event in a frame of its own, opened with the keys that the other has."""
    for row in giver.log.all():
        data, _ = pack_events(sealer_of(giver), [row.event])
        taker.merge(open_frame(data, taker.keys).events, Carrier.RADIO)


def by_slip(giver: Kit, taker: Kit) -> None:
    Scanner(taker).scan(pack_slip(sealer_of(giver), [row.event for row in giver.log.all()], 900))


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = Town(tmp_path / "town", 4)
    yield made
    made.close()


def seals(kit: Kit) -> int:
    assert kit.key is not None
    return kit.key.number


def again(kit: Kit) -> Kit:
    """As after a power cut."""
    kit.close()
    return Kit.open(kit.home.folder, now=kit.own_clock)


def test_a_new_key_reaches_every_kit_and_is_used_when_a_person_says_so(town: Town) -> None:
    found = rotation.begin(town.centre, BY)
    assert found.key.number == 2 and not found.in_use
    assert [(one.kit, one.given, one.holds) for one in found.holders] == [
        (1, True, True), (2, True, False), (3, True, False), (4, True, False)
    ]  # fmt: skip
    town.all_hear()
    assert [sorted(kit.keys) for kit in town.kits] == [[1, 2]] * 4, "old and new both open"
    assert len({kit.keys[2] for kit in town.kits}) == 1
    assert [seals(kit) for kit in town.kits] == [1] * 4, "but nobody seals with it yet"
    assert not rotation.how_far(town.centre).lacking
    rotation.put_in_use(town.centre, BY)
    assert [seals(kit) for kit in town.kits] == [2, 1, 1, 1]
    by_radio(town.centre, town.kits[1])
    town.all_hear()
    assert [seals(kit) for kit in town.kits] == [2] * 4
    rotation.retire(town.centre, 1, BY)
    town.all_hear()
    for kit in town.kits:
        assert sorted(kit.keys) == [2]
        folder = kit.home.key_path.parent
        assert [key.number for key in read_keys(folder)] == [2]
        assert [key.number for key in read_retired(folder)] == [1], "kept for what was sealed with it, not for the air"
    assert [seals(again(kit)) for kit in town.kits] == [2] * 4


def test_every_step_outlives_a_restart(town: Town) -> None:
    town.kits[0] = again(town.centre)
    rotation.begin(town.centre, BY)
    town.kits[0] = again(town.centre)
    assert seals(town.centre) == 1 and sorted(town.centre.keys) == [1, 2]
    first = rotation.how_far(town.centre).key
    assert rotation.begin(town.centre, BY).key == first, "the same command goes on with the same key"
    town.all_hear()
    town.kits[:] = [again(kit) for kit in town.kits]
    assert [seals(kit) for kit in town.kits] == [1] * 4
    rotation.put_in_use(town.centre, BY)
    town.all_hear()
    town.kits[:] = [again(kit) for kit in town.kits]
    assert [seals(kit) for kit in town.kits] == [2] * 4


def test_the_power_goes_between_what_is_said_and_what_is_done(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The event is in the log and the file is not written; the file is written and it is not said."""
    rotation.begin(town.centre, BY)
    school = town.kits[1]
    with monkeypatch.context() as cut:
        cut.setattr("fieldkit.store.keyring.add_key", _power_goes)
        with pytest.raises(KeyboardInterrupt):
            tell(town.centre, school)
    assert sorted(school.keys) == [1]
    school = town.kits[1] = again(school)
    assert sorted(school.keys) == [1, 2] and any(who == 2 for who, *_ in school.state.key_changes.held)
    other = town.kits[2]
    with monkeypatch.context() as cut:
        cut.setattr(other, "record", _power_goes)
        with pytest.raises(KeyboardInterrupt):
            tell(town.centre, other)
    assert not any(who == 3 for who, *_ in other.state.key_changes.held)
    other = town.kits[2] = again(other)
    assert seals(other) == 1 and any(who == 3 for who, *_ in other.state.key_changes.held)


def _power_goes(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_rotation_that_was_cut_off_after_its_first_share_goes_on(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as cut:
        cut.setattr(town.centre, "take_up_keys", _power_goes)
        with pytest.raises(KeyboardInterrupt):
            rotation.begin(town.centre, BY)
    town.kits[0] = again(town.centre)
    begun = rotation.how_far(town.centre)
    assert [one.kit for one in begun.holders if one.given] == [1] and sorted(town.centre.keys) == [1, 2]
    assert rotation.begin(town.centre, BY).key == begun.key
    assert all(one.given for one in rotation.how_far(town.centre).holders)


def test_a_kit_that_is_cut_off_never_gets_it(town: Town) -> None:
    thief = town.kits[3]
    trust.revoke(town.centre, 4, BY, reason="stjålet")
    found = rotation.begin(town.centre, BY)
    assert [one.kit for one in found.holders] == [1, 2, 3] and found.lost == ()
    town.all_hear()
    assert sorted(thief.keys) == [1]
    rotation.put_in_use(town.centre, BY)
    data, _ = pack_events(sealer_of(town.centre), [town.centre.log.all()[-1].event])
    with pytest.raises(FrameError):
        open_frame(data, thief.keys)


def test_a_kit_that_is_stolen_while_the_key_goes_round_makes_it_worthless(town: Town) -> None:
    rotation.begin(town.centre, BY)
    town.all_hear()
    trust.revoke(town.centre, 4, BY, reason="stjålet")
    assert rotation.how_far(town.centre).lost == (4,)
    with pytest.raises(InputError, match="Kit 4 er spærret og kan åbne nøgle"):
        rotation.put_in_use(town.centre, BY, without_rest=True)
    found = rotation.begin(town.centre, BY)
    assert found.key.number == 3 and found.lost == () and [one.kit for one in found.holders] == [1, 2, 3]
    town.all_hear()
    rotation.put_in_use(town.centre, BY)
    town.all_hear()
    assert [seals(kit) for kit in town.kits] == [3, 3, 3, 2]
    rotation.retire(town.centre, 1, BY)
    rotation.retire(town.centre, 2, BY)
    town.all_hear()
    assert [sorted(kit.keys) for kit in town.kits] == [[3], [3], [3], [1, 2]]


def test_a_kit_that_was_away_gets_it_on_paper_and_understands_the_others_again(town: Town) -> None:
    away = town.kits[3]
    rotation.begin(town.centre, BY)
    town.all_hear(away)
    with pytest.raises(InputError, match="Kit 4 har ikke nøglen endnu"):
        rotation.put_in_use(town.centre, BY)
    rotation.put_in_use(town.centre, BY, without_rest=True)
    rotation.retire(town.centre, 1, BY)
    town.all_hear(away)
    codes, events = rotation.letter_to(town.centre, 4)
    told = Scanner(away).scan(codes)
    assert not told.brought.rejected and told.brought.new > 0 and len(events) >= 4
    assert seals(away) == 2 and away.keys[2] == town.centre.keys[2]
    by_radio(town.centre, away)
    assert sorted(away.keys) == [2], "it has heard that the old one is retired"
    by_radio(away, town.centre)
    assert not rotation.how_far(town.centre).lacking
    other = town.kits[1]
    Scanner(other).scan(codes)  # it holds the retired key no more, and nothing in the letter is for it
    assert sorted(other.keys) == [2]


def test_who_may_not_revoke_may_not_rotate(town: Town) -> None:
    with pytest.raises(InputError, match="Kun sekretariatets kit"):
        rotation.begin(town.kits[1], BY)
    with pytest.raises(InputError, match="ikke sagt, hvem"):
        rotation.begin(town.centre, " ")
    with pytest.raises(InputError, match="Ingen ny nøgle er på vej"):
        rotation.put_in_use(town.centre, BY)
    with pytest.raises(InputError, match="før en nyere er i brug"):
        rotation.retire(town.centre, 1, BY)


def test_what_a_thief_makes_up_in_the_secretariats_name_opens_nothing_and_changes_nothing(town: Town) -> None:
    """The thief has the municipality's key and a kit with its own; all that it writes looks like the secretariat's."""
    school, thief = town.kits[1], town.kits[3]
    own = new_key(2)
    secret = own.secret.hex()
    share = share_of(own, 2, school.own_key.public, thief.own_key, bytes(range(32)))
    used = make_word(KeyInUse, thief.own_key.secret, 1, 2, own.fingerprint(), BY)
    gone = make_word(KeyRetired, thief.own_key.secret, 1, 1, school.key.fingerprint(), BY)
    epoch = town.centre.identity.epoch
    forged = [
        make_event(body, kit=1, epoch=epoch, seq=90 + at, hlc=1 << 30) for at, body in enumerate([share, used, gone])
    ]
    school.merge(forged, Carrier.RADIO)
    assert sorted(school.keys) == [1] and seals(school) == 1
    told = [problem.text for problem in read_problems(school.log)]
    assert [text for text in told if "nøgle nr. 2" in text] == [
        "Den del af nøgle nr. 2, som kom fra kit 1, kan ikke åbnes. Bed krisesekretariatet om en ny."
    ]
    assert not any(secret in text for text in told)
    last = share_of(new_key(15), 2, school.own_key.public, thief.own_key, bytes(range(32)))
    town.centre.merge([make_event(last, kit=1, epoch=epoch, seq=98, hlc=1 << 30)], Carrier.RADIO)
    assert rotation.begin(town.centre, BY).key.number == 2, "it does not use up the numbers"
    town.all_hear()
    rotation.put_in_use(town.centre, BY)
    town.all_hear()
    assert {kit.keys[2] for kit in town.kits} == {town.centre.keys[2]} and own.secret not in town.centre.keys.values()


def test_a_share_of_another_kit_or_number_does_not_open(town: Town) -> None:
    """What was sealed to one kit, given out as another's, or under another number."""
    school, other = town.kits[1], town.kits[2]
    rotation.begin(town.centre, BY)
    share = next(one.body for one in town.centre.state.key_changes.shares if one.body.kit == 3)
    as_ours = KeyShare(share.number, share.fingerprint, 2, _mark(school), share.once, share.content)
    renumbered = KeyShare(5, share.fingerprint, 3, share.mark, share.once, share.content)
    epoch = town.centre.identity.epoch
    for kit, body in ((school, as_ours), (other, renumbered)):
        kit.merge([make_event(body, kit=1, epoch=epoch, seq=95, hlc=1 << 30)], Carrier.RADIO)
        assert sorted(kit.keys) == [1]


def _mark(kit: Kit) -> str:
    from fieldkit.core.signed.ed25519 import mark_of

    return mark_of(kit.own_key.public)


def test_without_a_root_a_person_must_have_compared_the_marks(tmp_path: Path) -> None:
    town = Town(tmp_path / "town", 3, rooted=False)
    with pytest.raises(InputError, match="står ikke inde for noget kit"):
        rotation.begin(town.centre, BY)
    found = rotation.begin(town.centre, BY, unvouched=True)
    assert found.unvouched and [one.kit for one in found.holders] == [1, 2, 3]
    town.all_hear()
    rotation.put_in_use(town.centre, BY)
    town.all_hear()
    assert [seals(kit) for kit in town.kits] == [2, 2, 2]
    town.close()


def test_a_kit_that_comes_later_gets_the_key_in_use(tmp_path: Path, town: Town) -> None:
    rotation.begin(town.centre, BY)
    town.all_hear()
    rotation.put_in_use(town.centre, BY)
    town.all_hear()
    late = Kit.create(tmp_path / "late", town.kits[1].config.__class__(9, Role.MEETING_POINT, "sted-9", 9),
                      key=tmp_path / "town" / "key", now=lambda: NOW)  # fmt: skip
    write_root(late.home.root_path, Root(999, public_of(ROOT)))
    late = again(late)
    tell(late, town.centre)
    trust.vouch(town.centre, 9, ROOT, may_revoke=False)
    found = rotation.begin(town.centre, BY)
    assert found.key.number == 2 and [one.kit for one in found.lacking] == [9]
    Scanner(late).scan(rotation.letter_to(town.centre, 9)[0])
    assert seals(late) == 2
    late.close()


def test_a_bundle_that_was_made_under_a_retired_key_still_opens(tmp_path: Path, town: Town) -> None:
    school = town.kits[1]
    said = school.record(Note("skrevet, før nøglen blev skiftet"))
    export_bundle(school, tmp_path / "old.fkb")
    rotation.begin(town.centre, BY)
    town.all_hear(school)
    rotation.put_in_use(town.centre, BY, without_rest=True)
    rotation.retire(town.centre, 1, BY)
    assert sorted(town.centre.keys) == [2]
    import_bundle(town.centre, tmp_path / "old.fkb")
    assert town.centre.log.by_id(said.id) is not None
    with pytest.raises(FrameError):
        by_radio(school, town.centre)


def test_twenty_five_kits_by_mixed_carriers(tmp_path: Path) -> None:
    """Radio, slips and sticks; two kits are away, one is stolen before it begins."""
    town = Town(tmp_path / "town", 25)
    trust.revoke(town.centre, 25, BY, reason="stjålet")
    rotation.begin(town.centre, BY)
    carriers = [by_radio, by_slip, tell]
    for at, kit in enumerate(town.kits[1:23]):
        carriers[at % 3](town.centre, kit)
        carriers[at % 3](kit, town.centre)
    found = rotation.how_far(town.centre)
    assert [one.kit for one in found.lacking] == [24] and [one.kit for one in found.holders] == list(range(1, 25))
    rotation.put_in_use(town.centre, BY, without_rest=True)
    for at, kit in enumerate(town.kits[1:23]):
        carriers[at % 3](town.centre, kit)
    assert [seals(kit) for kit in town.kits] == [2] * 23 + [1, 1]
    away = town.kits[23]
    Scanner(away).scan(rotation.letter_to(town.centre, 24)[0])
    by_radio(away, town.centre)
    assert seals(away) == 2 and not rotation.how_far(town.centre).lacking
    assert sorted(town.kits[24].keys) == [1]
    assert town.centre.log.latest_of(KeyHeld, limit=100)
    town.close()
