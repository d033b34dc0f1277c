"""Every document as it lies on the table, at three widths: golden texts, and what must never be wrong on paper.

`FELTKIT_UPDATE_GOLDEN=1 pytest tests/paper/documents/test_documents.py` writes the texts anew; read them before
you commit.
"""

import os
from dataclasses import replace

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from paths import FIXTURES
from sample_day import DOCUMENTS, EXERCISE_TAG, KIT, NOON, source_of_day
from strategies import events

from fieldkit.core import documents as core_documents
from fieldkit.core.clock.hybrid import hlc_of_unix
from fieldkit.core.documents import (
    Badge,
    BlankChits,
    BoardPicture,
    CardSheet,
    Docket,
    DocumentKind,
    EmergencyList,
    HandoverSheet,
    KeyCard,
    LogSheet,
    Receipt,
    RosterList,
    kind_of,
    wanted_of,
)
from fieldkit.core.errors import CarrierError, InputError
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.said import CardAct, CardStep, Incident, Message, Note
from fieldkit.core.facts.staff import Crew, Warned, WarningSource
from fieldkit.core.remedies import PrintKeyCard, PrintList
from fieldkit.core.roster.roster import PERSON_ROLE_DA, PersonRole, Roster
from fieldkit.core.state.fold import State, fold
from fieldkit.core.tell.sentences import head_words
from fieldkit.devices.printer.escpos import encode, profile_for
from fieldkit.link.wire.seal import Sealer
from fieldkit.link.wire.slip import pack_slip, read_code
from fieldkit.paper.blocks import Cut, Qr
from fieldkit.paper.documents import DocumentSource, make
from fieldkit.paper.documents.contents import words_in
from fieldkit.paper.documents.event_words import event_line
from fieldkit.paper.layout import CutMark, Line, as_text, lay_out
from fieldkit.paper.qr import most_digits
from fieldkit.paper.saved import from_bytes, to_bytes
from fieldkit.paper.widths import DOTS, WIDTHS
from fieldkit.practice.paper.escpos_reader import PrintedQr
from fieldkit.practice.paper.printer import SILENT, VirtualPrinter

GOLDEN = FIXTURES / "documents"
DAY = source_of_day()
EXERCISE = source_of_day(EXERCISE_TAG)


def printed(name, source=DAY, width=32, copy=0):
    return as_text(lay_out(make(DOCUMENTS[name], source), width, job="7", copy=copy), width)


def parts_of(items):
    """The text of each piece of paper."""
    parts = [[]]
    for item in items:
        if isinstance(item, CutMark):
            parts.append([])
        elif isinstance(item, Line):
            parts[-1].append(item.text)
    return ["\n".join(part) for part in parts[:-1]]


def in_one_line(text):
    return " ".join(text.split())


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_paper_is_as_it_was_read(name, width):
    path = GOLDEN / f"{name}-{width}.txt"
    text = printed(name, width=width)
    if os.environ.get("FELTKIT_UPDATE_GOLDEN") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_paper_names_the_incident_the_card_and_the_sender_that_an_event_only_points_at():
    opened = next(event for event in DAY.log() if isinstance(event.body, Incident))

    def said(body):
        ids = {"kit": KIT, "epoch": 1, "seq": 99, "hlc": hlc_of_unix(NOON), "incident": opened.body.tag}
        return event_line(make_event(body, **ids), DAY)

    assert said(Incident(opened.body.tag, stop=True)) == f"Hændelsen “{opened.body.name}” er slut"
    assert said(Message("Tak")).startswith(f"{DAY.place_name(DAY.place)} til alle: Tak")
    for card in DAY.cards.values():
        assert card.title in said(CardStep(card.id, CardAct.START))
    assert said(CardStep("x-findes-ikke", CardAct.START)).startswith("Actioncard x-findes-ikke: begyndt")


