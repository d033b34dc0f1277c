"""The widths of paper there are, each told once. What a document looks like on one is `paper.layout`'s matter."""

from collections.abc import Mapping

DOTS: Mapping[int, int] = {
    32: 384,  # 58 mm
    42: 512,  # many 80 mm printers
    48: 576,  # 80 mm
}
"""Printable dots by columns of the 12-dot font, the narrowest first."""
WIDTHS = tuple(DOTS)
"""Columns of the papers there are."""
USUAL_WIDTH = 32
"""Columns of a kit that says nothing else."""
