"""The main job from end to end: a phone reports by radio, the board shows it, it is answered and receipted."""

import time

import pytest
from command_line import end, fieldkit, start, until, wait_for_line
from kits import closed, secretariat
from ports import free_ports

pytestmark = pytest.mark.processes

REPORT = "vand! mad ok 43b 6v"


@pytest.fixture
def mesh():
    """`fieldkit mesh` with three nodes; gives the first port."""
    port = free_ports(3)
    process = start(["mesh", "--nodes", "3", "--port", port])
    try:
        wait_for_line(process, "Noderne lytter")
        yield port
    finally:
        end(process)


@pytest.fixture
def kit(mesh, tmp_path):
    """A secretariat's kit on the first node, with its engine running."""
    home = closed(secretariat(tmp_path / "kit", radio=f"tcp://127.0.0.1:{mesh}", printer="virtual:"))
    engine = start(["run"], home=home)
    try:
        wait_for_line(engine, "Motoren kører")
        until(lambda: radio_state(home) == "ok", what="the radio")
        yield home
        assert engine.poll() is None, "the engine ended by itself"
    finally:
        end(engine)


def radio_state(home):
    return next(f["state"] for f in fieldkit("doctor", "--json", home=home).document if f["check"] == "radio")


@pytest.fixture
def phone(mesh):
    """The official Python client on the third node, and the texts that it receives."""
    from meshtastic.tcp_interface import TCPInterface
    from pubsub import pub

    heard: list[str] = []

    def hear(packet, interface):
        heard.append(packet["decoded"]["text"])

    pub.subscribe(hear, "meshtastic.receive.text")
    client = TCPInterface("127.0.0.1", portNumber=mesh + 2)
    try:
        yield client, heard
    finally:
        client.close()
        pub.unsubscribe(hear, "meshtastic.receive.text")


def test_a_report_from_a_phone_stands_on_the_board_within_five_seconds(kit, phone):
    client, heard = phone
    sent_at = time.monotonic()
    client.sendText(REPORT)

    def reported():
        rows = fieldkit("board", "--json", home=kit).document["places"]
        return next((row for row in rows if row["place"].startswith("unknown-")), None)

    row = until(reported, seconds=10, what="the report on the board")
    assert time.monotonic() - sent_at < 5.0
    assert row["topics"] == {"water": {"state": "critical", "hours": None}, "food": {"state": "ok", "hours": None}}
    assert (row["children"], row["staff"], row["via"], row["trust"]) == (43, 6, "radio", "unverified")
    assert row["place"] == f"unknown-{client.myInfo.my_node_num:08x}"

    answer = until(lambda: heard and heard[0], what="the answer")
    for word in ("1-0", "vand KRITISK", "mad ok", "43", "6"):
        assert word in answer, answer

    def receipt():
        return next((job for job in fieldkit("jobs", "--json", home=kit).lines if job["document"] == "receipt"), None)

    number = until(receipt, what="a receipt")["number"]
    assert number in answer, "the same number on the air, on paper and in the log"
    assert [row["kind"] for row in fieldkit("log", "--json", home=kit).lines if row["number"] == number] == ["report"]
    printed = until(lambda: [j for j in fieldkit("jobs", "--json", home=kit).lines if j["state"] == "confirmed"])
    assert printed[0]["number"] == number

    assert fieldkit("assign", row["place"], "boernehuset-regnfrakken", home=kit).status == 0
    places = {r["place"]: r for r in fieldkit("board", "--json", home=kit).document["places"]}
    assert row["place"] not in places and places["boernehuset-regnfrakken"]["children"] == 43


def test_a_message_to_the_phone_is_read_and_acknowledged(kit, phone):
    client, heard = phone
    client.sendText(REPORT)
    until(lambda: heard, what="the answer to the report")
    place = f"unknown-{client.myInfo.my_node_num:08x}"
    number = fieldkit("message", "Vandvognen kommer kl. 15", "--to", place, home=kit).out.strip()
    until(lambda: any(number in text and "Vandvognen" in text for text in heard), what="the message on the phone")
    client.sendText(f"ok {number}", wantAck=True)  # as the phone apps do: the node tries again when nobody relays it

    def state():
        return [p["state"] for p in fieldkit("delivery", number, "--json", home=kit).document["places"]]

    until(lambda: "acknowledged" in state(), what="forstået")
