"""The command line says what is wrong and what to do about it in one sentence, with its own commands and options."""

import asyncio
import random
import socket
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from command_line import fieldkit
from hypothesis import assume, given
from hypothesis import strategies as st
from kits import meeting_point
from paths import ROOT
from remedies import KINDS, some
from sample_day import source_of_day

from fieldkit.acts import activation, cards, chits, citizens, duty, incidents, messages, roster, vault
from fieldkit.acts.printing import document_of, print_now, queue_document
from fieldkit.cli.remedies import WORDS, advised, told
from fieldkit.console.remedies import WORDS as SCREEN_WORDS
from fieldkit.core.documents import BoardPicture, Docket, DocumentKind, EmergencyList, KeyCard, Receipt, wanted_of
from fieldkit.core.errors import FieldkitError, Remedy
from fieldkit.core.facts.event import make_event
from fieldkit.core.facts.roster import RosterEdit, RosterTable
from fieldkit.core.facts.said import Message, Note
from fieldkit.core.facts.staff import CallResult
from fieldkit.core.remedies import CarryOnStick, CheckDisk, NamePlaces, SetUpRadio
from fieldkit.core.roster.edits import LeftOut, find_row
from fieldkit.core.roster.roster import Roster
from fieldkit.core.state.chits import ChitKey
from fieldkit.kit import Kit
from fieldkit.link.wire.seal import Sealer
from fieldkit.link.wire.slip import LEAST_DIGITS, key_digits, pack_slip, read_code, read_key_digits
from fieldkit.paper.documents import make
from fieldkit.practice.mesh.live import VirtualMesh
from fieldkit.resync.bundle import import_bundle
from fieldkit.resync.slips import backlog
from fieldkit.store.errors import store_errors
from fieldkit.store.files.home import Home
from fieldkit.store.files.keys import read_key
from fieldkit.store.files.making import make_folder
from fieldkit.store.identity import claim
from fieldkit.store.log import Log
from fieldkit.store.tables.jobs import job_row, queue_copy
from fieldkit.store.tables.status import Device, DeviceState, DeviceStatus, put_status
from fieldkit.store.vault.list_files import ListTable
from fieldkit.store.vault.vault import add_list, key_file, list_name, new_key_file, open_list, passphrase

PEOPLE = RosterTable.PEOPLE
SECRET = b"k" * 32
NOTE = make_event(Note("hej"), kit=12, epoch=1, seq=1, hlc=1 << 30)
CODE = pack_slip(Sealer(12, 1, 1, SECRET), [NOTE], 400)[0]
LETTERS = random.Random(2)
MANY = [
    make_event(Note("".join(LETTERS.choices("abcdefghij ", k=300))), kit=9, epoch=1, seq=n, hlc=n << 16)
    for n in range(1, 120)
]


