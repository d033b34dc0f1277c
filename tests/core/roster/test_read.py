"""The roster: the sample is clean, every fault is named by file and line, a typed place is understood."""

import base64
import csv
import shutil
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from paths import DATA

from fieldkit.core.errors import InputError
from fieldkit.core.facts.terms import Role, Topic, Transport
from fieldkit.core.faults import Fault
from fieldkit.core.remedies import ImportRoster, SeePlaces
from fieldkit.core.roster.read import read_roster
from fieldkit.core.roster.roster import CRISIS_ROLES, Person, PersonRole, Place, PlaceKind, Roster, distance_m, node_id
from fieldkit.core.text.names import fold_name
from fieldkit.core.text.personal_data import find_cpr
from fieldkit.store.files.roster import load_roster

TABLES = ("steder", "personer", "ressourcer", "planer", "partnere", "niveauer")


@pytest.fixture(scope="module")
def sample() -> Roster:
    roster, faults = load_roster(DATA)
    assert faults == []
    assert roster is not None
    return roster


# The sample municipality


def test_sample_has_what_it_promises(sample: Roster) -> None:
    assert [len(sample.with_role(role)) for role in Role] == [1, 24, 60]
    roles = [place.role for place in sample.places]
    assert roles == sorted(roles, key=list(Role).index)
    assert all(len(sample.people_with(role)) == 3 for role in CRISIS_ROLES)
    assert len(sample.people_with("liaison-officer")) == 24
    assert len(sample.people_with("runner")) == 40
    assert [step.level for step in sample.levels] == [0, 1, 2]
    assert sample.levels[2].full_within_min == 120
    assert {resource.topic for resource in sample.resources} >= set(Topic)
    assert sample.plans and sample.partners


def test_sample_places_hang_together(sample: Roster) -> None:
    for place in sample.places:
        assert place.node is not None and place.address and 1 <= len(place.node_name) <= 4
        assert (place.kit is None) == (place.role is Role.INSTITUTION)
        assert sample.by_node(place.node) is place and sample.place(place.number) is place
        assert fold_name(place.name).replace(" ", "-") == place.slug or place.role is Role.SECRETARIAT
    assert len({place.node_name for place in sample.places}) == 85
    assert sum(place.public_key is not None for place in sample.places) == 3
    under = [sample.institutions_of(point.slug) for point in sample.with_role(Role.MEETING_POINT)]
    assert sum(map(len, under)) == 60 and all(under)
    for point in sample.with_role(Role.MEETING_POINT):
        assert [person.order for person in sample.people_with("liaison-officer", point.slug)] == [1]
        assert all((distance_m(point, child) or 1e9) < 1000 for child in sample.institutions_of(point.slug))


def test_sample_is_one_town_of_12_by_10_km(sample: Roster) -> None:
    lats = [place.lat for place in sample.places if place.lat is not None]
    lons = [place.lon for place in sample.places if place.lon is not None]
    assert len(lats) == len(lons) == 85
    # 111.2 km a degree of latitude; cos(55.6°) of that a degree of longitude.
    assert 8 < (max(lats) - min(lats)) * 111.2 < 10.5
    assert 10 < (max(lons) - min(lons)) * 62.8 < 12.5


def test_sample_people_are_plainly_made_up(sample: Roster) -> None:
    assert all(person.phone.startswith("00 00 ") and person.note == "opdigtet" for person in sample.people)
    assert "opdigtet" in (DATA / "README.md").read_text(encoding="utf-8")


# Looking up


@pytest.mark.parametrize(
    "text", ["graevlingeskolen", "Grævlingeskolen", " GRÆVLINGESKOLEN ", "16", "!0a0f0010", "!0A0F0010"]
)
def test_a_place_is_understood_however_it_is_written(sample: Roster, text: str) -> None:
    assert sample.resolve(text).slug == "graevlingeskolen"


@pytest.mark.parametrize(
    "text", ["Børnehuset Humlebiens Hule", "boernehuset humlebiens-hule", "BOERNEHUSET HUMLEBIENS HULE"]
)
def test_a_name_of_several_words(sample: Roster, text: str) -> None:
    assert sample.resolve(text).slug == "boernehuset-humlebiens-hule"


