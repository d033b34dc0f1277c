"""What bytes for a printer would lay on the paper."""

from pathlib import Path

from fieldkit.practice.paper.escpos_reader import Paper, Reader


def read(data: bytes, dots: int = 384) -> Paper:
    """Everything `data` would print on paper of `dots`."""
    paper = Paper(dots)
    Reader(paper).feed(data)
    return paper


def read_folder(folder: Path, dots: int = 384) -> Paper:
    """All that a kit printed to its `virtual:` printer, in order."""
    return read(b"".join(path.read_bytes() for path in sorted(folder.glob("print-*.bin"))), dots)
