"""The interactions of a project as a table of DuckDB, and its stories.

The table `t` has a row for each interaction opened by the end of TODAY:

    day, week, month            of the opening, by local time
    created, replied, resolved  stamps; null if it has not happened by the end of TODAY
    answered, solved            whether it is known to have happened; null if that is not known
    reply_s, solve_s            seconds from the opening
    reply_open_s, solve_open_s  those of them that lie in business hours
    threshold_s                 what its channel allows for a first response
    failed                      whether something went wrong
    channel, priority, team, topic   as pages name them

and further columns under the names of their fields. What is not known is null.
"""

import re
import tomllib
import unicodedata
from datetime import date
from pathlib import Path

import duckdb

REPOSITORY = Path(__file__).parents[2]
DIMENSIONS = ["channel", "priority", "team", "topic"]
# The header of each field in the exports that are recognised without a mapping.
HEADERS_311 = {
    "id": "Unique Key",
    "created_at": "Created Date",
    "resolved_at": "Closed Date",
    "team": "Agency",
    "topic": "Complaint Type",
}
# The numbers, and between what they lie.
COUNTS = dict.fromkeys(["agent_replies", "reopens", "assignments", "transfers"], (0, 1_000_000))
SCALES = {"csat": (1, 5), "csat_first": (1, 5), "ces": (1, 7), "nps": (0, 10)}
WORDS = ["sla", "survey_sent", "apology", "thanked", "self_service_tried", "customer_outcome", "failure"]
WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Interactions:
    def __init__(self, project: Path, today: str):
        self.project, self.today = project, date.fromisoformat(today)
        self.config = tomllib.loads((project / "moments.toml").read_text("utf-8"))
        self.words = tomllib.loads((REPOSITORY / "lang/en.toml").read_text("utf-8"))
        self.zone = self.config.get("time_zone", "UTC")
        self.db = duckdb.connect()
        self.db.execute("set TimeZone = 'UTC'")
        self.read_raw()
        self.name_groups()
        # The end of today: what is opened later is left out, what happens later is not known.
        self.cut = f"timezone('{self.zone}', timestamp '{today}' + interval 1 day)"
        self.make_typed()
        self.make_open_minutes()
        self.make_table()
        span = "min(day), greatest(max(created), max(replied), max(resolved), max(updated))::text"
        self.first, newest = self.db.execute(f"select {span} from t").fetchone()
        self.horizon = self.one(f"select least(?::timestamptz, {self.cut})::text", newest)
        self.last = self.one(f"select timezone('{self.zone}', ?::timestamptz)::date", self.horizon)

    def one(self, query: str, *values):
        return self.db.execute(query, list(values)).fetchone()[0]

    # The table

    def read_raw(self) -> None:
        [source] = self.config["sources"]
        # The headers get something before them, so that no cell is taken for what it is read as.
        self.db.execute(
            r"create table raw as select columns('(.*)') as 'cell \1' from read_csv(?,"
            " all_varchar = true, header = true, union_by_name = true)",
            [str(self.project / source["files"])],
        )
        columns = {row[0].removeprefix("cell ") for row in self.db.execute("describe raw").fetchall()}
        self.is_311 = HEADERS_311["id"] in columns
        self.fields = set(HEADERS_311) if self.is_311 else columns

    def cell(self, field: str) -> str:
        if field not in self.fields:
            return "null::varchar"
        return f"nullif(trim(\"cell {HEADERS_311[field] if self.is_311 else field}\"), '')"

    def stamp(self, field: str) -> str:
        if not self.is_311:
            return f"try_cast({self.cell(field)} as timestamptz)"
        return f"timezone('{self.zone}', try_strptime({self.cell(field)}, '%-m/%-d/%Y %-H:%M'))"

    def name_groups(self) -> None:
        self.db.execute("create table names (dimension text, value text, label text)")
        for d in DIMENSIONS:
            for (value,) in self.db.execute(f"select distinct {self.cell(d)} from raw").fetchall():
                self.db.execute("insert into names values (?, ?, ?)", [d, value, self.label(d, value)])

    def label(self, dimension: str, value: str) -> str:
        """What a value is called on pages: a team's name, a common name, or as it stands."""
        if value is None:
            return self.words["group"]["not-recorded"]
        key = unicodedata.normalize("NFC", value.strip()).lower()
        for team in self.config.get("teams", []) if dimension == "team" else []:
            if key in [name.strip().lower() for name in [team["name"], *team.get("also", [])]]:
                return team["name"]
        return self.words.get(dimension, {}).get(key, value.strip())

    def make_typed(self) -> None:
        """The cells as what they are; `*_lost` is true where a cell is filled and says nothing."""
        columns = [f"{self.stamp('created_at')} as created", f"{self.stamp('updated_at')} as updated"]
        for name, field in [("replied", "first_reply_at"), ("resolved", "resolved_at")]:
            stamp = f"case when {self.stamp(field)} >= created then {self.stamp(field)} end"
            columns.append(f"{stamp} as {name}_ever")
            columns.append(f"{self.cell(field)} is not null and {name}_ever is null as {name}_lost")
        for field, (low, high) in (COUNTS | SCALES).items():
            number = f"try_cast({self.cell(field)} as int)"
            columns.append(f"if({number} between {low} and {high}, {number}, null) as {field}")
        columns.append(f"{self.cell('csat')} is not null and csat is null as csat_lost")
        # A single rating is the first one too, where the column of first ratings says nothing.
        single = f"case when {self.cell('csat_first')} is null then csat end"
        first = f"coalesce(csat_first, {single})" if "csat_first" in self.fields else "null"
        columns.append(f"{first} as first_rating")
        # To how many people it was handed after the first.
        columns.append("coalesce(assignments - 1, transfers) as handed_over")
        columns += [f"lower({self.cell(field)}) as {field}" for field in WORDS]
        for d in DIMENSIONS:
            name = f"dimension = '{d}' and value is not distinct from {self.cell(d)}"
            columns.append(f"(select label from names where {name}) as {d}")
        columns.append(f"{self.threshold()} as threshold_s")
        self.db.execute(f"create table typed as select {', '.join(columns)} from raw")

    def threshold(self) -> str:
        """Seconds by channel; `any` stands for channels that are not named, and where the row does not
        say which."""
        table = self.config.get("thresholds", {}).get("first_response", {})
        units = {"s": 1, "min": 60, "h": 3_600, "d": 86_400}
        seconds = {name: int(text.split()[0]) * units[text.split()[1]] for name, text in table.items()}
        rest = seconds.pop("any", "null")
        cases = [f"when lower({self.cell('channel')}) = '{name}' then {s}" for name, s in seconds.items()]
        return f"case {' '.join(cases)} else {rest} end" if cases else str(rest)

    def make_open_minutes(self) -> None:
        """Each minute of the data: whether the clock on the wall stands in a window of the business
        hours when it begins, and how many seconds were open before it. So a day on which the clocks
        are set needs no thought."""
        hours = self.config.get("business_hours", {})
        zone = hours.get("zone", self.zone)
        windows = []
        for number, day in enumerate(WEEK, 1):
            for window in hours.get(day, []):
                ends = [60 * int(end[:2]) + int(end[3:]) for end in window.split("-")]
                windows.append(f"(isodow(wall) = {number} and of_day >= {ends[0]} and of_day < {ends[1]})")
        holidays = [f"'{day}'" for day in hours.get("holidays", [])]
        closed = f"wall::date in ({', '.join(holidays)})" if holidays else "false"
        self.db.execute(
            f"""create table minutes as
            with m as (select unnest(range(date_trunc('minute', (select min(created) from typed)), {self.cut}
                + interval 1 minute, interval 1 minute)) as minute),
            walls as (select minute, timezone('{zone}', minute) as wall,
                60 * hour(wall) + minute(wall) as of_day from m),
            flags as (select minute, case when ({' or '.join(windows) or 'false'}) and not {closed}
                then 60 else 0 end as open_s from walls)
            select minute, open_s, sum(open_s) over (order by minute) - open_s as before_s from flags"""
        )

    def make_table(self) -> None:
        """The table `t`, of what is known at the end of TODAY."""

        def until_today(stamp: str) -> str:
            return f"case when {stamp} < {self.cut} then {stamp} end"

        def open_until(name: str) -> str:
            return f"(m_{name}.before_s + if(m_{name}.open_s > 0, second(k.{name}), 0))"

        joins = " ".join(
            f"left join minutes m_{name} on m_{name}.minute = date_trunc('minute', k.{name})"
            for name in ["created", "replied", "resolved"]
        )
        self.db.execute(
            f"""create table t as
            with k as (select * replace ({until_today('updated')} as updated),
                {until_today('replied_ever')} as replied, {until_today('resolved_ever')} as resolved
                from typed where created < {self.cut})
            select k.*, timezone('{self.zone}', k.created)::date as day,
                date_trunc('week', day)::date as week, date_trunc('month', day)::date as month,
                timezone('{self.zone}', k.resolved)::date as resolved_day,
                if(not replied_lost, k.replied is not null, null) as answered,
                if(not resolved_lost, k.resolved is not null, null) as solved,
                date_diff('second', k.created, k.replied) as reply_s,
                date_diff('second', k.created, k.resolved) as solve_s,
                ({open_until('replied')} - {open_until('created')})::bigint as reply_open_s,
                ({open_until('resolved')} - {open_until('created')})::bigint as solve_open_s,
                coalesce(reopens > 0, false) or coalesce(first_rating <= 2, false)
                    or coalesce(sla = 'breached', false)
                    or coalesce(failure not in ('no', 'false', 'none', '0'), false) as failed
            from k {joins}"""
        )

    # Groups, periods, stories

    def groups(self) -> dict:
        """The values of each dimension of which the data says anything."""
        empty = self.words["group"]["not-recorded"]
        groups = {}
        for by in DIMENSIONS:
            keys = [row[0] for row in self.db.execute(f"select distinct {by} from t").fetchall()]
            if any(key != empty for key in keys):
                groups[by] = keys
        return groups

    def periods(self, period: str, days: int) -> dict:
        """Start and end of the periods within the data that ended so many days before its end."""
        rows = self.db.execute(
            f"""select x::date, (x + interval 1 {period})::date as until from range(
                (select min({period}) from t)::timestamp, (select max({period}) from t) + interval 1 day,
                interval 1 {period}) r(x)
            where x >= ? and timezone('{self.zone}', until + interval {days} day) <= ?::timestamptz""",
            [self.first, self.horizon],
        )
        return dict(rows.fetchall())

    def stories(self) -> list:
        """Date and names of the teams of each published story of our own."""
        names = {team["id"]: team["name"] for team in self.config.get("teams", [])}
        found = []
        for file in sorted((self.project / "content/stories").rglob("*.md")):
            front = front_matter(file.read_text("utf-8"))
            if front.get("external") in [True, "true"]:
                continue
            day = lambda key, default: date.fromisoformat(str(front.get(key, default)))
            from_day = max(day("date", None), day("publish_on", front["date"]))
            is_held_back = front.get("draft") in [True, "true"] or from_day > self.today
            if not is_held_back and day("expires", date.max) > self.today:
                found.append((day("date", None), [names.get(team, team) for team in front["teams"]]))
        return found


def front_matter(text: str) -> dict:
    """The TOML of a story, or of YAML the plain values and short lists that are needed here."""
    if text.startswith("+++"):
        return tomllib.loads(text.split("+++\n")[1])
    front = {}
    for key, value in re.findall(r"^(\w+): *(.+)$", text.split("---\n")[1], re.MULTILINE):
        is_list = value.startswith("[")
        front[key] = re.findall(r"[^\[\], \"]+", value) if is_list else value.strip("\"'")
    return front