@given(st.integers(0, 84), st.integers(0, 2**40))
def test_every_place_is_found_by_its_name_in_any_case(sample: Roster, index: int, upper: int) -> None:
    place = sample.places[index]
    mixed = "".join(char.upper() if upper >> at & 1 else char for at, char in enumerate(place.name))
    assert sample.resolve(mixed) is place


def test_an_unknown_place_names_near_ones(sample: Roster) -> None:
    with pytest.raises(InputError, match=r"mente du .*Grævlingeskolen") as error:
        sample.resolve("grævlinskolen")
    assert str(error.value).count(",") <= 1 and "\n" not in str(error.value)
    with pytest.raises(InputError, match=r"Stedet “xyzzy” kendes ikke") as unlike:
        sample.resolve("xyzzy")
    assert unlike.value.remedy == SeePlaces()
    with pytest.raises(InputError, match=r"listen over steder er tom") as empty:
        Roster().resolve("xyzzy")
    assert empty.value.remedy == ImportRoster()
    for nothing in ("", "99", "!12345678", "0"):
        with pytest.raises(InputError):
            sample.resolve(nothing)


def test_those_of_ones_own_place_are_named_first_each_in_calling_order(sample: Roster) -> None:
    runner = PersonRole.RUNNER.value
    everyone = sample.people_with(runner)
    here = sample.by_slug("uglemoseskolen")
    assert here is not None
    near = sample.nearest_with(runner, here.number)
    own = [person for person in everyone if person.place == here.slug]
    assert own and near == (*own, *(person for person in everyone if person not in own)) and near != everyone
    assert sample.nearest_with(runner, 999) == everyone, "where nobody knows the place, nobody is nearer"


def test_two_places_of_one_name_ask_for_the_slug() -> None:
    twins = tuple(
        Place(number=n, slug=slug, name="Børnehuset Tvilling", kind=PlaceKind.DAYCARE)
        for n, slug in ((1, "tvilling-nord"), (2, "tvilling-syd"))
    )
    roster = Roster(places=twins)
    with pytest.raises(InputError, match="tvilling-nord og tvilling-syd"):
        roster.resolve("børnehuset tvilling")
    assert roster.resolve("tvilling-syd").number == 2


def test_a_person_on_the_roster_goes_as_it_says_and_others_on_foot() -> None:
    rows = [
        Person(name="Øvelse Andersen", role=PersonRole.ON_CALL),
        Person(name="Øvelse Andersen", role=PersonRole.RUNNER, transport=Transport.BICYCLE),
    ]
    roster = Roster(people=tuple(rows))
    assert roster.transport_of("oevelse  andersen") is Transport.BICYCLE
    assert roster.transport_of("en fremmed") is Transport.FOOT


def test_distances(sample: Roster) -> None:
    copenhagen = Place(number=1, slug="a", name="A", kind=PlaceKind.OTHER, lat=55.6761, lon=12.5683)
    aarhus = Place(number=2, slug="b", name="B", kind=PlaceKind.OTHER, lat=56.1629, lon=10.2039)
    nowhere = Place(number=3, slug="c", name="C", kind=PlaceKind.OTHER)
    assert distance_m(copenhagen, aarhus) == pytest.approx(157_000, rel=0.01)
    assert distance_m(copenhagen, nowhere) is None
    home = sample.resolve("102")
    near = sample.nearest(home, sample.places)
    assert home not in near and len(near) == 84
    assert near[0].meeting_point == "uglemoseskolen" or near[0].slug == "uglemoseskolen"


def test_an_empty_roster_still_answers(tmp_path: Path) -> None:
    roster, faults = load_roster(tmp_path)
    assert faults == [] and roster == Roster()
    assert roster.place(1) is None and roster.secretariat is None and roster.places == ()
    with pytest.raises(InputError, match="tom"):
        roster.resolve("uglemoseskolen")


# Faults

