"""Works out every published number again, with DuckDB, straight from the interactions.

    python tests/independent.py PROJECT SITE TODAY

PROJECT is the folder with `moments.toml`, SITE what `moments build --today TODAY` made of it. Counts
and shares must agree exactly, durations within the histogram's stated error (1/64, and the second
that is cut off). What is hidden is not worked out again, but held against the rule: no group of 1 to
4 is shown, no hidden number follows from the sums that are published, and nothing is hidden in a
table without a small group. Nothing of the program's code is used.
"""

import csv
import json
import sys
import tomllib
import unicodedata
from fractions import Fraction
from functools import cache
from math import sqrt
from pathlib import Path

import duckdb

REPOSITORY = Path(__file__).parent.parent
DIMENSIONS = ["channel", "priority", "team", "topic"]
# The header of each field in the exports that are recognised without a mapping.
HEADERS_311 = {
    "id": "Unique Key",
    "created_at": "Created Date",
    "resolved_at": "Closed Date",
    "team": "Agency",
    "topic": "Complaint Type",
}
# Column of durations or condition, and where the number is drawn from.
QUANTILES = {
    "first-response-median": ("first_reply", "1/2"),
    "first-response-p90": ("first_reply", "9/10"),
    "resolution-median": ("resolution", "1/2"),
    "resolution-p90": ("resolution", "9/10"),
}
SHARES = {
    "csat": ("csat is not null", "csat >= 4"),
    "reopened": ("resolution is not null and reopens is not null", "reopens > 0"),
}
STOCKS = ["volume", "backlog"]