def test_every_document_has_a_golden_text():
    assert {kind_of(wanted) for wanted in DOCUMENTS.values()} == set(DocumentKind)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_an_exercise_says_so_at_head_and_foot_of_every_part(name):
    for part in parts_of(lay_out(make(DOCUMENTS[name], EXERCISE), 32)):
        lines = part.split("\n")
        assert "ØVELSE" in lines[1]
        assert any("ØVELSE" in line for line in lines[-3:])
    assert "ØVELSE" not in printed(name)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_number_time_and_kit_stand_on_every_slip(name):
    document = make(DOCUMENTS[name], DAY)
    assert document.number
    assert "21.11.2026" in document.time
    assert document.kit == "Kit 11, Kløverkærskolen"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_waits_in_the_queue_unchanged(name):
    document = make(DOCUMENTS[name], DAY)
    assert from_bytes(to_bytes(document)) == document


@pytest.mark.parametrize("width", WIDTHS)
def test_every_document_comes_out_of_a_printer(width):
    for name, asked in DOCUMENTS.items():
        document = make(asked, EXERCISE)
        printer = VirtualPrinter(DOTS[width], SILENT)
        printer.receive(encode(lay_out(document, width, job="7"), profile_for(width)))
        assert (printer.paper.unknown, printer.paper.overflows) == ([], 0), name
        on_the_table = in_one_line(printer.text())
        assert "ØVELSE" in on_the_table
        assert f"slut {1 + sum(isinstance(block, Cut) for block in document.blocks)}/" in on_the_table


def test_critical_stands_before_all_else_and_what_was_not_said_is_never_ok():
    text = in_one_line(printed("receipt"))
    assert text.index("KRITISK: vand, varme (3 timer)") < text.index("MANGEL") < text.index("Ok: mad, tryghed")
    said_ok = text[text.index("Ok:") : text.index("Ikke meldt:")]
    for topic in ("hygiejne", "toilet", "kommunikation", "papir", "afhentning"):
        assert topic not in said_ok
        assert topic in text[text.index("Ikke meldt:") :]


def test_an_unsure_time_is_printed_as_ca_and_an_unproven_sender_as_unproven():
    assert "ca. 21.11.2026 12.40" in printed("receipt-unsure")
    assert "UBEKRÆFTET" in printed("receipt-unsure")
    assert "ca." not in printed("receipt")


def test_the_receipt_carries_its_event_and_goes_without_when_the_kit_makes_no_codes():
    told = []
    seeing = replace(DAY, slip_digits=lambda given: told.append(list(given)) or ["123", "456"])
    codes = [block for block in make(Receipt("11-0003"), seeing).blocks if isinstance(block, Qr)]
    assert [code.data for code in codes] == ["123", "456"]
    assert [code.caption for code in codes] == ["Scan på et kit (1/2)", "Scan på et kit (2/2)"]
    assert [[event.number for event in given] for given in told] == [["11-0003"]]
    for none in (None, lambda given: []):
        assert "[QR" not in as_text(lay_out(make(Receipt("11-0003"), replace(DAY, slip_digits=none)), 32), 32)


def test_what_the_printed_code_holds_is_the_event_itself():
    secret = bytes(range(32))
    sealer = Sealer(KIT, 7, 1, secret)
    slips = replace(DAY, slip_digits=lambda told: pack_slip(sealer, told, most_digits(DOTS[32])))
    event = DAY.find("11-0003")
    printer = VirtualPrinter(DOTS[32], SILENT)
    printer.receive(encode(lay_out(make(Receipt("11-0003"), slips), 32), profile_for(32)))
    codes = [mark.data for mark in printer.paper.marks if isinstance(mark, PrintedQr)]
    read = [read_code(code.decode(), {1: secret}) for code in codes]
    assert [event for code in read for event in code.events] == [event]


def test_a_slip_is_printed_even_when_its_code_cannot_be_made():
    def refuses(told):
        raise CarrierError("for mange hændelser til papiret.")

    text = in_one_line(as_text(lay_out(make(Receipt("11-0003"), replace(DAY, slip_digits=refuses)), 32), 32))
    assert "KRITISK: vand" in text
    assert "Ingen QR-kode: for mange hændelser" in text


def test_only_lists_of_people_and_keys_are_private():
    assert {kind for kind, row in core_documents.DOCUMENTS.items() if row.private} == {"list", "keycard", "channelcard"}