HEADER = "nummer;kortnavn;navn;type;adresse;bredde;længde;mødested;radio;radionavn;nøgle;kit"
KEY = base64.b64encode(bytes(range(1, 33))).decode()
GOOD = [
    "1;sekretariat;Sekretariatet;sekretariat;;55,6;9,2;;!0a0f0001;SEK;;1",
    f"2;uglen;Uglen;mødested;;55,61;9,21;;!0a0f0002;M01;{KEY};2",
    "101;pytten;Pytten;dagtilbud;;;;uglen;!0a0f0065;D01;;",
]


def faults_of(folder: Path, **tables: list[str]) -> list[Fault]:
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    roster, faults = load_roster(folder)
    assert (roster is None) == bool(faults)
    return faults


def test_the_small_roster_is_good(tmp_path: Path) -> None:
    assert faults_of(tmp_path, steder=[HEADER, *GOOD]) == []


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("2;ny;Ny;skole;;;;;;;;", "nummer 2 er allerede brugt i linje 3"),
        ("3;uglen;Ny;skole;;;;;;;;", "kortnavn “uglen” er allerede brugt i linje 3"),
        ("3;ny;Ny;skole;;;;;!0A0F0002;;;", "radio !0A0F0002 er allerede brugt i linje 3"),
        (f"3;ny;Ny;skole;;;;;;;{KEY};", "nøgle (samme nøgle) er allerede brugt i linje 3"),
        ("3;ny;Ny;mødested;;;;;;;;1", "kit 1 er allerede brugt i linje 2"),
        ("0;ny;Ny;skole;;;;;;;;", "nummer “0” skal være et helt tal fra 1 til 65535"),
        ("65536;ny;Ny;skole;;;;;;;;", "nummer “65536” skal være"),
        ("tre;ny;Ny;skole;;;;;;;;", "nummer “tre” skal være"),
        ("3;Ny Skole;Ny;skole;;;;;;;;", "kortnavn “Ny Skole” skal begynde med et bogstav"),
        ("3;grævling;Ny;skole;;;;;;;;", "kortnavn “grævling” skal begynde"),
        ("3;12;Ny;skole;;;;;;;;", "kortnavn “12” skal begynde"),
        ("3;alle;Ny;skole;;;;;;;;", "kortnavn “alle” betyder allerede noget andet"),
        ("3;institutioner;Ny;mødested;;;;;;;;", "kortnavn “institutioner” betyder allerede noget andet"),
        ("3;unknown-1234;Ny;skole;;;;;;;;", "kortnavn “unknown-1234” betyder allerede noget andet"),
        ("3;ny;Ny;slot;;;;;;;;", "type “slot” kendes ikke: vælg sekretariat, mødested"),
        ("3;ny;;skole;;;;;;;;", "navn er tom"),
        (";ny;Ny;skole;;;;;;;;", "nummer er tom"),
        ("3;;Ny;skole;;;;;;;;", "kortnavn er tom"),
        ("3;ny;Ny;;;;;;;;;", "type er tom"),
        ("3;ny;Ny;skole;;nord;9,2;;;;;", "bredde “nord” er ikke et tal"),
        ("3;ny;Ny;skole;;nan;9,2;;;;;", "bredde “nan” er ikke et tal"),
        ("3;ny;Ny;skole;;9,2;9,2;;;;;", "bredde “9,2” ligger uden for Danmark"),
        ("3;ny;Ny;skole;;55,6;16,1;;;;;", "længde “16,1” ligger uden for Danmark"),
        ("3;ny;Ny;skole;;55,6;;;;;;", "bredde og længde skal begge udfyldes"),
        ("3;ny;Ny;skole;;;;ugle;;;;", "mødested “ugle” findes ikke"),
        ("3;ny;Ny;skole;;;;pytten;;;;", "mødested “pytten” er ikke af typen mødested"),
        ("3;ny;Ny;mødested;;;;uglen;;;;", "mødested må kun udfyldes for en institution"),
        ("3;ny;Ny;skole;;;;;0a0f0003;;;", "radio “0a0f0003” er ikke et radionummer"),
        ("3;ny;Ny;skole;;;;;!0a0f003;;;", "radio “!0a0f003” er ikke"),
        ("3;ny;Ny;skole;;;;;!ffffffff;;;", "radio “!ffffffff” er ikke"),
        ("3;ny;Ny;skole;;;;;;SKOLE;;", "radionavn “SKOLE” er for langt"),
        ("3;ny;Ny;skole;;;;;;;QUJD;", "nøgle er ikke en gyldig radionøgle"),
        ("3;ny;Ny;skole;;;;;;;hemmelig!;", "nøgle er ikke en gyldig radionøgle"),
        ("3;ny;Ny;skole;;;;;;;;sort", "kit “sort” skal være et helt tal"),
        ("3;ny;Ny 010170-1234;skole;;;;;;;;", "navn ser ud til at rumme et CPR-nummer"),
        ("3;ny;Ny;skole;;;;0101701234;;;;", "mødested ser ud til at rumme et CPR-nummer"),
        ("3;ny;Ny;skole;;;;;;;;;for meget", "Linjen har 13 celler, men der er 12 kolonner"),
    ],
)
def test_a_planted_fault_is_named_by_file_and_line(tmp_path: Path, row: str, what: str) -> None:
    faults = faults_of(tmp_path, steder=[HEADER, *GOOD, "", row])
    assert len(faults) == 1, faults
    assert str(faults[0]).startswith(f"steder.csv:6: {what}")
    assert "1234" not in str(faults[0]) or "unknown" in row


