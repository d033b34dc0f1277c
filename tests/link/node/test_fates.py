"""Why a packet did not arrive is told in Danish, whatever our own node and the firmware call it."""

from meshtastic.protobuf import mesh_pb2

from fieldkit.link.node.fates import fate_da
from fieldkit.link.node.radio_types import REFUSALS

NEVER_OF_A_TEXT = {"NONE", "BAD_REQUEST", "ADMIN_BAD_SESSION_KEY", "ADMIN_PUBLIC_KEY_UNAUTHORIZED"}


def test_every_end_of_a_text_has_its_danish_words() -> None:
    words = {*mesh_pb2.Routing.Error.keys(), *REFUSALS.values()} - NEVER_OF_A_TEXT
    assert {word for word in words if fate_da(word) == word} == set()


def test_a_newer_firmwares_word_and_silence_are_told_too() -> None:
    assert fate_da("87") == "87"
    assert fate_da("") == "intet svar"