def test_the_docket_has_a_part_for_the_runner_and_a_stub_that_stays():
    runner, stub = parts_of(lay_out(make(Docket("11-0007"), DAY), 32))
    for words in (
        "AKUT",
        "Krisesekretariatet",
        "Rådhusgangen 1",
        "i luftlinje",
        "Send 60 liter vand",
        "I alt: 17 ord",
        "Forstået senest: 21.11.2026 12.55 (overskredet)",
        "Modtaget af / kl.",
    ):
        assert words in in_one_line(runner)
    for words in ("TALON", "Krisesekretariatet", "12.55", "Runnerens navn"):
        assert words in in_one_line(stub)
    assert "del 1/2" in runner
    assert "slut 2/2" in stub


def test_a_docket_names_who_wrote_and_has_room_for_who_handed_over_and_who_replied():
    runner, stub = (in_one_line(part) for part in parts_of(lay_out(make(Docket("11-0007"), DAY), 32)))
    assert "Skrevet af: Skabelon Dam" in runner
    assert "Runnerens navn" in runner and "Runnerens navn" in stub
    assert "Udleveret til runneren af" in stub
    assert runner.index("Svar med tilbage") < runner.index("Svar givet af / kl.")
    assert "Afleveret af: Eksempel Bæk" in printed("docket-report")
    errand, stub = (in_one_line(part) for part in parts_of(lay_out(make(Docket("11-0012"), DAY), 32)))
    assert "Udleveret af: Prøve Dam" in errand and "Udleveret af: Prøve Dam" in stub
    assert "Skrevet af: Model Andersen" in errand and "Bestilt af: Eksempel Bæk" in errand
    assert errand.count("Svar givet af / kl.") == 2  # each place its own reply
    nameless = make_event(Message("Tak", "all"), kit=KIT, epoch=7, seq=90, hlc=hlc_of_unix(NOON))
    source = replace(DAY, find=lambda number: nameless)
    assert "Skrevet af: navn ikke noteret" in in_one_line(
        as_text(lay_out(make(Docket("11-0090", ("maanelysskolen",)), source), 32), 32)
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mad – vand – varme", 3),
        ("Kom kl. 14.30 med 20 tæpper", 6),
        ("2 + 2 = 4 ...", 3),
        ("- første\n- andet", 2),
        ("A/B-huset og 3-4 børn!", 4),
        ("", 0),
        ("→ gå til Ærø ←", 3),
    ],
)
def test_words_are_counted_as_people_count_them(text, words):
    assert words_in(text) == words


def test_many_places_are_never_a_paragraph_of_names():
    for name in ("board", "handover"):
        silent = replace(DAY, now=NOON + 9 * 3600) if name == "handover" else DAY
        for line in as_text(lay_out(make(DOCUMENTS[name], silent), 48), 48).splitlines():
            assert sum(place.name in line for place in DAY.roster.places) <= 2, line
    text = in_one_line(printed("board"))
    assert "UKENDT, intet hørt (81)" in text
    listed = [line.split() for line in printed("board").splitlines() if line.endswith(("af 3", "af 4"))]
    assert sum(int(words[-3]) for words in listed) == 81
    few = msgspec.structs.replace(DAY.roster, places=DAY.roster.places[:4])
    assert "UKENDT, intet hørt (3)" in (short := printed("board", replace(DAY, roster=few)))
    assert all(f"\n  {place.name}\n" in short for place in few.places[1:])


def test_a_docket_goes_only_to_those_who_have_not_understood():
    told = in_one_line(printed("docket-route"))
    assert "3 steder" in told
    nearest = [told.index(place) for place in ("1. Pindsvineskolen", "2. Ræveengskolen", "3. Månelysskolen")]
    assert nearest == sorted(nearest)
    everybody = in_one_line(as_text(lay_out(make(Docket("1-0004"), DAY), 32), 32))
    assert "23 steder" in everybody
    assert "Har forstået: Ræveengskolen" in everybody