@pytest.mark.parametrize(
    ("table", "lines", "what"),
    [
        ("personer", ["navn;rolle;sted", "Øvelse Dam;vagtmester;"], "2: rolle “vagtmester” kendes ikke"),
        ("personer", ["navn;rolle;sted", "Øvelse Dam;runner;ugle"], "2: sted “ugle” findes ikke"),
        ("personer", ["navn;rolle", "Øvelse Dam;"], "2: rolle er tom"),
        ("personer", ["navn;sted", "Øvelse Dam;uglen"], "1: Kolonnen rolle mangler"),
        (
            "personer",
            ["navn;rolle;telfon", "Øvelse Dam;runner;1"],
            "1: Kolonnen “telfon” kendes ikke: mente du telefon",
        ),
        ("personer", ["navn;rolle;navn", "Øvelse Dam;runner;"], "1: Kolonnen navn findes to gange"),
        ("personer", ["navn;rolle;rækkefølge;raekkefoelge", "A;runner;1;1"], "1: Kolonnen rækkefølge findes to gange"),
        ("personer", ["navn;rolle;telefon", "A;runner;010170 1234"], "2: telefon ser ud til at rumme et CPR-nummer"),
        ("personer", ["navn;rolle;barn", "A;runner;010170-1234"], "2: barn ser ud til at rumme et CPR-nummer"),
        ("personer", ["navn;rolle;transport", "A;runner;hest"], "2: transport “hest” kendes ikke"),
        ("personer", ["navn;rolle", "A;runner", "A;runner"], "3: navn “A” som runner er allerede brugt i linje 2"),
        (
            "personer",
            ["navn;rolle;rækkefølge", "A;runner;1", "B;runner;1"],
            "3: rækkefølge 1 for runner er allerede brugt i linje 2",
        ),
        (
            "personer",
            ["navn;rolle;stedfortræder for", "A;logfører;", "B;logfører;C"],
            "3: stedfortræder for “C” findes ikke i rollen logfører",
        ),
        ("personer", ["navn;rolle;stedfortraeder for", "A;logfører;A"], "2: stedfortræder for peger på personen selv"),
        ("personer", ["navn;rolle", "A;runner", '"B;runner'], "3: Anførselstegnene passer ikke sammen"),
        ("personer", ["tavn;golle"], "1: Kolonnen navn mangler"),
        ("ressourcer", ["navn;emne", "Tæpper;uld"], "2: emne “uld” kendes ikke: vælg vand, mad"),
        ("ressourcer", ["navn;antal", "Tæpper;mange"], "2: antal “mange” skal være et helt tal"),
        ("ressourcer", ["navn;sted", "Tæpper;loftet"], "2: sted “loftet” findes ikke"),
        ("planer", ["kortnavn;navn;revideret", "a;A;31-01-2026"], "2: revideret “31-01-2026” er ikke en dato"),
        ("planer", ["kortnavn;navn", "a;A", "a;B"], "3: kortnavn “a” er allerede brugt i linje 2"),
        ("partnere", ["navn;telefon", ";1"], "2: navn er tom"),
        ("niveauer", ["niveau;navn", "2;Høj"], "2: niveau 2 kan ikke være det laveste"),
        ("niveauer", ["niveau;navn", "1;Lav", "3;Høj"], "3: niveau 2 mangler"),
        ("niveauer", ["niveau;navn", "1;Lav", "1;Høj"], "3: niveau 1 er allerede brugt i linje 2"),
        ("niveauer", ["niveau;navn;tilkaldes", "1;Lav;runner, konge"], "2: tilkaldes “konge” kendes ikke"),
    ],
)
def test_faults_in_the_other_tables(tmp_path: Path, table: str, lines: list[str], what: str) -> None:
    faults = [str(fault) for fault in faults_of(tmp_path, steder=[HEADER, *GOOD], **{table: lines})]
    assert any(fault.startswith(f"{table}.csv:{what}") for fault in faults), faults