class Check:
    def __init__(self, project: Path, site: Path, today: str):
        self.site, self.wrong, self.checked = site, [], 0
        self.config = tomllib.loads((project / "moments.toml").read_text("utf-8"))
        self.words = tomllib.loads((REPOSITORY / "lang/en.toml").read_text("utf-8"))
        self.minimum = self.config.get("privacy", {}).get("minimum_group", 5)
        self.index = json.loads((site / "data/metrics.json").read_text("utf-8"))
        self.zone = self.config.get("time_zone", "UTC")
        self.db = duckdb.connect()
        self.db.execute("set TimeZone = 'UTC'")
        self.read(project, today)

    def read(self, project: Path, today: str) -> None:
        """Makes the table `t`: a row an interaction, local days, durations in seconds."""
        [source] = self.config["sources"]
        files = str(project / source["files"])
        self.db.execute(
            "create table raw as select * from read_csv(?, all_varchar = true, header = true,"
            " union_by_name = true)",
            [files],
        )
        columns = {row[0] for row in self.db.execute("describe raw").fetchall()}
        is_311 = HEADERS_311["id"] in columns
        self.fields = (set(HEADERS_311) if is_311 else columns) | {"id", "created_at"}

        def column(field: str) -> str:
            name = HEADERS_311.get(field, "") if is_311 else field
            return f"nullif(trim(\"{name}\"), '')" if name in columns else "null::varchar"

        def stamp(field: str) -> str:
            if not is_311:
                return f"{column(field)}::timestamptz"
            local = f"strptime({column(field)}, '%-m/%-d/%Y %-H:%M')"
            return f"timezone('{self.zone}', {local})"

        self.db.execute("create table names (dimension text, value text, label text)")
        for d in DIMENSIONS:
            for (value,) in self.db.execute(f"select distinct {column(d)} from raw").fetchall():
                self.db.execute("insert into names values (?, ?, ?)", [d, value, self.label(d, value)])
        labels = ", ".join(
            f"(select label from names where dimension = '{d}'"
            f" and value is not distinct from {column(d)}) as {d}"
            for d in DIMENSIONS
        )
        # The end of today: what is opened later is left out, what happens later is not known.
        cut = f"timezone('{self.zone}', timestamp '{today}' + interval 1 day)"
        self.db.execute(
            f"""create table t as
            with s as (select {stamp('created_at')} created, {stamp('first_reply_at')} replied,
                {stamp('resolved_at')} resolved, {stamp('updated_at')} updated,
                {column('csat')}::int csat, {column('reopens')}::int reopens, {labels} from raw),
            known as (select * replace (
                case when replied < {cut} then replied end as replied,
                case when resolved < {cut} then resolved end as resolved,
                case when updated < {cut} then updated end as updated)
                from s where created < {cut})
            select *, timezone('{self.zone}', created)::date as day,
                date_trunc('week', day)::date as week, date_trunc('month', day)::date as month,
                timezone('{self.zone}', resolved)::date as resolved_day,
                date_diff('second', created, replied) as first_reply,
                date_diff('second', created, resolved) as resolution from known"""
        )
        span = "min(day), greatest(max(created), max(replied), max(resolved), max(updated))::text"
        self.first, newest = self.db.execute(f"select {span} from t").fetchone()
        self.horizon = self.one(f"select least(?::timestamptz, {cut})::text", [newest])
        self.last = self.one(f"select timezone('{self.zone}', ?::timestamptz)::date", [self.horizon])

    def one(self, query: str, values=()):
        return self.db.execute(query, list(values)).fetchone()[0]

    def label(self, dimension: str, value: str) -> str:
        """What a value is called on pages: a team's name, a common name, or as it stands."""
        if value is None:
            return self.words["group"]["not-recorded"]
        key = unicodedata.normalize("NFC", value.strip()).lower()
        for team in self.config.get("teams", []) if dimension == "team" else []:
            if key in [name.strip().lower() for name in [team["name"], *team.get("also", [])]]:
                return team["name"]
        return self.words.get(dimension, {}).get(key, value.strip())

    def is_final(self, metric: str, start, end) -> bool:
        """Whether a period lies within the data, and is old enough not to move any more."""
        days = 0 if metric in STOCKS else 7
        shown = f"timezone('{self.zone}', ?::timestamp + interval {days} day) <= ?::timestamptz"
        return start >= self.first and self.one(f"select {shown}", [end, self.horizon])

    def periods(self, metric: str, period: str) -> list:
        """Start and end of the final periods, in order."""
        bounds = f"""select x::date, (x + interval 1 {period})::date from range(
            (select min({period}) from t)::timestamp, (select max({period}) from t) + interval 1 day,
            interval 1 {period}) r(x)"""
        periods = self.db.execute(bounds).fetchall()
        return [bounds for bounds in periods if self.is_final(metric, *bounds)]

    def groups(self) -> dict:
        """The values of each dimension of which the data says anything."""
        empty = self.words["group"]["not-recorded"]
        groups = {}
        for by in DIMENSIONS:
            keys = [row[0] for row in self.db.execute(f"select distinct {by} from t").fetchall()]
            if any(key != empty for key in keys):
                groups[by] = keys
        return groups

    def stock(self, metric: str, where: str, end=None) -> tuple:
        """A count: opened, or opened and not solved before `end`."""
        if metric == "volume":
            n = self.one(f"select count(*) from t where {where}")
        else:
            n = self.one(
                f"select count(*) filter (day < ?) - count(*) filter (resolved_day < ?)"
                f" from t where {where}",
                [end, end],
            )
        return n, n, None, None

    def drawn(self, metric: str, where: str) -> tuple:
        """Value, n, low and high of a quantile or a share."""
        if metric in SHARES:
            whole, part = SHARES[metric]
            query = f"select count(*) filter ({whole}), count(*) filter ({whole} and {part}) from t"
            n, part = self.db.execute(f"{query} where {where}").fetchone()
            return (part / n if n else None), n, *(wilson(part, n) if n else (None, None))
        column, quantile = QUANTILES[metric]
        query = f"select quantile_disc({column}, {quantile}), count({column}), list_sort(list({column}))"
        value, n, values = self.db.execute(f"{query} from t where {where} and {column} is not null").fetchone()
        ranks = median_ranks(n) if quantile == "1/2" else None
        low, high = (values[rank - 1] for rank in ranks) if ranks else (None, None)
        return value, n, low, high

    def expected(self, metric: str) -> dict:
        """What each row must say, were nothing hidden: by, key, period, start → value, n, low, high."""
        rows = {}
        months = self.periods(metric, "month")
        tomorrow = self.one("select (?::date + interval 1 day)::date", [self.last])

        def add(by, key, period, start, end, where):
            is_stock = metric in STOCKS
            found = self.stock(metric, where, end) if is_stock else self.drawn(metric, where)
            rows[by, key, period, str(start or "")] = found

        # Of what must mature, younger months are left out; else all that is known counts.
        inside = " or ".join(f"month = '{start}'" for start, _ in months) or "false"
        everything = f"({inside})" if metric == "reopened" else "true"
        add("all", "", "all", None, tomorrow, everything)
        for period in ["month", "week"]:
            for start, end in self.periods(metric, period):
                where = "true" if metric == "backlog" else f"{period} = '{start}'"
                add("all", "", period, start, end, where)
        for by, keys in self.groups().items():
            for key in keys:
                own = f"{by} = '{key.replace(chr(39), chr(39) * 2)}'"
                where = own if metric == "backlog" else f"{own} and ({inside})"
                add(by, key, "all", None, months[-1][1] if months else self.first, where)
                for start, end in months:
                    where = own if metric == "backlog" else f"{own} and month = '{start}'"
                    add(by, key, "month", start, end, where)
        return rows

    def metric(self, entry: dict) -> None:
        metric = entry["id"]
        with open(self.site / "data" / entry["file"], encoding="utf-8", newline="") as file:
            found = {(r["by"], r["key"], r["period"], r["start"]): r for r in csv.DictReader(file)}
        expected = self.expected(metric)
        for place in sorted(found.keys() ^ expected.keys()):
            self.say(metric, place, "is published" if place in found else "is not published")
        for place in sorted(found.keys() & expected.keys()):
            self.checked += 1
            self.compare(metric, place, found[place], expected[place], entry["minimum"])
        for by in self.groups():
            self.hiding(metric, by, found, expected)

    def compare(self, metric, place, row, expected, minimum) -> None:
        value, n, low, high = expected
        cells = [row[name] for name in ["value", "n", "low", "high"]]
        if row["state"] == "hidden":
            if place[0] == "all" or any(cells):
                self.say(metric, place, f"is hidden and says {cells}")
            return
        if place[0] != "all" and 0 < n < self.minimum:
            self.say(metric, place, "is a small group and shown")
        state = "ok"
        if metric not in STOCKS:
            state = "no-data" if n == 0 else "too-few" if n < minimum else "ok"
        if row["state"] != state:
            self.say(metric, place, f"is {row['state']}, expected {state} (n = {n})")
            return
        if state == "no-data" and any(cells) or state == "too-few" and cells != ["", str(n), "", ""]:
            self.say(metric, place, f"says {cells}, n = {n}")
        if state != "ok":
            return
        if row["n"] != str(n):
            self.say(metric, place, f"has n = {row['n']}, expected {n}")
        for name, right in [("value", value), ("low", low), ("high", high)]:
            if not is_near(row[name], right, metric):
                self.say(metric, place, f"has {name} {row[name]}, expected {right}")

    def hiding(self, metric, by, found, expected) -> None:
        """Small groups hide; what hides does not follow from the sums that are shown."""
        places = [p for p in expected if p[0] == by and (p[2] == "month" or metric != "backlog")]
        hidden = [p for p in places if found.get(p, {}).get("state") == "hidden"]
        is_small = lambda p: 0 < expected[p][1] < self.minimum
        volume = self.volume if metric != "volume" else expected
        has_small = any(is_small(p) or 0 < volume[p][1] < self.minimum for p in places if p in volume)
        if hidden and not has_small:
            self.say(metric, hidden[0], "is hidden, and no group is small")
        # Every hidden n is an unknown. The months of a key add up to its sum; the keys of a month
        # add up to the company's, which is never hidden.
        number = {place: at for at, place in enumerate(hidden)}
        equations = []
        if metric != "backlog":
            for key in {p[1] for p in places}:
                total = (by, key, "all", "")
                line = {number[p]: 1 for p in hidden if p[1] == key and p[2] == "month"}
                if total in number:
                    line[number[total]] = -1
                equations.append(line)
            equations.append({number[p]: 1 for p in hidden if p[2] == "all"})
        for start in {p[3] for p in places if p[2] == "month"}:
            equations.append({number[p]: 1 for p in hidden if p[3] == start and p[2] == "month"})
        for at in determined(equations):
            self.say(metric, hidden[at], "is hidden, and follows from the sums")

    def say(self, metric, place, what) -> None:
        self.wrong.append(f"{metric}: {'/'.join(place)} {what}")

    def run(self) -> int:
        self.volume = self.expected("volume")
        for entry in self.index["metrics"]:
            self.metric(entry)
        needs = {"first-response": "first_reply_at", "resolution": "resolved_at", "csat": "csat"}
        for name, field in needs.items():
            is_there = any(entry["id"].startswith(name) for entry in self.index["metrics"])
            if is_there != (field in self.fields):
                self.wrong.append(f"{name}: published {is_there}, column {field in self.fields}")
        if self.index["horizon"] != str(self.last):
            self.wrong.append(f"horizon: {self.index['horizon']}, expected {self.last}")
        for line in self.wrong[:40]:
            print(line)
        print(f"{self.checked} numbers worked out again, {len(self.wrong)} disagree")
        return 1 if self.wrong or not self.checked else 0


