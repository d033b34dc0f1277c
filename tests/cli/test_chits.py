"""Paper continuity as people type it: the kit goes on paper, and afterwards the chits come back in by number."""

import fcntl
import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
from datetime import timedelta
from time import monotonic, time

import pytest
from command_line import Command
from kits import closed, meeting_point

from fieldkit.acts.printing import queue_document
from fieldkit.acts.proposals import asked_now
from fieldkit.core.ask.proposal import Asks
from fieldkit.core.clock.danish import danish
from fieldkit.core.documents import Continuity, EmergencyList, KeyCard
from fieldkit.core.errors import InputError
from fieldkit.devices.machine.walltime import ClockSource
from fieldkit.kit import Kit
from fieldkit.store.tables.jobs import job_document, job_rows
from fieldkit.store.tables.status import Device, DeviceState, DeviceStatus, put_status


@pytest.fixture
def fk(tmp_path, monkeypatch):
    monkeypatch.setattr("fieldkit.kit.clock_source", lambda: ClockSource.NTP)
    command = Command(closed(meeting_point(tmp_path / "kit", number=12, printer="virtual:")))
    command("incident", "start", "Strømsvigt")
    return command


@pytest.fixture
def kit(fk):
    opened = Kit.open(fk.home)
    yield opened
    opened.close()


def test_a_chit_keeps_its_own_time_and_the_time_of_entry(fk):
    written = (danish(time()) - timedelta(hours=1)).strftime("%H.%M")
    where = ("--place", "uglemoseskolen")
    fk("chit", "add", "B003", "vand! mad ok", "--at", f"ca. {written}", *where, "--who", "pedellen", "--by", "vagten")
    (row,) = fk("chit", "list", "--json")
    assert (row["chit"], row["kind"], row["circa"], row["who"], row["by"]) == (
        "12-B003",
        "report",
        True,
        "pedellen",
        "vagten",
    )
    assert row["at"] < row["entered"]
    place = next(p for p in fk("board", "--json")[0]["places"] if p["place"] == "uglemoseskolen")
    assert place["topics"]["water"]["state"] == "critical"
    assert 3590 < place["age_s"] < 3700
    assert "Blanket 12-B003, skrevet ca. " in fk("log")


def test_a_message_from_paper_stands_among_the_messages(fk):
    fk("chit", "add", "4", "Vi mangler en nøgle", "--at", "?", "--to", "sekretariat", "--precedence", "haster")
    (row,) = fk("chit", "list", "--json")
    assert (row["kind"], row["at"], row["to"]) == ("message", None, "sekretariatet")
    assert "Vi mangler en nøgle" in fk("print", "messages", "--text", "--width", "48")
    fk("ack", row["number"], "--by", "sekretær", "--place", "sekretariat")
    fk("chit", "add", "5", "Øvelse Andersen gik til rådhuset", "--at", "?", "--kind", "runner")
    assert "Handling: Øvelse Andersen gik" in fk("chit", "list")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("7", "vand ok"), "hvornår blanketten er udfyldt"),
        (("7", "vand ok", "--at", "snart"), "ikke et tidspunkt"),
        (("x", "vand ok", "--at", "?"), "ikke nummeret på en blanket"),
        (("7", "--at", "?"), "mangler en tekst"),
        (("7", "vand ok", "--at", "?", "--place", "ingensteder"), "ingensteder"),
        (("7", "vand ok", "--at", "?", "--kind", "brev"), "ikke en slags blanket"),
        (("1", "igen", "--at", "?"), "allerede skrevet ind"),
        (("7", "010115-1234 er her", "--at", "?"), "CPR"),
    ],
)
def test_what_cannot_be_entered_is_refused_and_nothing_is_noted(fk, arguments, sentence):
    fk("chit", "add", "1", "vand ok", "--at", "?")
    with pytest.raises(InputError, match=sentence):
        fk("chit", "add", *arguments)
    assert len(fk("chit", "list", "--json")) == 1


def test_numbers_go_on_from_print_to_print_and_the_missing_ones_are_named(fk):
    fk("print", "chits", "3")
    fk("print", "chits", "2")
    assert "12-B006" in fk("print", "chits", "2", "--text"), "a look at the screen takes no numbers"
    fk("chit", "add", "2", "vand ok", "--at", "?")
    fk("chit", "add", "3", "--kind", "mangler")
    assert fk("chit", "missing", "--json") == [
        {"gaps": ["12-B001"], "ahead": ["12-B004", "12-B005"], "lost": ["12-B003"]}
    ]
    assert "Mangler: 12-B001." in fk("chit", "missing")
    fk("chit", "add", "77", "vand ok", "--at", "?")
    assert "kun udskrevet til 12-B005" in fk.err
    fk("print", "chits", "1", "--to", str(fk.home / "b.bin"))
    numbers = [row["number"] for row in fk("jobs", "--json")]
    assert numbers == ["12-B001 til 12-B003", "12-B004 til 12-B005"]
    assert "12-B079" in fk("print", "chits", "1", "--text"), "78 went to a file for a printer elsewhere"


