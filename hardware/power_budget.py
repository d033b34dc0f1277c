"""Computes how long a kit runs: power-budget.csv and power-setups.csv in, power-runtime.csv and the README's table out.

`python hardware/power_budget.py` writes both; the tests call the same functions and compare.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
#: Usable energy in Wh. A 10 Ah pack of 3.7 V cells gives 85 % of 37 Wh through its 5 V converter. The 256 Wh power
#: station (LiFePO4) is assumed to lose the same 15 %.
PACKS_WH = {"pack_10ah": 31.5, "station_256wh": 217.6}
#: The printer has its own supply; ten lists an hour of 10 mWh each are 0.1 W, and are left out as small.
BEGIN, END = "<!-- runtime:begin -->", "<!-- runtime:end -->"


@dataclass(frozen=True)
class Runtime:
    """One setup: power in W and, per pack, hours from full to empty; (low, high) each."""

    setup: str
    label: str
    watts: tuple[float, float]
    hours: dict[str, tuple[float, float]]


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def compute() -> list[Runtime]:
    parts = {row["part"]: (float(row["low_w"]), float(row["high_w"])) for row in rows("power-budget.csv")}
    screen = parts["screen_10_inch"]
    runtimes = []
    for row in rows("power-setups.csv"):
        share = float(row["screen_share"])
        low, high = (sum(parts[part][end] for part in row["parts"].split()) + share * screen[end] for end in (0, 1))
        hours = {pack: (wh / high, wh / low) for pack, wh in PACKS_WH.items()}
        runtimes.append(Runtime(row["setup"], row["label"], (low, high), hours))
    return runtimes


def as_csv(runtimes: list[Runtime]) -> str:
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["setup", "low_w", "high_w", *(f"{pack}_{end}_h" for pack in PACKS_WH for end in ("low", "high"))])
    for runtime in runtimes:
        hours = (f"{hour:.1f}" for pack in PACKS_WH for hour in runtime.hours[pack])
        table.writerow([runtime.setup, *(f"{watt:.2f}" for watt in runtime.watts), *hours])
    return out.getvalue()


def as_markdown(runtimes: list[Runtime]) -> str:
    def span(low: float, high: float, decimals: int) -> str:
        first, last = (f"{number:.{decimals}f}".replace(".", ",") for number in (low, high))
        return first if first == last else f"{first}–{last}"

    lines = ["| opstilling | watt | 10 Ah-pakke, timer | 256 Wh-station, timer |", "| --- | --- | --- | --- |"]
    for runtime in runtimes:
        cells = [runtime.label, span(*runtime.watts, 1), *(span(*runtime.hours[pack], 0) for pack in PACKS_WH)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def with_table(readme: str, table: str) -> str:
    before, rest = readme.split(BEGIN)
    return f"{before}{BEGIN}\n{table}\n{END}{rest.split(END)[1]}"


if __name__ == "__main__":
    computed = compute()
    (HERE / "power-runtime.csv").write_text(as_csv(computed), encoding="utf-8")
    readme_file = HERE / "README.md"
    readme_file.write_text(with_table(readme_file.read_text("utf-8"), as_markdown(computed)), encoding="utf-8")