def is_near(found: str, right, metric: str) -> bool:
    if right is None or found == "":
        return right is None and found == ""
    if metric in QUANTILES:
        return abs(float(found) - right) <= right / 64 + 1
    return abs(float(found) - right) <= 1e-12


def wilson(part: int, n: int) -> tuple:
    """The Wilson score interval, 95 %, as its inventor wrote it."""
    z, share = 1.959963984540054, part / n
    middle = share + z * z / (2 * n)
    spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


@cache
def median_ranks(n: int):
    """The ranks between which the median lies with 95 % at least, from exact binomial sums."""
    if n < 6:
        return None
    below, weight, rank, half = 0, 1, 0, 2**n
    while True:
        below += weight
        if 40 * below > half:
            return rank, n + 1 - rank
        weight = weight * (n - rank) // (rank + 1)
        rank += 1


def determined(equations: list) -> list:
    """The unknowns that have one solution only, by exact elimination (Gauss and Jordan)."""
    rows = [{at: Fraction(v) for at, v in line.items()} for line in equations if line]
    done = []
    while rows:
        row = rows.pop()
        if not row:
            continue
        pivot = min(row)
        row = {at: value / row[pivot] for at, value in row.items()}
        for other in (*rows, *done):
            factor = other.get(pivot, 0)
            for at, value in row.items() if factor else ():
                other[at] = other.get(at, 0) - factor * value
                if other[at] == 0:
                    del other[at]
        done.append(row)
    return [next(iter(row)) for row in done if len(row) == 1]


if __name__ == "__main__":
    sys.exit(Check(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]).run())