def test_all_faults_are_named_at_once_and_none_is_imported(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, steder=[HEADER, *GOOD, "2;X;;slot;;;;;;;;"], niveauer=["niveau;navn", "5;Høj"])
    assert [(fault.file, fault.line) for fault in faults] == [("niveauer.csv", 2)] + [("steder.csv", 5)] * 4


def test_a_ladder_from_1_to_3_in_any_order(tmp_path: Path) -> None:
    levels = ["niveau;navn;tilkaldes", "3;Rød;kriseleder", "1;Grøn;", "2;Gul;Vagthavende, LOGFOERER"]
    assert faults_of(tmp_path, steder=[HEADER, *GOOD], niveauer=levels) == []
    roster, _ = load_roster(tmp_path)
    assert roster is not None
    assert [step.name for step in roster.levels] == ["Grøn", "Gul", "Rød"]
    step = roster.level(2)
    assert step is not None and step.calls == (PersonRole.ON_CALL, PersonRole.LOG_KEEPER)


def test_calling_order_puts_the_unnumbered_last(tmp_path: Path) -> None:
    people = ["navn;rolle;rækkefølge", "C;logfører;", "B;logfører;2", "D;logfører;", "A;logfører;1", "E;liaison;1"]
    assert faults_of(tmp_path, steder=[HEADER, *GOOD], personer=people) == []
    roster, _ = load_roster(tmp_path)
    assert roster is not None
    assert [person.name for person in roster.people_with("log-keeper")] == ["A", "B", "C", "D"]


# Files as people save them


def test_headers_with_and_without_danish_letters_comma_and_bom(tmp_path: Path) -> None:
    header = "Nummer,KORTNAVN,navn,type,bredde,laengde,modested,nogle"
    plain, excel = tmp_path / "plain", tmp_path / "excel"
    plain.mkdir()
    excel.mkdir()
    rows = ['1,a,"Å, skolen",moedested,55.6,9.2,,', '2,b,B,Skole,"55,7","9,3",a,']
    (plain / "steder.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    rows = ["sep=;", header.replace(",", ";"), "1;a;Å, skolen;mødested;55,6;9,2;;", "2;b;B;skole;55,7;9,3;a;"]
    (excel / "STEDER.CSV").write_text("\n".join(rows), encoding="utf-8-sig", newline="\r\n")
    first, second = load_roster(plain), load_roster(excel)
    assert first[1] == [] and first == second
    assert first[0] is not None
    assert [(place.name, place.lon, place.meeting_point) for place in first[0].places] == [
        ("Å, skolen", 9.2, None),
        ("B", 9.3, "a"),
    ]


def test_latin_1_is_a_fault_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "steder.csv").write_bytes("nummer;kortnavn;navn;type\n1;a;A;skole\n2;b;Å;skole\n".encode("latin-1"))
    roster, faults = load_roster(tmp_path)
    assert roster is None
    assert [(fault.file, fault.line) for fault in faults] == [("steder.csv", 3)]
    assert "UTF-8" in faults[0].what