@pytest.fixture(scope="module")
def kit(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("made") / "kit"
    kit = meeting_point(folder, number=12, now=lambda: 1_795_000_000.0)
    yield kit
    kit.close()


def refused(act, *given, **named) -> str:
    with pytest.raises(FieldkitError) as error:
        act(*given, **named)
    return told(error.value)


def test_of_the_log_and_the_incident(kit):
    numbers = "Nummer 12-9999 findes ikke i dette kits log; se numrene med “fieldkit log”."
    assert refused(kit.find, "12-9999") == numbers
    assert refused(backlog, kit, "12-9999") == numbers
    assert refused(incidents.stop, kit) == "Der er ingen hændelse i gang; start en med “fieldkit incident start NAVN”."
    assert (
        refused(messages.acknowledge, kit, kit.find("12-0001").ref, " ")
        == "Skriv hvem der har læst beskeden (--by NAVN); et forstået uden navn tæller ikke."
    )


def test_of_the_roster(kit):
    assert refused(kit.roster.resolve, "xyzzy") == "Stedet “xyzzy” kendes ikke: se navnene med fieldkit roster show."
    assert (
        refused(Roster().resolve, "xyzzy")
        == "Stedet “xyzzy” kendes ikke, for listen over steder er tom: indlæs den med fieldkit roster import."
    )
    assert (
        refused(roster.change, kit, PEOPLE, "xyzzy", {"telefon": "00 00 00 00"})
        == "“xyzzy” står ikke i personer; se rækkerne med “fieldkit roster show personer”."
    )
    assert (
        refused(find_row, kit.library.rows(PEOPLE), PEOPLE, "xyzzy")
        == "“xyzzy” står ikke i personer; se rækkerne med “fieldkit roster show”."
    )
    assert (
        refused(roster.change, kit, PEOPLE, kit.library.rows(PEOPLE)[0].name, {})
        == "Rettelsen er tom; skriv kolonnen og det nye, for eksempel “telefon=00 00 00 00”."
    )
    edit = RosterEdit(PEOPLE, "A", {"telefon": "1"})
    fault = LeftOut(make_event(edit, kit=2, epoch=1, seq=1, hlc=1), edit, "telefon er forkert.").fault
    assert advised(str(fault), fault.remedy) == (
        "rettelser:0: Rettelse 2-0001 af “A” i personer bruges ikke: telefon er forkert. "
        "Ret den anden række, eller fortryd med “fieldkit roster undo 2-0001”."
    )


def made(document, argument, source):
    return make(wanted_of(DocumentKind(document), argument), source)


def test_of_documents(kit):
    day = source_of_day()
    for document, argument, source, sentence in (
        ("card", "zzz", day, "Kortet “zzz” findes ikke: se dem med “fieldkit cards list”."),
        ("answers", "99", day, "Instruks 99 gælder ikke eller findes ikke; se dem med “fieldkit answer list”."),
        ("receipt", "", day, "Skriv et nummer, for eksempel 12-0147, efter receipt."),
        ("chits", "", day, "Skriv hvor mange blanketter efter chits."),
        ("chits", "mange", day, "“mange” er ikke et antal blanketter: skriv for eksempel chits 10."),
        ("notice", "11-0008 nu", day, "“nu” er ikke et antal timer: skriv for eksempel notice 11-0008 6."),
        ("badge", ":", day, "Skriv rollen på kortet, for eksempel: badge runner."),
        ("keycard", "", replace(day, key=None), "Der er ingen nøgle at udskrive: lav kortet med “fieldkit keys card”."),
        (
            "list",
            "klasse 3B",
            replace(day, find_list=None),
            "Nødlister ligger låst inde: lås op og udskriv med “fieldkit vault show NAVN --print”.",
        ),
        (
            "docket",
            "12-0001",
            replace(day, find=lambda number: NOTE, roster=Roster()),
            "Nr. 12-0001 har ingen modtager på listen: skriv stedet efter nummeret.",
        ),
    ):
        assert refused(made, document, argument, source) == sentence
    everybody = kit.record(Message("hej", to="all"))
    assert refused(make, Docket(everybody.number), replace(day, find=kit.find, roster=kit.roster)) == (
        f"Nr. {everybody.number} skal til 84 steder; det er for mange til én følgeseddel: "
        "skriv stederne efter nummeret, adskilt af komma."
    )
    assert (
        advised("Nr. 12-0001 har ingen rute.", NamePlaces())
        == "Nr. 12-0001 har ingen rute: skriv stederne efter nummeret, adskilt af komma."
    )


def test_of_paper_that_was(kit):
    said = kit.record(Message("hej", to="all"))
    receipt, board = queue_document(kit, Receipt(said.number)), queue_document(kit, BoardPicture())
    kit.log.write("UPDATE jobs SET bytes=x''", ())
    old = "er for gammelt til at blive udskrevet igen (indholdet er slettet); lav papiret på ny med"
    assert refused(queue_copy, kit.log, receipt, 1.0) == f"Job {receipt} {old} “fieldkit print receipt {said.number}”."
    assert refused(queue_copy, kit.log, board, 1.0) == f"Job {board} {old} “fieldkit print board”."
    assert refused(job_row, kit.log, 99) == "Der er intet udskriftsjob 99; se dem med “fieldkit jobs”."
    key = ChitKey(12, 1)
    first = chits.enter(kit, key, chits.Filled("hej", place=12, at=None))
    assert refused(chits.enter, kit, key, chits.Filled("hej igen", place=12, at=None)) == (
        f"Blanket 12-B001 er allerede skrevet ind som nr. {first.number}; se efter nummeret, "
        "eller ret den med --correct."
    )


def test_of_cards(kit):
    assert refused(cards.start, kit, "zzz") == "Der er intet kort “zzz”; se dem med “fieldkit cards list”."
    assert (
        refused(cards.tick, kit, "alarm", 1)
        == "Kortet “Alarm: skriv ned og ring videre” er ikke begyndt; start det med “fieldkit card start alarm”."
    )
    cards.start(kit, "alarm")
    assert (
        refused(cards.start, kit, "alarm")
        == "Kortet “Alarm: skriv ned og ring videre” er allerede i gang her; se det med “fieldkit card list”."
    )
    step = next(step for step in kit.cards["alarm"].steps if step.may_skip)
    assert refused(cards.skip, kit, "alarm", step.number, " ") == f"Skriv grunden (--reason): {step.skip_question}"


def test_of_private_papers(kit):
    assert refused(queue_document, kit, EmergencyList("klasse-3b")) == (
        "Nødliste må ikke ligge i udskriftskøen på disken; brug “fieldkit vault show NAVN --print”, "
        "som sender det lige til printeren."
    )
    assert refused(queue_document, kit, KeyCard()) == (
        "Nøglekort må ikke ligge i udskriftskøen på disken; brug “fieldkit print keycard”, "
        "som sender det lige til printeren."
    )
    assert (
        refused(print_now, kit, document_of(kit, KeyCard()), "keycard")
        == "Kittet har ingen printer; sæt den i kit.toml, eller vis papiret med --text."
    )
    kit.time_sure, sure = False, kit.time_sure
    assert (
        refused(vault.purge, kit, lambda text, error: None)
        == "Kittets ur er ikke stillet, så listernes alder er ukendt; stil uret, eller brug --all."
    )
    kit.time_sure = sure


def test_of_people_on_duty(kit):
    three = ("a", "b", "c")
    assert (
        refused(duty.sign_in, kit, " ") == "Navnet mangler; skriv det i anførselstegn, for eksempel “Øvelse Andersen”."
    )
    assert refused(duty.who_is_on_duty, kit, "Xa") == "“Xa” står ikke på vagt; se listen med “fieldkit crew list”."
    for place in (3, 4):
        duty.sign_in(kit, "Xa", place=place)
    slugs = " eller ".join(kit.roster.place(place).slug for place in (3, 4))
    assert refused(duty.who_is_on_duty, kit, "Xa") == f"“Xa” står på vagt flere steder; tilføj --place {slugs}."
    assert (
        refused(duty.hand_over, kit, "Xa", "Yb", three[:2])
        == "Den, der møder, skal gentage tre ting, og her er 2; skriv dem med --fact, en for hver."
    )
    assert (
        refused(duty.hand_over, kit, "", "Yb", three)
        == "Et navn mangler; skriv både den, der går (--from), og den, der møder (--to)."
    )
    assert (
        refused(duty.hand_over, kit, "Xa", "xa", three)
        == "Den, der går, og den, der møder, er samme navn; skriv begge navne helt ud."
    )


def test_of_activation(kit):
    assert (
        refused(activation.decide, kit, 2, by="")
        == "Skriv, hvem der har besluttet det (--by NAVN); et niveau uden navn kan ikke efterprøves."
    )
    assert (
        refused(activation.complete, kit, by="Xa")
        == "Ingen stab er indkaldt; beslut først niveauet med “fieldkit level set N --by NAVN”."
    )
    assert (
        refused(activation.stand_down, kit, by="Xa")
        == "Der er intet niveau at ophæve; se historikken med “fieldkit level list”."
    )
    assert (
        refused(activation.note_call, kit, "", CallResult.REACHED)
        == "Navnet mangler; skriv, hvem der blev ringet til, i anførselstegn."
    )


def test_of_citizens_and_edits(kit):
    assert (
        refused(citizens.question, kit, "12-0001")
        == "12-0001 er ikke et spørgsmål fra borgere; se dem med “fieldkit question list”."
    )
    assert refused(citizens.may_answer, kit) == (
        "Svar til borgerne skrives af sekretariatet, så de er ens overalt; send spørgsmålet ind med “fieldkit question "
        "add”, eller tilføj --on-behalf, når sekretariatet har besluttet teksten."
    )
    assert refused(citizens.current_answer, kit, 7) == ("Der er ingen instruks 7; se dem med “fieldkit answer list”.")
    edit = roster.change(kit, PEOPLE, kit.library.rows(PEOPLE)[0].name, {"telefon": "00 00 00 09"})
    roster.undo(kit, edit)
    assert (
        refused(roster.undo, kit, edit)
        == f"{edit.number} er allerede fortrudt; se rettelserne med “fieldkit roster edits”."
    )
    assert (
        refused(chits.time_on, "", 1.0)
        == "Skriv, hvornår blanketten er udfyldt (--at 14.30), eller --at ? hvis det ikke står der."
    )


def test_of_slips_and_bundles(kit, tmp_path):
    assert refused(pack_slip, Sealer(12, 1, 1, SECRET), MANY, LEAST_DIGITS).endswith(
        ", og en seddel må have 99; begynd ved et senere nummer (--since) eller brug en USB-nøgle "
        "(fieldkit bundle export)."
    )
    assert (
        advised("Nr. 12-0002 er for stor til en seddel; brug en USB-nøgle.", CarryOnStick())
        == "Nr. 12-0002 er for stor til en seddel; brug en USB-nøgle (fieldkit bundle export)."
    )
    assert refused(read_code, CODE, {1: b"x" * 32}) == (
        "Sedlens segl passer ikke til dette kits nøgle: den kommer fra en anden kommune eller er forfalsket; "
        "sammenlign kendetal med “fieldkit keys show”."
    )
    assert refused(read_code, CODE, {}) == (
        "Sedlen er forseglet med nøgle nr. 1, som dette kit ikke har; se kittets nøgle med "
        "“fieldkit keys show”, og hent kommunens."
    )
    assert (
        refused(read_code, key_digits(1, SECRET), {1: SECRET})
        == "Det er et nøglekort og ikke en seddel; læs det med “fieldkit keys scan FIL”."
    )
    assert refused(read_key_digits, CODE) == "Det er en seddel og ikke et nøglekort; læs den med “fieldkit slip scan”."
    other = tmp_path / "andet"
    other.write_bytes(b"noget andet " * 100)
    assert (
        refused(import_bundle, kit, other)
        == f"{other} er ikke en pakke fra Feltkit; vælg den fil, som “fieldkit bundle export” skrev."
    )
    database = tmp_path / "database"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE noget (andet)")
        connection.commit()
    assert (
        refused(import_bundle, kit, database)
        == f"{database} er en database, men ikke en pakke fra Feltkit; lav en med “fieldkit bundle export”."
    )


def broken(path: Path, error: sqlite3.Error) -> None:
    with store_errors(path):
        raise error


COPY = (
    "brug den nyeste kopi, som “fieldkit backup” har lagt, som kit (README.md: “Tilbage fra en kopi”), eller flet de "
    "andre kits logge ind i et nyt kit."
)


def test_the_advice_to_go_back_to_a_copy_names_what_stands_in_the_readme():
    assert "\n## Tilbage fra en kopi\n" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_of_disks_and_kits(kit, tmp_path):
    log, none, file = tmp_path / "log.db", tmp_path / "intet", tmp_path / "fil"
    file.touch()
    assert (
        refused(broken, log, sqlite3.OperationalError("disk I/O error"))
        == f"Disken med {log} svarer med fejl; tag en kopi med “fieldkit backup” og skift disken."
    )
    assert refused(broken, log, sqlite3.DatabaseError("database disk image is malformed")) == (
        f"Loggen {log} er beskadiget og er ikke rørt; {COPY}"
    )
    assert (
        advised("Kopien i /media/usb blev ikke læselig.", CheckDisk())
        == "Kopien i /media/usb blev ikke læselig; brug et andet medie, og se kittets disk efter med “fieldkit doctor”."
    )
    assert refused(Kit.open, none) == (
        f"Der er intet kit i {none}; lav et med “fieldkit init --number N --role ROLLE --place STED” "
        "eller prøv “fieldkit demo”."
    )
    assert refused(Log.open, none / "log.db") == f"Der er ingen log i {none}; {COPY}"
    assert refused(claim, kit.log, none, 12) == f"Mappen {none} findes ikke; lav kittet med “fieldkit init”."
    assert (
        refused(make_folder, Home(kit.home.folder), data=None, cards=None)
        == f"Der er allerede et kit i {kit.home.folder}; det bliver ikke overskrevet. Vælg en anden mappe med --home."
    )
    assert (
        refused(make_folder, Home(file), data=None, cards=None)
        == f"{file} er en fil, ikke en mappe; vælg en anden mappe med --home."
    )
    assert (
        refused(read_key, none)
        == f"Nøglefilen {none} findes ikke; lav en med “fieldkit keys new FIL” eller hent kommunens."
    )
    assert refused(read_key, file) == f"{file} er ikke en Feltkit-nøgle; brug filen fra “fieldkit keys new”."


def test_of_emergency_lists(tmp_path):
    none, short, key = tmp_path / "intet", tmp_path / "kort", tmp_path / "nøgle"
    short.write_text("abc")
    new_key_file(key)
    assert (
        refused(key_file, none)
        == f"Nøglefilen {none} findes ikke; sæt vagtens USB-nøgle i, eller lav en med “vault key FIL”."
    )
    assert (
        refused(key_file, short) == f"{short} er for kort til at være en nøglefil; lav en med “fieldkit vault key FIL”."
    )
    assert (
        refused(list_name, "010115-1234")
        == "Navnet på nødlisten indeholder et CPR-nummer; giv den et andet navn med --name."
    )
    assert (
        refused(list_name, "//")
        == "Nødlisten mangler et navn; giv den et med --name, for eksempel --name klasseliste-3b."
    )
    add_list(tmp_path, "klasse", ListTable(("Navn",), (("Prøve",),)), key_file(key), 1.0, made=1.0)
    words = passphrase("fire tilfældige ord her")
    assert refused(open_list, tmp_path, "klasse", words) == "Nødlisten klasse åbnes med en nøglefil (--key FIL)."
    assert refused(open_list, tmp_path, "ukendt", words) == (
        "Der er ingen nødliste “ukendt”; se dem med “fieldkit vault list”."
    )


def test_of_devices():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(FieldkitError) as error:
            asyncio.run(VirtualMesh(1, port, 1).start())
    assert told(error.value) == f"Port {port} er optaget: vælg en anden med --port, eller stop det, der bruger den."
    assert advised("radioen sender ikke", SetUpRadio()) == "radioen sender ikke: sæt den op med “fieldkit radio setup”"


def test_it_reaches_the_terminal_and_the_doctor(kit, tmp_path):
    answer = fieldkit("report", "xyzzy", "vand ok", home=kit.home.folder)
    assert answer.refused() == "Stedet “xyzzy” kendes ikke: se navnene med fieldkit roster show."
    scanned = fieldkit("slip", "scan", key_digits(1, SECRET), "--json", home=kit.home.folder)
    words = ["Det er et nøglekort og ikke en seddel; læs det med “fieldkit keys scan FIL”."]
    assert scanned.status == 1 and scanned.document["refused"] == words
    (found,) = fieldkit("doctor", "--json", home=tmp_path / "intet").document
    assert found["detail"].endswith("eller prøv “fieldkit demo”.")


def test_the_running_engines_words_get_theirs(kit):
    silent = DeviceStatus(Device.RADIO, DeviceState.WARNING, "radioen sender ikke", int(kit.now()), remedy=SetUpRadio())
    put_status(kit.log, silent)
    lock = kit.home.lock_engine()
    assert lock is not None
    with lock:
        shown = fieldkit("radio", "status", "--json", home=kit.home.folder).document
    assert shown["text"] == "radioen sender ikke: sæt den op med “fieldkit radio setup”"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_remedy_has_words_at_the_prompt_and_at_the_screen(kind):
    assert kind in WORDS and kind in SCREEN_WORDS, f"{kind.__name__} lacks a line in a front end's table"
    assert WORDS[kind] or SCREEN_WORDS[kind], f"nobody can do anything about {kind.__name__}: it is no remedy"


def test_no_words_are_for_what_is_no_remedy():
    assert set(WORDS) == set(SCREEN_WORDS) == set(KINDS)


@given(st.sampled_from(KINDS).flatmap(some))
def test_the_words_say_more_than_what_is_wrong(remedy: Remedy):
    assume(WORDS[type(remedy)] is not None)
    assert len(advised("Nej.", remedy)) > len("Nej.")
