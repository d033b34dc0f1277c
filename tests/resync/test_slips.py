"""Slips: what a runner carries in a pocket comes out on another kit, and nothing that is damaged or foreign does."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kits import Municipality
from paper_read import read
from PIL import Image
from strategies import events

from fieldkit.acts import incidents
from fieldkit.core.carrier import Brought
from fieldkit.core.errors import CarrierError, InputError
from fieldkit.core.facts.body import RefBody
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import Ack, CardAct, CardStep, EntrySort, Message, Note, Report
from fieldkit.core.facts.terms import Condition, Level, Precedence, Role, Topic, Via
from fieldkit.core.facts.topic_state import TopicState
from fieldkit.core.remedies import CarryLess
from fieldkit.devices.printer.escpos import encode, profile_for
from fieldkit.link.wire.digits import bytes_in, from_digits, to_digits
from fieldkit.link.wire.seal import Sealer
from fieldkit.link.wire.slip import (
    LEAST_DIGITS,
    MAGIC,
    join_pieces,
    key_digits,
    open_records,
    pack_slip,
    read_code,
    read_key_digits,
    split_codes,
)
from fieldkit.paper.abilities import QrWay
from fieldkit.paper.layout import as_text, lay_out
from fieldkit.paper.qr import most_digits, version_for
from fieldkit.practice.paper.picture import save_png
from fieldkit.resync.slips import (
    Scanner,
    backlog,
    read_source,
    slip_digits,
    slip_document,
    write_picture,
)
from fieldkit.store.files.bounded import PICTURE_FILE
from fieldkit.store.files.keys import new_key

SECRET = bytes(range(32))
SEALER = Sealer(12, 7, 3, SECRET)
KEYS = {3: SECRET}
ON_58_MM = most_digits(384)
DAY = 40_000_000


def opened(codes, keys=KEYS):
    found, pieces = [], []
    for code in codes:
        told = read_code(code, keys)
        found += told.events
        pieces += told.pieces
    for whole in join_pieces(pieces):
        found += open_records(whole, keys)
    return found


def a_days_work():
    """60 mixed events of a meeting point and what it heard: reports, messages, receipts, notes, an action card."""
    rng = random.Random(5)
    notes = ["tæpper mangler", "", "", "to børn er syge", "", "generator går i stå om lidt", ""]
    texts = [
        "Vandvognen kommer kl. 15 ved porten",
        "Kan I sende 20 tæpper? Gymnastiksalen er kold",
        "Forældre afhenter ved sydindgangen",
        "Radio tændt hele natten, skift vagt kl. 22",
    ]
    logs = {12: 0, 14: 0, 15: 0, 1: 0}

    def add(kit, body, at):
        logs[kit] += 1
        return make_event(body, kit=kit, epoch=kit * 991, seq=logs[kit], hlc=(DAY + at) << 16, incident=0x8042)

    told = []
    for index in range(60):
        at = index * 240
        turn = index % 10
        if turn in (0, 2, 4, 6):
            topics = {
                topic: TopicState(rng.choice([Condition.OK, Condition.SHORTAGE, Condition.CRITICAL]))
                for topic in rng.sample(list(Topic), 6)
            }
            body = Report(
                place=rng.randint(12, 40), topics=topics, children=rng.randint(10, 300), staff=rng.randint(2, 40),
                level=Level.YELLOW, note=rng.choice(notes), via=rng.choice(list(Via)),
            )  # fmt: skip
            told.append(add(rng.choice([12, 14, 15]), body, at))
        elif turn in (1, 5):
            to = rng.choice(["all", str(Role.SECRETARIAT), 17])
            told.append(add(rng.choice([12, 1]), Message(rng.choice(texts), to, Precedence.URGENT, sender=12), at))
        elif turn in (3, 8):
            told.append(add(12, Ack(RefBody(1, 991, 1 + index), by="vagthavende", place=12), at))
        elif turn == 7:
            told.append(add(12, Note("Bad vagten hente lys i kælderen", EntrySort.ACTION, "forbindelsesofficer"), at))
        else:
            told.append(add(12, CardStep("skole-stroem", CardAct.TICK, index // 10 + 1, by="pedel"), at))
    return told


def test_a_meeting_points_day_is_at_most_four_codes_on_58_mm_paper():
    told = a_days_work()
    codes = pack_slip(SEALER, told, ON_58_MM)
    assert len(told) == 60
    assert len(codes) <= 4
    assert all(len(code) <= ON_58_MM and version_for(code, "M") <= 17 for code in codes)
    assert {event.id for event in opened(codes)} == {event.id for event in told}


def test_wider_paper_needs_fewer_codes():
    told = a_days_work()
    assert len(pack_slip(SEALER, told, most_digits(576))) < len(pack_slip(SEALER, told, ON_58_MM))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(events(), max_size=12), st.integers(LEAST_DIGITS, 3000), st.randoms())
def test_any_events_come_back_whole_in_any_order_of_codes(told, digits, rng):
    codes = pack_slip(SEALER, told, digits)
    assert all(len(code) <= digits for code in codes)
    rng.shuffle(codes)
    assert {event.id for event in opened(codes)} == {event.id for event in told}


def test_an_event_larger_than_a_code_is_spread_over_several_and_needs_them_all():
    rng = random.Random(1)
    long = make_event(
        Message("".join(rng.choice("abcdefghæøå123 ") for _ in range(2000))), kit=9, epoch=1, seq=1, hlc=5
    )
    codes = pack_slip(SEALER, [long], ON_58_MM)
    assert len(codes) > 1
    assert opened(codes) == [long]
    assert opened(codes[1:]) == []


def test_no_event_makes_no_code_and_too_many_are_refused_with_a_way_out():
    assert pack_slip(SEALER, [], ON_58_MM) == []
    rng = random.Random(2)
    many = [
        make_event(Note("".join(rng.choice("abcdefghij ") for _ in range(300))), kit=9, epoch=1, seq=n, hlc=n << 16)
        for n in range(1, 120)
    ]
    with pytest.raises(CarrierError, match="og en seddel må have 99") as refused:
        pack_slip(SEALER, many, LEAST_DIGITS)
    assert refused.value.remedy == CarryLess()


def test_every_single_wrong_digit_is_refused():
    (code,) = pack_slip(SEALER, a_days_work()[:3], ON_58_MM)
    for at in range(len(code)):
        wrong = code[:at] + str((int(code[at]) + 1) % 10) + code[at + 1 :]
        with pytest.raises(CarrierError):
            read_code(wrong, KEYS)
    assert read_code(code, KEYS).events


@given(st.data())
def test_cut_doubled_and_swapped_digits_are_refused(data):
    (code,) = pack_slip(SEALER, a_days_work()[:3], ON_58_MM)
    at = data.draw(st.integers(0, len(code) - 2))
    wrongs = [code[:at], code[at + 1 :], code[:at] + code[at] + code[at:], code + "0"]
    if code[at] != code[at + 1]:
        wrongs.append(code[:at] + code[at + 1] + code[at] + code[at + 2 :])
    for wrong in wrongs:
        if wrong != code:
            with pytest.raises(CarrierError):
                read_code(wrong, KEYS)


@given(st.one_of(st.text(max_size=80), st.text(alphabet="0123456789", max_size=200)))
def test_anything_else_that_a_scanner_types_is_one_sentence(typed):
    for prefix in ("", "3358", "33581"):
        with pytest.raises(CarrierError) as refused:
            read_code(prefix + typed, KEYS)
        assert "\n" not in str(refused.value).replace(typed, "")


@given(st.binary(max_size=300), st.sampled_from([1, 2, 3, 9]))
def test_digits_with_a_right_checksum_but_nonsense_inside_are_refused(content, kind):
    import zlib

    payload = bytes([kind]) + len(content).to_bytes(2, "big") + content
    inner = "0000" + "01" + "01" + to_digits(payload)
    code = f"33581{len(inner) + 19:04d}{inner}"
    code += f"{zlib.crc32(code.encode()):010d}"
    try:
        told = read_code(code, KEYS)
    except CarrierError:
        return
    assert not told.events


def test_a_slip_of_another_municipality_and_of_a_newer_key_say_what_is_wrong():
    codes = pack_slip(SEALER, a_days_work()[:2], ON_58_MM)
    with pytest.raises(CarrierError, match="anden kommune"):
        read_code(codes[0], {3: bytes(32)})
    with pytest.raises(CarrierError, match=r"nøgle nr\. 3"):
        read_code(codes[0], {1: SECRET})
    card = pack_slip(SEALER, [make_event(CardStep("alarm", CardAct.START), kit=9, epoch=1, seq=1, hlc=5)], ON_58_MM)
    with pytest.raises(CarrierError, match="anden kommune"):
        read_code(card[0], {3: bytes(32)})


def test_what_a_scanner_types_is_split_into_codes():
    codes = pack_slip(SEALER, a_days_work(), ON_58_MM)
    assert split_codes("\n".join(codes)) == codes
    assert split_codes("".join(codes)) == codes
    assert split_codes("\r\n".join(f"]Q1{code}  " for code in codes)) == codes
    broken = "\n".join(code[at : at + 40] for code in codes for at in range(0, len(code), 40))
    assert split_codes(broken) == codes
    spaced = "\n".join(" ".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes)
    assert split_codes(spaced) == codes
    assert split_codes(f"{codes[0][:50]}\n{codes[1]}\nhej") == [codes[0][:50], codes[1], "hej"]


@given(st.binary(max_size=200))
def test_bytes_come_back_from_their_digits(data):
    digits = to_digits(data)
    assert from_digits(digits) == data
    assert bytes_in(len(digits)) == len(data)
    assert len(digits) <= len(data) * 2.41 + 1


def test_a_key_card_is_read_back_and_is_no_slip():
    code = key_digits(5, SECRET)
    assert read_key_digits(code) == (5, SECRET)
    with pytest.raises(CarrierError, match="nøglekort"):
        read_code(code, KEYS)
    with pytest.raises(CarrierError, match="seddel"):
        read_key_digits(pack_slip(SEALER, a_days_work()[:1], ON_58_MM)[0])
    with pytest.raises(CarrierError, match="beskadiget"):
        read_key_digits(code[:-1] + str((int(code[-1]) + 1) % 10))


# ---- through kits


@pytest.fixture
def municipality(tmp_path):
    """It has had to change its key once."""
    made = Municipality(tmp_path, new_key(2))
    yield made
    made.close()


def ids(kit):
    return {row.event.id for row in kit.log.all()}


def busy(kit):
    incidents.start(kit, "Strømsvigt", exercise=True)
    kit.record(Report(place=12, topics={Topic.WATER: TopicState(Condition.CRITICAL, 4)}, children=43))
    kit.record(CardStep("alarm", CardAct.START))
    kit.record(Message("Send vand", "secretariat"))
    return kit


def test_a_slip_merges_on_another_kit_once(municipality):
    sender, other = busy(municipality(12)), municipality(13)
    codes = slip_digits(sender, backlog(sender), 32)
    first = Scanner(other).scan(codes)
    assert (first.brought, first.missing) == (Brought(new=5, known=0), {})
    assert ids(sender) <= ids(other)
    again = Scanner(other).scan(codes).brought
    assert (again.new, again.known) == (0, 5)
    rows = {row.event.kind: row.carrier for row in other.log.all() if row.event.kit == 12}
    assert rows["card"] == "slip"
    assert other.state.reports.keys() == sender.state.reports.keys()


def test_good_codes_are_merged_beside_bad_ones_and_missing_parts_are_named(municipality):
    sender, other = municipality(12), municipality(13)
    for turn in range(60):
        sender.record(Note(f"notat {turn}: vandet er tilbage i bygning {turn % 7}"))
    codes = slip_digits(sender, backlog(sender), 32)
    assert len(codes) >= 3
    scanner = Scanner(other)
    wrong = codes[1][:-1] + str((int(codes[1][-1]) + 1) % 10)
    told = scanner.scan([codes[0], wrong, "https://eksempel.invalid"])
    assert told.codes == 3
    assert told.brought.new > 0
    assert len(told.brought.rejected) == 2
    assert next(iter(told.missing.values())) == tuple(range(2, len(codes) + 1))
    rest = scanner.scan(codes[1:])
    assert rest.brought.rejected == ()
    assert rest.missing == {}
    assert ids(sender) <= ids(other)


def test_since_takes_what_came_after_a_number_also_what_came_late(municipality):
    sender = busy(municipality(12))
    mark = sender.log.all()[-1].event.number
    late = make_event(Note("fra i går"), kit=3, epoch=1, seq=1, hlc=5 << 16)
    sender.merge([late], "bundle")
    assert backlog(sender, mark) == [late]
    with pytest.raises(InputError, match="findes ikke"):
        backlog(sender, "12-0999")


def test_a_picture_with_several_codes_is_scanned(municipality, tmp_path):
    sender, other = municipality(12), municipality(13)
    for turn in range(40):
        sender.record(Note(f"notat {turn}: vandet er tilbage i bygning {turn % 7}"))
    codes = slip_digits(sender, backlog(sender), 32)
    assert len(codes) >= 2
    write_picture(codes, tmp_path / "seddel.png", exercise=True)
    assert sorted(read_source(tmp_path / "seddel.png")) == sorted(codes)
    with Image.open(tmp_path / "seddel.png") as picture:
        picture.convert("L").rotate(3, expand=True, fillcolor=200).save(tmp_path / "foto.jpg", quality=70)
    told = Scanner(other).scan(read_source(tmp_path / "foto.jpg"))
    assert told.brought.new == 41
    assert told.missing == {}
    with pytest.raises(InputError, match="findes allerede"):
        write_picture(codes, tmp_path / "seddel.png")


@pytest.mark.parametrize(
    ("name", "content"),
    [("x.png", b"\x89PNG\r\n\x1a\nnope"), ("x.jpg", b""), ("tom.txt", b"  \n"), ("x.bin", b"\xff\xfe\x00\x81")],
)
def test_a_file_that_is_no_slip_is_one_sentence(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(CarrierError):
        read_source(tmp_path / name)


def test_a_picture_without_a_code_and_half_a_picture_are_refused(tmp_path, municipality):
    Image.new("L", (200, 200), 255).save(tmp_path / "hvid.png")
    with pytest.raises(CarrierError, match="ingen QR-kode"):
        read_source(tmp_path / "hvid.png")
    whole = tmp_path / "hel.png"
    write_picture(slip_digits(busy(municipality(12)), [], 32) or ["1" * 40], whole)
    (tmp_path / "halv.png").write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(CarrierError):
        read_source(tmp_path / "halv.png")


def test_a_kit_without_a_key_makes_no_codes(municipality):
    kit = busy(municipality(12))
    kit.home.key_path.unlink()
    kit.use_keys()
    with pytest.raises(InputError, match="nøgle"):
        slip_digits(kit, backlog(kit), 32)


def test_the_printed_slip_says_exercise_and_carries_the_codes(municipality):
    kit = busy(municipality(12))
    told = backlog(kit)
    codes = slip_digits(kit, told, 32)
    document = slip_document(codes, told, kit="Kit 12", time="21.11.2026 20:15")
    text = as_text(lay_out(document, 32), 32)
    assert "ØVELSE" in text
    assert "Kode 1/1" in text
    assert [block.data for block in document.blocks if hasattr(block, "data")] == codes


@pytest.mark.parametrize(("columns", "dots"), [(32, 384), (48, 576)])
@pytest.mark.parametrize("has_qr", [True, False])
def test_a_printed_backlog_is_read_back_from_a_picture_of_the_paper(municipality, tmp_path, columns, dots, has_qr):
    sender, other = municipality(12), municipality(13)
    for turn in range(60):
        sender.record(Note(f"notat {turn}: vandet er tilbage i bygning {turn % 7}"))
    told = backlog(sender)
    codes = slip_digits(sender, told, columns)
    document = slip_document(codes, told, kit="Kit 12", time="21.11.2026 20:15")
    sent = encode(lay_out(document, columns), profile_for(columns, qr=QrWay.PRINTER if has_qr else QrWay.RASTER))
    save_png(read(sent, dots), tmp_path / "papir.png")
    read_back = Scanner(other).scan(read_source(tmp_path / "papir.png"))
    assert (read_back.brought, read_back.missing) == (Brought(new=len(told), known=0), {})


def test_the_sources_folder_is_not_touched(tmp_path, municipality):
    kit = busy(municipality(12))
    source = tmp_path / "koder.txt"
    source.write_text("\n".join(slip_digits(kit, backlog(kit), 32)))
    before = sorted(Path(tmp_path).iterdir())
    assert Scanner(municipality(13)).scan(read_source(source)).brought.new == 5
    assert [path for path in sorted(Path(tmp_path).iterdir()) if path.name != "kit13"] == before


def test_a_code_of_nothing_but_noughts_becomes_a_picture(tmp_path):
    """A long run of one letter gives such blocks, of which the library that draws codes cannot reckon the remainder."""
    code = MAGIC + "0" * 1_500
    write_picture([code], tmp_path / "seddel.png")
    assert read_source(tmp_path / "seddel.png") == [code]


@pytest.mark.parametrize("name", ["koder.txt", "foto.png"])
def test_a_file_that_is_far_too_large_is_not_read(tmp_path, name):
    with (tmp_path / name).open("wb") as film:
        film.truncate(PICTURE_FILE + 1)
    with pytest.raises(InputError, match="alt for stor"):
        read_source(tmp_path / name)
