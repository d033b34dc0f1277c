"""Hostile events by bundle, frame and slip into real kits, then every command and every screen. One JSON document.

Forged with the municipality's key, as somebody inside could: each carrier refuses what no event can be, and what comes
in trips nobody: no traceback, no letter that steers a terminal, memory bounded; exit 1 otherwise.
"""

import argparse
import asyncio
import json
import os
import random
import resource
import shutil
import sys
import tempfile
import time
import traceback
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests" / "support")]

from bundles import forged_of  # noqa: E402
from console_pilot import press, settle  # noqa: E402
from every_command import commands, run_program  # noqa: E402
from hostile import Forger  # noqa: E402

from fieldkit.acts import incidents  # noqa: E402
from fieldkit.console.app import FeltkitApp  # noqa: E402
from fieldkit.core.carrier import Carrier  # noqa: E402
from fieldkit.core.errors import CarrierError  # noqa: E402
from fieldkit.core.facts.event import Event  # noqa: E402
from fieldkit.core.facts.event_check import event_fault  # noqa: E402
from fieldkit.core.facts.terms import Role  # noqa: E402
from fieldkit.kit import Kit  # noqa: E402
from fieldkit.link.errors import FrameError  # noqa: E402
from fieldkit.link.wire.frame import on_air, open_frame, pack_events  # noqa: E402
from fieldkit.link.wire.seal import Sealer  # noqa: E402
from fieldkit.resync.bundle import import_bundle  # noqa: E402
from fieldkit.store.files.home import KitConfig  # noqa: E402

MOST_MB = 600
"""Of the whole run, Python and all libraries with it: a kit with a few events takes some 150."""
CLOCK_WORDS = 5
"""One in so many events says something of a clock."""
LOOK = ("down", "enter", "escape")
KEYS = (
    *("f2", "enter", "down", "enter", "escape", "f3", *LOOK, *LOOK, "f4", *LOOK, *LOOK, "f5", "escape"),
    *(
        "f6",
        "down",
        "pagedown",
        "end",
        "home",
        "f7",
        "1",
        *LOOK,
        "2",
        *LOOK,
        "3",
        *LOOK,
        "4",
        *LOOK,
        "5",
        *LOOK,
        "6",
        *LOOK,
        "7",
    ),
    *(*LOOK, "h", "escape", "f9", "1", *LOOK, "2", *LOOK, "3", *LOOK, "4", *LOOK, "5", *LOOK, "6", *LOOK),
    *("a", *LOOK, *LOOK, "f1", "escape", "f8", "escape"),
)
"""Through every region and its lists, into the second row of each and out again."""
SIZES = ((80, 24), (132, 50))
"""Columns and rows of the screens; a short run looks at the first."""
STEERING = {
    chr(code) for code in (*range(9), 11, 12, *range(14, 27), *range(28, 32), 0x7F, *range(0x80, 0xA0), 0x202E, 0x200B)
}
"""No text that is read holds one of these; ESC is what Textual and click draw with."""


def by_bundle(kit: Kit, events: list[Event], folder: Path) -> bool:
    """Whether a kit took in a bundle that somebody with the key forged of these."""
    path = folder / f"{os.urandom(4).hex()}.fkb"
    forged_of(kit, path, events)
    try:
        import_bundle(kit, path)
    except CarrierError:
        return False
    finally:
        path.unlink()
    return True


def by_frame(kit: Kit, event: Event) -> bool:
    """Whether an event came through a sealed frame."""
    assert kit.key is not None
    try:
        frame, _ = pack_events(Sealer(event.kit, event.epoch, kit.key.number, kit.key.secret), [event])
        found = open_frame(frame, kit.keys).events
    except (FrameError, ValueError, KeyError, AttributeError, TypeError):
        return False
    return bool(kit.merge(found, Carrier.RADIO))