def test_an_errand_carries_all_its_letters_and_says_when_the_runner_is_expected():
    runner, stub = (in_one_line(part) for part in parts_of(lay_out(make(Docket("11-0012"), DAY), 42)))
    for words in ("Påhit Gregersen, cykel", "Nr. 1-0004, besked fra", "Nr. 11-0011, anmodning fra", "20 stk. tæpper"):
        assert words in runner
    assert "nr. 1-0004, 11-0011" in stub
    assert "Ventes tilbage: 21.11.2026 14." in stub


def test_an_errand_whose_letter_is_not_here_says_so():
    def at(ref):
        if (ref.kit, ref.seq) == (1, 4):
            raise InputError("ikke her")
        return DAY.at(ref)

    text = in_one_line(as_text(lay_out(make(Docket("11-0012"), replace(DAY, at=at)), 42), 42))
    assert "nr. 1-0004 findes ikke på dette kit" in text


def test_ticks_stand_on_a_running_card_and_not_on_one_that_was_changed_since():
    run = printed("card-run")
    assert "[x] 1. " in run
    assert "IKKE RELEVANT: runneren har selv vest" in in_one_line(run)
    changed = {**DAY.cards, "runner": _changed(DAY.cards["runner"])}
    warned = in_one_line(as_text(lay_out(make(CardSheet("runner"), replace(DAY, cards=changed)), 32), 32))
    assert "Kortet er ændret" in warned
    assert "[x]" not in warned
    keeping = replace(DAY, cards=changed, kept_card=lambda card, version: DAY.cards[card])
    assert "[x] 1. " in as_text(lay_out(make(CardSheet("runner"), keeping), 32), 32)


def _changed(card):
    return msgspec.structs.replace(card, version="ffffffff")


def test_a_card_under_way_has_lines_for_who_did_what_is_left():
    run, blank = printed("card-run"), printed("card")
    assert "Resten udført af" in run and "Slut kl." in run
    assert "\nUdført af\n" in blank and "Resten" not in blank
    steps = range(1, len(DAY.cards["runner"].steps) + 1)
    done = [
        make_event(CardStep("runner", CardAct.TICK, step=step), kit=KIT, epoch=7, seq=100 + step,
                   hlc=hlc_of_unix(NOON + 6500), incident=DAY.tag)
        for step in steps
    ]  # fmt: skip
    assert "udført af" not in printed("card-run", replace(DAY, state=fold([*DAY.log(), *done])))


def test_a_replaced_notice_is_loud_about_it_and_a_new_one_says_which_to_take_down():
    assert "FORÆLDET" in printed("notice-replaced")
    assert "Erstattet af nr.: 11-0008" in in_one_line(printed("notice-replaced"))
    assert "Erstatter nr.: 11-0006, tag det ned" in in_one_line(printed("notice"))
    late = replace(DAY, now=NOON + 7 * 3600)
    assert "UDLØBET" in printed("notice", late)


def test_long_documents_count_their_parts():
    parts = parts_of(lay_out(make(RosterList(), DAY), 32))
    assert len(parts) > 2
    for index, part in enumerate(parts, 1):
        assert f"{'slut' if index == len(parts) else 'del'} {index}/{len(parts)}" in part
        assert "Mandskabsliste" in part


def test_chits_are_numbered_on_from_the_last_ones():
    text = as_text(lay_out(make(BlankChits(3), replace(DAY, next_chit=41)), 32), 32)
    for number in ("11-B041", "11-B042", "11-B043"):
        assert f"Blanket {number}" in text
    assert "Blanket 11-B007" in as_text(lay_out(make(BlankChits(1, 7), DAY), 32), 32)
    assert sum(isinstance(block, Cut) for block in make(BlankChits(3), DAY).blocks) == 2


def test_the_handover_names_what_is_open():
    text = in_one_line(printed("handover"))
    for words in (
        "AKUT: Send 60 liter vand",
        "RØD: Tidselfnugskolen",
        "2 af 15 trin gjort",
        "Alle mødesteder åbner nu.",
        "11-0012 Påhit Gregersen: Pindsvineskolen, Ræveengskolen",
        "11-0011 Tidselfnugskolen: 20 stk. tæpper under udførelse, hos Materielgården",
        "Batteri: 62 %",
        "job 8: følgeseddel 11-0007, sendt uden svar",
        "gentager tre ting",
    ):
        assert words in text
    assert "Batteri: ukendt" in printed("handover", replace(DAY, battery=None))


