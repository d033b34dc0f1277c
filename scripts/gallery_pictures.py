"""A picture of every document of a made-up afternoon, as a printer lays it on the table; run by scripts/gallery."""

import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from sample_day import DOCUMENTS, EXERCISE_TAG, source_of_day  # noqa: E402

from fieldkit.devices.printer.escpos import encode, profile_for, slot_test  # noqa: E402
from fieldkit.paper.documents import make  # noqa: E402
from fieldkit.paper.layout import lay_out  # noqa: E402
from fieldkit.paper.widths import DOTS, USUAL_WIDTH, WIDTHS  # noqa: E402
from fieldkit.practice.paper.printer import SILENT, VirtualPrinter  # noqa: E402

GALLERY = ROOT / "docs" / "gallery"
LONG = {"roster-all", "places", "evaluation"}
"""Metres of paper: their golden texts show as much."""
INTRODUCTION = """# What the printer makes

Every document of a made-up afternoon in the fictitious Eksempelkommune, drawn by the virtual printer. `scripts/gallery`
makes these pictures anew; the same papers as text at three widths lie in `tests/data/documents/`.
"""


def main(arguments: Sequence[str]) -> int:
    """Draw all documents at the widths given, by default on 58 mm paper. 2 when an argument is no width."""
    widths = [int(word) for word in arguments if word.isdigit()] or [USUAL_WIDTH]
    if len(widths) != max(1, len(arguments)) or any(width not in WIDTHS for width in widths):
        print("usage: scripts/gallery", *(f"[{width}]" for width in WIDTHS), file=sys.stderr)
        return 2
    GALLERY.mkdir(parents=True, exist_ok=True)
    real, exercise = source_of_day(), source_of_day(EXERCISE_TAG)
    shown = [(name, name, real) for name in DOCUMENTS if name not in LONG] + [("receipt-exercise", "receipt", exercise)]
    for width in widths:
        profile = profile_for(width)
        for number, (picture, name, source) in enumerate(shown, 1):
            printer = VirtualPrinter(DOTS[width], SILENT)
            printer.receive(encode(lay_out(make(DOCUMENTS[name], source), width, job=str(number)), profile))
            if name == "test":
                printer.receive(slot_test(profile))
            printer.save_png(GALLERY / f"{picture}-{width}.png")
    index = "".join(f"\n## {picture}\n\n![{picture}]({picture}-{widths[0]}.png)\n" for picture, _, _ in shown)
    (GALLERY / "README.md").write_text(f"{INTRODUCTION}{index}", encoding="utf-8")
    print(f"{len(shown) * len(widths)} pictures in {GALLERY.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