def pour(kit: Kit, forger: Forger, many: int, folder: Path) -> dict[str, int]:
    """So many hostile events at a kit; how they fared."""
    came = {"forged": 0, "refused": 0, "frames": 0, "bundles": 0, "merged": 0}
    batch: list[Event] = []
    about_clocks = many // CLOCK_WORDS
    for event in chain(forger.events(many - about_clocks), forger.clock_words(about_clocks)):
        came["forged"] += 1
        if fault := event_fault(event):
            came["refused"] += 1
            if came["refused"] % 10 == 0:
                assert not by_bundle(kit, [event], folder), f"a bundle brought an event of which {fault}"
            assert not kit.merge([event], Carrier.SLIP), f"a carrier brought an event of which {fault}"
        elif came["forged"] % 3 == 0 and on_air(event):
            came["frames"] += by_frame(kit, event)
        else:
            batch.append(event)
        if len(batch) >= 2_000:
            came["bundles"] += by_bundle(kit, batch, folder)
            batch = []
    came["bundles"] += by_bundle(kit, batch, folder)
    came["merged"] = kit.log.count()
    return came


def every_command(home: Path, folder: Path) -> tuple[int, list[str]]:
    """How many commands were given, and what was wrong with them."""
    wrong: list[str] = []
    many = 0
    (folder / "mappe").mkdir(exist_ok=True)
    for words in commands():
        for made in ("ny", "s.png", "j.html", "papir.bin"):
            (folder / made).unlink(missing_ok=True)
        swap = {"STICK": str(folder), "CARDS": str(ROOT / "cards")}
        spoken = [swap[top] + word[len(top) :] if (top := word.split("/")[0]) in swap else word for word in words]
        many += 1
        try:
            status, said = run_program(*spoken, home=home)
        except BaseException as error:  # noqa: BLE001 -- exactly what is looked for
            last = traceback.extract_tb(error.__traceback__)[-1]
            wrong.append(
                f"{' '.join(words)}: {type(error).__name__}: {str(error)[:150]} ({last.filename}:{last.lineno})"
            )
            continue
        if status == 2:
            wrong.append(f"{' '.join(words)}: misunderstood: {said.strip()[:200]}")
        if "Traceback" in said or STEERING & set(said):
            wrong.append(f"{' '.join(words)}: said {sorted(map(ord, STEERING & set(said)))}")
    return many, wrong


async def every_screen(home: Path, size: tuple[int, int]) -> list[str]:
    """What was wrong with the screens."""
    kit = Kit.open(home)
    app = FeltkitApp(kit)
    app.operator = "Øvelse Andersen"
    pressed = "start"
    try:
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            for key in KEYS:
                pressed = key
                await press(pilot, key)
                app.export_screenshot()
    except BaseException as error:  # noqa: BLE001 -- exactly what is looked for
        told = "".join(traceback.format_exception(error))
        return [f"{size}, {pressed}: {type(error).__name__}: {error}: {told[-600:]}"]
    finally:
        kit.close()
    return []


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--events", type=int, default=20_000, help="over all kits")
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    begin = time.monotonic()
    told: dict[str, object] = {}
    faults: list[str] = []
    kits = [(1, Role.SECRETARIAT, "sekretariat", 1), (2, Role.MEETING_POINT, "uglemoseskolen", 2)]
    shm = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="feltkit-hostile-", dir=shm if shm.is_dir() else None) as own:
        for number, role, place, place_number in kits:
            folder = Path(own) / place
            stick = Path(own) / f"{place}-stick"
            stick.mkdir()
            kit = Kit.create(folder, KitConfig(number, role, place, place_number, printer="virtual:"),
                             data=ROOT / "data", cards=ROOT / "cards")  # fmt: skip
            incidents.start(kit, "Strømsvigt")
            forger = Forger(random.Random(chosen.seed + number), kit.now(), (kit.state.current(),))
            came = pour(kit, forger, chosen.events // len(kits), stick)
            wrong: list[str] = []
            if not kit.kept.keep():
                wrong.append("nothing can be kept of its log: every start reads all of it anew")
            kit.close()
            for size in SIZES if chosen.events >= 1_000 else SIZES[:1]:
                wrong += asyncio.run(every_screen(folder, size))
            many, unwell = every_command(folder, stick)
            wrong += unwell
            told[place] = {**came, "commands": many, "keys": len(KEYS), "faults": wrong[:20]}
            faults += wrong
            shutil.rmtree(folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"faults": len(faults), "peak_rss_mb": peak, "seconds": round(time.monotonic() - begin), **told},
                     ensure_ascii=False, indent=1))  # fmt: skip
    return 1 if faults or peak > MOST_MB else 0


if __name__ == "__main__":
    sys.exit(main())