def test_the_handover_names_warnings_when_there_are_any():
    assert "Seneste varsler" not in printed("handover")
    warned = make_event(
        Warned("Frost i nat", WarningSource.WEATHER, "vejrtjenesten", by="Øvelse Ægir"),
        kit=11, epoch=3, seq=900, hlc=DAY.log()[-1].hlc, incident=DAY.log()[-1].incident,
    )  # fmt: skip
    source = source_of_day(state=fold([*DAY.log(), warned]))
    text = in_one_line(printed("handover", source))
    assert "Seneste varsler" in text and "11-0900: fra vejrtjenesten (vejr): Frost i nat (Øvelse Ægir)" in text


def test_the_log_has_every_event_in_order_and_names_those_that_are_missing():
    text = printed("log")
    heads = [text.index(f" {event.number} {head_words(event)}") for event in DAY.log()]
    assert heads == sorted(heads)
    some = [event for event in DAY.log() if event.number != "11-0007"]
    gap = replace(DAY, state=fold(some), log=lambda: some)
    assert "Mangler her: 11-0007" in printed("log", gap)
    since = as_text(lay_out(make(LogSheet("12-0001"), DAY), 32), 32)
    assert "12-0003" in since
    assert "1-0003 notat" not in since


def test_the_log_says_who_kept_it_in_which_incident_and_from_when_to_when():
    text = in_one_line(printed("log"))
    assert "Hændelse: Strømsvigt i hele kommunen" in text
    assert "Periode: 21.11.2026 12.00 til 21.11.2026 13.47" in text
    assert "Skrevet på kit: 1, 11, 12" in text
    assert "Ført af: ingen er skrevet ind som logfører" in text
    assert "Loggen er ført af / kl." in text
    keeper = make_event(
        Crew("Øvelse Pen", 11, role=PersonRole.LOG_KEEPER.value), kit=KIT, epoch=7, seq=90,
        hlc=hlc_of_unix(NOON + 60), incident=DAY.tag,
    )  # fmt: skip
    kept = replace(DAY, state=fold([*DAY.log(), keeper]))
    assert "Ført af: Øvelse Pen (logfører, siden 12.01)" in in_one_line(printed("log", kept, width=48))
    assert "Øvelse: Strømsvigt" in in_one_line(printed("log", EXERCISE))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("role", [*PERSON_ROLE_DA.values(), "Børnesikkerhedskoordinator", "tilsynsførende læge"])
def test_a_badge_breaks_no_word_of_the_role(role, width):
    lines = as_text(lay_out(make(Badge(f"{role}: Øvelse Bæk"), DAY), width), width).splitlines()
    assert role.upper() in in_one_line(" ".join(lines))


def test_a_badge_shows_the_role_in_which_its_owner_is_on_duty():
    on_roster = DAY.roster.people_with(PersonRole.RUNNER)[0]
    assert "RUNNER" in as_text(lay_out(make(Badge(on_roster.name), DAY), 32), 32)
    here = make_event(
        Crew(on_roster.name, 11, role=PersonRole.LOG_KEEPER.value), kit=KIT, epoch=7, seq=90,
        hlc=hlc_of_unix(NOON + 60), incident=DAY.tag,
    )  # fmt: skip
    signed_in = replace(DAY, state=fold([*DAY.log(), here]))
    text = as_text(lay_out(make(Badge(on_roster.name), signed_in), 32), 32)
    assert "LOGFØRER" in text and "RUNNER" not in text and "Kløverkærskolen" in text
    text = as_text(lay_out(make(Badge("Prøve Dam"), DAY), 32), 32)  # on duty, and on no roster
    assert "OFFICER" in text and "Prøve Dam" in text


def test_the_picture_counts_unknown_as_unknown():
    text = in_one_line(printed("board"))
    assert "RØD 2 · GUL 1 GRØN 1 · UKENDT 81" in text
    assert text.index("RØD: Tidselfnugskolen") < text.index("GUL: Eksempelby Sundhedscenter")
    assert "vand 1 1 1 82" in text