def test_a_quoted_cell_over_two_lines_keeps_the_lines_right(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, steder=["nummer;kortnavn;navn;type", '1;a;"A\nskolen";skole', "x;b;B;skole"])
    assert [(fault.line, fault.what[:12]) for fault in faults] == [(4, "nummer “x” s")]


def test_control_characters_never_reach_a_name(tmp_path: Path) -> None:
    assert faults_of(tmp_path, steder=["nummer;kortnavn;navn;type", "1;a;A\x1b@\x07skolen;skole"]) == []
    roster, _ = load_roster(tmp_path)
    assert roster is not None and roster.places[0].name == "A @ skolen"


def test_missing_folder_and_missing_places(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="findes ikke"):
        load_roster(tmp_path / "nowhere")
    (tmp_path / "personer.csv").write_text("navn;rolle\nØvelse Dam;runner\n", encoding="utf-8")
    roster, faults = load_roster(tmp_path)
    assert roster is None and str(faults[0]).startswith("steder.csv:0: Filen mangler")


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n", b";;;\n"])
def test_an_empty_file_is_a_fault(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "steder.csv").write_bytes(content)
    roster, faults = load_roster(tmp_path)
    assert roster is None and "tom" in faults[0].what


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_faults_and_never_a_traceback(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    folder = tmp_path_factory.mktemp("raw")
    (folder / "steder.csv").write_bytes(b"nummer;kortnavn;navn;type;bredde\n1;a;A;skole;" + raw)
    (folder / "personer.xlsx").write_bytes(raw)
    roster, faults = load_roster(folder)
    assert roster is None and all(fault.file in ("steder.csv", "personer.xlsx") for fault in faults)
    shutil.rmtree(folder)


def workbook_of_sample(path: Path) -> None:
    """The sample as a person would hold it in Excel: numbers and dates as such, a sheet a table, and one sheet more."""
    book = Workbook()
    book.active.title = "Læs mig"
    book.active.append(["Opdigtet"])
    for table in TABLES:
        sheet = book.create_sheet(table.capitalize())
        with (DATA / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, delimiter=";"))
        for row in rows[:1]:
            sheet.append(row)
        for row in rows[1:]:
            cells: list[object] = []
            for header, text in zip(rows[0], row, strict=True):
                if header in ("nummer", "kit", "rækkefølge", "antal", "niveau") and text:
                    cells.append(int(text))
                elif header in ("bredde", "længde"):
                    cells.append(float(text.replace(",", ".")))
                elif header == "revideret":
                    cells.append(datetime.fromisoformat(text))
                else:
                    cells.append(text or None)
            sheet.append(cells)
    book.save(path)


def test_a_workbook_says_the_same_as_the_csv_files(tmp_path: Path, sample: Roster) -> None:
    workbook_of_sample(tmp_path / "beredskab.xlsx")
    roster, faults = load_roster(tmp_path)
    assert faults == [] and roster == sample