def test_the_wizard_goes_in_order_and_takes_up_where_it_stopped(fk):
    fk("print", "chits", "5")
    typed = ["", "ca. 25.10", "?", "ingensteder", "", "vand! 43b", "", "pedellen", "mangler", "slut"]
    told = fk("chit", "enter", "--by", "mig", typed="\n".join(typed) + "\n")
    assert "2 skrevet ind." in told
    assert "Mangler: 12-B001." in told
    assert "Ikke skrevet ind endnu: 12-B004 til 12-B005." in told
    assert [(row["chit"], row["kind"]) for row in fk("chit", "list", "--json")] == [
        ("12-B002", "report"),
        ("12-B003", "lost"),
    ]
    typed = ["?", "", "Døren er låst", "notat", "vagten", "ubrugt", "?", "", "vand ok", "besked", "sekretariat", ""]
    told = fk("chit", "enter", typed="\n".join(typed) + "\n")
    asked = re.findall(r"(12-B00[0-9])  Klokken", told)
    assert asked == ["12-B001", "12-B004", "12-B005"]
    assert [(row["chit"], row["kind"]) for row in fk("chit", "list", "--json")] == [
        ("12-B001", "note"),
        ("12-B002", "report"),
        ("12-B003", "lost"),
        ("12-B004", "unused"),
        ("12-B005", "message"),
    ]
    assert "0 skrevet ind." in fk("chit", "enter", typed="")


def _own_terminal():
    """Make the pseudo-terminal the process's own, so that Ctrl-C on it interrupts, also when tests run unattended."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.setsid()
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


def test_ctrl_c_in_the_middle_of_a_chit_loses_nothing_that_was_entered(fk):
    fk("print", "chits", "3")
    ours, theirs = pty.openpty()
    program = "from fieldkit.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "--home", str(fk.home), "chit", "enter"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        preexec_fn=_own_terminal,
    )
    os.close(theirs)
    seen = b""

    def until(words, press=b""):
        """Read on until these words; `press` is typed, and again when nothing happens: a key pressed in the instant
        before Python reads the line waits for the next one."""
        nonlocal seen
        os.write(ours, press)
        deadline = monotonic() + 20
        while words.encode() not in seen:
            assert monotonic() < deadline, seen.decode(errors="replace")
            if not select.select([ours], [], [], 0.5)[0]:
                os.write(ours, press)
                continue
            try:
                seen += os.read(ours, 4096)
            except OSError:  # it has ended, and Linux tells so
                assert words.encode() in seen, seen.decode(errors="replace")

    for question, answer in [
        ("B001  Klokken", "?"),
        ("Sted", ""),
        ("Teksten", "vand!"),
        ("Slags", ""),
        ("Hvem", ""),
        ("B002  Klokken", "?"),
        ("Sted", ""),
    ]:
        until(question)
        seen = seen[seen.index(question.encode()) + len(question) :]
        os.write(ours, answer.encode() + b"\n")
    until("Teksten")
    until("1 skrevet ind.", press=b"\x03")
    assert process.wait(20) == 0
    os.close(ours)
    assert "Traceback" not in seen.decode(errors="replace")
    assert [row["chit"] for row in fk("chit", "list", "--json")] == ["12-B001"]


def test_the_kit_offers_itself_on_paper_at_fifteen_percent_and_prints_it_in_one_go(fk, kit):
    fk("message", "Åbn varmestuen", "--to", "sekretariat", "--precedence", "akut")

    def battery(percent):
        facts = {"percent": percent, "mains": False}
        put_status(kit.log, DeviceStatus(Device.BATTERY, DeviceState.OK, f"{percent} %", int(kit.now()), facts))

    battery(40)
    assert "Der er intet at tage stilling til" in fk("proposals")
    battery(15)
    assert "Batteriet er på 15 %" in fk("proposals")
    (asked,) = fk("proposals", "--json")
    assert (asked["asks"], asked["do"]) == ("paper", "print")
    battery(11)
    assert "Job 1 til 4 er i kø" in fk("print", "continuity")
    assert [(row.document, row.essential) for row in job_rows(kit.log)] == [
        ("board", True),
        ("contacts", True),
        ("messages", True),
        ("chits", True),
    ]
    assert "Åbn varmestuen" in str(job_document(kit.log, 3))
    assert Asks.PAPER not in [proposal.asks for proposal in asked_now(kit)]
    assert "kun kvitteringer" in fk("print", "board")


def test_cards_and_the_screen_queue_the_same_papers_by_the_same_name(kit):
    assert queue_document(kit, Continuity()) == 1
    assert len(job_rows(kit.log)) == 4
    with pytest.raises(InputError, match="flere dokumenter"):
        Command(kit.home.folder)("print", "continuity", "--text")


def test_private_papers_never_lie_in_the_queue(kit):
    for wanted in (EmergencyList("klasse-3b"), KeyCard()):
        with pytest.raises(InputError, match="må ikke ligge i udskriftskøen"):
            queue_document(kit, wanted)
    assert job_rows(kit.log) == []


def test_a_key_card_goes_straight_to_the_printer_and_only_its_printing_is_noted(fk, kit):
    assert "Nøglekort er udskrevet." in fk("keys", "card")
    assert "slet dem bagefter" in fk.err
    assert job_rows(kit.log) == []
    (note,) = [row["body"] for row in fk("log", "--json") if row["kind"] == "note"]
    assert note["text"] == "nøglekort udskrevet"
    secret = kit.key.secret
    for path in kit.home.folder.glob("log.db*"):
        assert secret not in path.read_bytes()