def test_an_old_emergency_list_says_so_and_when_to_destroy_it():
    assert "GAMMEL LISTE" in printed("list")
    assert "Makuleres senest: 27.11.2026 10.00" in in_one_line(printed("list"))
    fresh = replace(DAY, now=NOON - 25 * 3600)
    assert "GAMMEL" not in printed("list", fresh)
    assert "[QR" not in printed("list")


@pytest.mark.parametrize(
    ("name", "argument", "sentence"),
    [
        ("receipt", "", "der mangler et nummer, for eksempel"),
        ("receipt", "11-9999", "Nummer 11-9999 findes ikke"),
        ("docket", "11-0001 nowhere", "Stedet “nowhere” kendes ikke"),
        ("card", "runnner", "mente du runner"),
        ("card", "zzz", "Kortet “zzz” findes ikke"),
        ("chits", "mange", "er ikke et antal blanketter"),
        ("chits", "0", "vælg fra 1 til 50"),
        ("chits", "9999", "vælg fra 1 til 50"),
        ("notice", "11-0008 snart", "er ikke et antal timer"),
        ("notice", "11-0003", "har ingen tekst"),
        ("roster", "nowhere", "Stedet “nowhere” kendes ikke"),
        ("list", "klasse 9Z", "Nødlisten “klasse 9Z” findes ikke"),
    ],
)
def test_what_cannot_be_printed_gets_one_sentence(name, argument, sentence):
    with pytest.raises(InputError) as wrong:
        make(wanted_of(DocumentKind(name), argument), DAY)
    assert sentence in str(wrong.value)
    assert "\n" not in str(wrong.value)


def test_locked_lists_and_a_missing_key_say_what_to_do():
    for wanted, remedy in ((EmergencyList("klasse 3B"), PrintList()), (KeyCard(), PrintKeyCard())):
        with pytest.raises(InputError) as refused:
            make(wanted, replace(DAY, find_list=None, key=None))
        assert refused.value.remedy == remedy


def test_a_kit_that_knows_nothing_still_prints():
    empty = DocumentSource(State(), Roster(), NOON, 7, knows_time=False)
    for kind in ("roster", "signin", "places", "contacts", "board", "log", "handover", "test"):
        document = make(wanted_of(DocumentKind(kind)), empty)
        text = as_text(lay_out(document, 32), 32)
        assert "ca. 21.11.2026" in text
        assert "Kit 7" in text


@given(event=events(), more=st.lists(events(), max_size=3), width=st.sampled_from(WIDTHS))
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_event_makes_slips_that_fit_the_paper(event, more, width):
    told = [event, *more]
    source = replace(DAY, state=fold(told), log=lambda: told, find=lambda number: event)
    for wanted in (Receipt(event.number), Docket(event.number), LogSheet(), HandoverSheet(), BoardPicture()):
        try:
            document = make(wanted, source)
        except InputError:
            assert isinstance(wanted, Docket)  # nobody to bring it to
            continue
        items = lay_out(document, width)
        assert all(item.cells <= width for item in items if isinstance(item, Line))
        if event.exercise and isinstance(wanted, Receipt | Docket):
            assert all("ØVELSE" in part for part in parts_of(items))


def test_the_log_on_paper_tells_apart_the_hour_that_comes_twice():
    first = 1_824_942_600  # 31.10.2027 at 00:30 UTC
    at = {n: hlc_of_unix(first + 3600 * (n - 1)) for n in (1, 2, 3)}
    notes = [make_event(Note(f"nr. {n}"), kit=12, epoch=0, seq=n, hlc=hlc) for n, hlc in at.items()]
    source = replace(source_of_day(), state=fold(notes), log=lambda: notes, now=first + 9000)
    told = as_text(lay_out(make(core_documents.LogSheet(), source), 48), 48)
    assert "02.30 sommertid 12-0001" in told and "02.30 vintertid 12-0002" in told and "\n03.30 12-0003" in told