def test_faults_in_a_workbook_name_sheet_and_line(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "Ark1"
    for row in (["nummer", "kortnavn", "navn", "type"], [1, "a", "A", "skole"], [2, "b", 101701234, "slot"]):
        book.active.append(row)
    book.save(tmp_path / "steder.xlsx")
    roster, faults = load_roster(tmp_path)
    assert roster is None
    assert [str(fault).split(" ", 2)[:2] for fault in faults] == [
        ["steder.xlsx:3:", "navn"],
        ["steder.xlsx:3:", "type"],
    ]
    assert "CPR" in faults[0].what


def test_the_same_table_twice_and_damaged_workbooks(tmp_path: Path) -> None:
    shutil.copy(DATA / "steder.csv", tmp_path)
    workbook_of_sample(tmp_path / "a.xlsx")
    (tmp_path / "b.xlsx").write_bytes((tmp_path / "a.xlsx").read_bytes()[:5000])
    (tmp_path / "~$a.xlsx").write_bytes(b"Excel's lock")
    roster, faults = load_roster(tmp_path)
    assert roster is None
    assert any(fault.file == "b.xlsx" and "kan ikke læses" in fault.what for fault in faults)
    assert any(fault.file == "steder.csv" and "findes også i a.xlsx#Steder" in fault.what for fault in faults)


def test_no_tables_is_an_empty_roster() -> None:
    assert read_roster({}) == (Roster(), [])


def test_node_ids_read_as_meshtastic_writes_them() -> None:
    assert node_id(0x0A0F0001) == "!0a0f0001"


# Personal numbers


@pytest.mark.parametrize(
    "text",
    [
        "010170-1234",
        "0101701234",
        "010170 1234",
        "01 01 70 1234",
        "01 01 70-1234",
        "01.01.70-1234",
        "010170 - 1234",
        "010170–1234",
        "CPR010170-1234",
        "cpr0101701234",
        "(010170-1234)",
        "290200-4234",  # a leap day: the seventh digit says 2000
        "311299-9999",
    ],
)
def test_a_personal_number_is_found(text: str) -> None:
    assert len(find_cpr(text)) == 1
    assert len(find_cpr(f"Mor hedder X, cpr {text}. Hent hende kl. 14")) == 1


def test_each_personal_number_is_found_as_it_stands() -> None:
    assert find_cpr("010170-1234, 020271 4321 og 12-0147") == ["010170-1234", "020271 4321"]


@pytest.mark.parametrize(
    "text",
    [
        "12-0147",
        "12-0147 12-0148 12-0149",
        "00 00 00 01",
        "+45 20 10 80 12",
        "+4520108012",
        "20 10 80 12 34 56 78 90",
        "kl. 12.30-14.00",
        "2026-01-31 1230",
        "2026-01-31T12:30:00",
        "55,60128 9,21591",
        "55.0101701234",
        "310270-1234",  # no such day
        "011370-1234",  # no such month
        "290200-1234",  # 1900 was no leap year
        "0101701234567",
        "a0101701234f",
        "!0a0f0010",
        "43 børn 6 voksne, vand til 4 timer",
    ],
)
def test_ordinary_numbers_are_left_alone(text: str) -> None:
    assert find_cpr(text) == []


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2036, 12, 31)))
def test_every_birth_date_is_recognised(born: date) -> None:
    serial = "1234" if born.year < 2000 else "4234"
    digits = born.strftime("%d%m%y")
    for text in (f"{digits}-{serial}", f"{digits}{serial}", f"{digits} {serial}"):
        assert find_cpr(text) == [text]


PHONES = st.integers(0, 99_999_999).map(lambda n: f"{n:08d}")


@given(
    st.lists(
        st.one_of(
            PHONES,
            PHONES.map(lambda p: " ".join(p[i : i + 2] for i in range(0, 8, 2))),
            PHONES.map(lambda p: f"+45 {p[:4]} {p[4:]}"),
            st.tuples(st.integers(1, 65535), st.integers(1, 99_999)).map(lambda n: f"{n[0]}-{n[1]:04d}"),
            st.times().map(lambda t: t.strftime("%H.%M")),
            st.times().map(lambda t: t.strftime("%H:%M:%S")),
            st.datetimes().map(lambda t: t.isoformat()),
            st.floats(54.5, 57.8).map(lambda x: f"{x:.9f}"),
            st.floats(8, 15.3).map(lambda x: f"{x:.9f}".replace(".", ",")),
            st.integers(0, 99_999).map(str),
        ),
        max_size=6,
    )
)
def test_no_ordinary_numbers_side_by_side_are_taken_for_a_personal_number(numbers: list[str]) -> None:
    assert find_cpr(", ".join(numbers)) == []


def test_a_telephone_without_digits_is_no_telephone(tmp_path):
    (tmp_path / "steder.csv").write_text("nummer;kortnavn;navn;type\n1;a;A;skole\n", encoding="utf-8")
    people = (
        "navn;rolle;sted;telefon\nBo Prøve;runner;a;abc\nIb Prøve;runner;a;112\nÅse Prøve;runner;a;+45 00 00 00 01\n"
    )
    (tmp_path / "personer.csv").write_text(people, encoding="utf-8")
    _, faults = load_roster(tmp_path)
    assert [(fault.file, fault.line) for fault in faults] == [("personer.csv", 2)]
    assert "abc" in faults[0].what
