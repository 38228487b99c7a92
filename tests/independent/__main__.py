"""Works out every published number again, with DuckDB, straight from the interactions.

    python -B tests/independent PROJECT SITE TODAY

PROJECT is the folder with `moments.toml`, SITE what `moments build --today TODAY` made of it. Counts,
shares and scores must agree exactly, durations within the histogram's stated error (1/64, and the
second that is cut off). What is hidden is not worked out again, but held against the rules of
`hiding.py`. Nothing of the program's code is used.
"""

import csv
import json
import sys
from pathlib import Path

from hiding import Hiding
from interactions import Interactions
from metrics import METRICS, Expected

COLUMNS = ["by", "key", "period", "start", "end", "value", "n", "low", "high", "state"]


class Check:
    def __init__(self, project: Path, site: Path, today: str):
        self.folder, self.today, self.wrong, self.checked = site / "data", today, [], 0
        self.index = json.loads((self.folder / "metrics.json").read_text("utf-8"))
        self.data = Interactions(project, today)
        self.expected = Expected(self.data)
        self.minimum = self.data.config.get("privacy", {}).get("minimum_group", 5)

    def run(self) -> int:
        self.check_index()
        found = {entry["id"]: self.read(entry["file"]) for entry in self.index["metrics"]}
        found = {metric: rows for metric, rows in found.items() if metric in METRICS}
        for metric, rows in found.items():
            self.check_metric(metric, rows)
        if not self.wrong:
            Hiding(self.expected, found, self.minimum, self.say).check()
        for line in self.wrong[:40]:
            print(line)
        print(f"{self.checked} numbers worked out again, {len(self.wrong)} disagree")
        return 1 if self.wrong or not self.checked else 0

    def say(self, metric, place, what) -> None:
        self.wrong.append(f"{metric}: {'/'.join(place)} {what}")

    def same(self, name: str, found, expected) -> None:
        if found != expected:
            self.wrong.append(f"{name}: {found}, expected {expected}")

    def check_index(self) -> None:
        """The list has what the data allows, and the folder what the list has."""
        self.same("today", self.index["today"], self.today)
        self.same("horizon", self.index["horizon"], str(self.data.last))
        entries = {entry["id"]: entry for entry in self.index["metrics"]}
        listed = {entry["file"] for entry in entries.values()}
        files = {str(path.relative_to(self.folder)) for path in self.folder.glob("metrics/*")}
        expected = self.expected.ids()
        self.same("metrics that are not expected", entries.keys() - expected, set())
        self.same("metrics that are missing", expected - entries.keys(), set())
        self.same("files that are not listed", files - listed, set())
        self.same("files that are missing", listed - files, set())
        for metric in entries.keys() & METRICS.keys():
            said = [entries[metric][key] for key in ["unit", "minimum"]]
            self.same(metric, said, [METRICS[metric].unit, METRICS[metric].minimum])

    def read(self, name: str) -> dict:
        """The rows of a file by their places, which stand in order."""
        with open(self.folder / name, encoding="utf-8", newline="") as file:
            rows = [*csv.DictReader(file)]
        places = [tuple(row[column] for column in COLUMNS[:4]) for row in rows]
        if places != sorted(set(places)) or any([*row] != COLUMNS for row in rows):
            self.wrong.append(f"{name}: columns or rows are not in order")
        return dict(zip(places, rows))

    def check_metric(self, metric: str, found: dict) -> None:
        expected = self.expected.rows(metric)
        ends = self.expected.ends()
        for place in sorted(found.keys() ^ expected.keys()):
            self.say(metric, place, "is published" if place in found else "is not published")
        for place in sorted(found.keys() & expected.keys()):
            self.checked += 1
            self.compare(metric, place, found[place], expected[place])
            if found[place]["end"] != ends.get(place[2:], ""):
                self.say(metric, place, f"ends on {found[place]['end']}")

    def compare(self, metric, place, row, expected) -> None:
        cells = [row[name] for name in ["value", "n", "low", "high"]]
        unit, n = METRICS[metric].unit, expected.n
        if row["state"] == "hidden":
            if place[0] == "all" or any(cells):
                self.say(metric, place, f"is hidden and says {cells}")
            return
        state = "no-data" if n == 0 else "too-few" if n < METRICS[metric].minimum else "ok"
        state = "ok" if unit == "count" else state
        right = {"ok": [*expected], "too-few": [None, n, None, None], "no-data": [None] * 4}[state]
        if row["state"] != state:
            self.say(metric, place, f"is {row['state']}, expected {state} (n = {n})")
        elif not all(is_near(cell, number, unit) for cell, number in zip(cells, right)):
            self.say(metric, place, f"says {cells}, expected {right}")


def is_near(cell: str, right, unit: str) -> bool:
    if right is None or cell == "":
        return right is None and cell == ""
    if unit == "seconds":
        return abs(float(cell) - right) <= right / 64 + 1
    return abs(float(cell) - right) <= 1e-9


if __name__ == "__main__":
    sys.exit(Check(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]).run())
