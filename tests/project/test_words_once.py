"""What front ends and paper say in the same words stands once, and each of them takes it from there."""

import ast

import pytest
from paths import ROOT

from fieldkit.core.views.handover import SECTION_DA, Section

TEXTS = {
    path.relative_to(ROOT).as_posix(): [
        node.value
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    for path in sorted((ROOT / "fieldkit").rglob("*.py"))
}
"""Every text of each module."""
ONCE = {
    **{word: "fieldkit/core/views/handover.py" for key, word in SECTION_DA.items() if key is not Section.CREW},
    "ingen ledig, hent udefra": "fieldkit/core/tell/staff.py",
    "sat fra nettet": "fieldkit/devices/machine/walltime.py",
    " findes ikke i dette kits log.": "fieldkit/store/errors.py",
}
"""Where each stands. People on duty are a list of their own on the screen, under the same heading."""


@pytest.mark.parametrize("words", ONCE)
def test_the_same_words_stand_in_one_place(words):
    assert [name for name, texts in TEXTS.items() if words in texts] == [ONCE[words]]
