"""What a cheap copy of a receipt printer makes of a job: letters, codes and cuts, with what such copies leave out.

Written from what was seen of them (docs/facts/printing.md, "Seen under faults"), not from the program.
"""

from dataclasses import dataclass, field

FROM_HEAD_TO_EDGE = 100
"""Dot rows between the head and the edge where paper is torn: 12 mm."""


@dataclass
class Cheap:
    """Its paper. What it lacks is False: `FS .`, `ESC t` (then its page stays `page`), `GS ( k`, the knife, `ESC J`."""

    knows_fs_dot: bool = True
    knows_code_pages: bool = True
    knows_qr: bool = True
    knows_raster: bool = True
    has_knife: bool = True
    knows_feed: bool = True
    page: str = "cp437"
    dots: int = 384
    lines: list[str] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    """Lines that lay on the table at each cut or end."""
    pictures: list[tuple[int, int]] = field(default_factory=list)
    """Width and height in dots."""
    fed: int = 0
    """Dot rows since the last line that holds something."""

    def take(self, data: bytes) -> "Cheap":
        at, line, chinese, page = 0, "", True, self.page
        pages = {0: "cp437", 2: "cp850", 5: "cp865", 16: "cp1252", 19: "cp858"}
        while at < len(data):
            two = data[at : at + 2]
            if two == b"\x1b@":
                chinese, page, at = True, self.page, at + 2
            elif two == b"\x1c.":
                chinese, at = chinese and not self.knows_fs_dot, at + 2
            elif two == b"\x1bt":
                page = pages.get(data[at + 2], page) if self.knows_code_pages else page
                at += 3
            elif two in (b"\x1bE", b"\x1ba", b"\x1bM", b"\x1b!", b"\x1b3", b"\x1d!"):
                at += 3
            elif two == b"\x1b2":
                at += 2
            elif two == b"\x1bJ":
                self.fed += data[at + 2] if self.knows_feed else 0
                at += 3
            elif two == b"\x1b*":
                wide = int.from_bytes(data[at + 3 : at + 5], "little")
                self.pictures.append((wide, 24))
                at += 5 + wide * 3
            elif two == b"\x1dV":
                if self.has_knife:
                    self.cuts.append(len(self.lines))
                    self.fed = 0
                at += 4 if data[at + 2] in (65, 66) else 3
            elif two == b"\x1d(" and self.knows_qr:
                at += 5 + int.from_bytes(data[at + 3 : at + 5], "little")
            elif two == b"\x1dv" and self.knows_raster:
                wide, high = (int.from_bytes(data[at + n : at + n + 2], "little") for n in (4, 6))
                self.pictures.append((8 * wide, high))
                at += 8 + wide * high
            elif data[at] == 0x0A:
                self.lines.append(line)
                self.fed = 30 if line else self.fed + 30
                line, at = "", at + 1
            elif data[at] < 0x20:
                at += 1
            elif chinese and data[at] >= 0x81 and data[at + 1 : at + 2] >= b"\x40":
                line += data[at : at + 2].decode("gbk", "replace")
                at += 2
            else:
                line += data[at : at + 1].decode(page, "replace")
                at += 1
        return self

    @property
    def text(self) -> str:
        return "\n".join(self.lines)
