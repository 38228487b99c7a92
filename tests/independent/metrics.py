"""The metrics, and what every row of their files must say were nothing hidden."""

from bisect import bisect_left
from collections import defaultdict
from datetime import timedelta
from typing import NamedTuple

from intervals import median_ranks, score, wilson
from interactions import Interactions


class Metric(NamedTuple):
    unit: str
    # All of these must be in the data; of those with a `|` between them, one.
    needs: str
    # A value is shown from this n.
    minimum: int
    # Which rows it is drawn from.
    whole: str
    # Of a share, the rows that count; of durations, the column and the quantile.
    part: str = ""
    # Whether a sum over all time leaves months out that are not final yet.
    is_matured: bool = False


def share(needs: str, whole: str, part: str, minimum: int = 30, is_matured: bool = False) -> Metric:
    return Metric("share", needs, minimum, whole, part, is_matured)


def quantile(needs: str, column: str, name: str) -> Metric:
    part, minimum = {"median": ("1/2", 10), "p90": ("9/10", 30)}[name]
    return Metric("seconds", needs, minimum, f"{column} is not null", f"{column}, {part}")


# Whether something went wrong is known from any of these.
FAILURE = "reopens|csat_first|sla|failure"
STAYED = "customer_outcome in ('stayed', 'returned')"
STRUGGLED = "(reopens >= 1 or handed_over >= 2 or agent_replies >= 5)"

METRICS = {
    **{
        f"{name}{'-business' * is_open}-{which}": quantile(
            field + " business_hours" * is_open, f"{column}{'_open' * is_open}_s", which
        )
        for name, field, column in [
            ("first-response", "first_reply_at", "reply"),
            ("resolution", "resolved_at", "solve"),
        ]
        for is_open in [False, True]
        for which in ["median", "p90"]
    },
    "never-answered": share("first_reply_at", "answered is not null", "not answered", is_matured=True),
    "over-threshold": share(
        "first_reply_at thresholds", "answered and threshold_s is not null", "reply_s > threshold_s"
    ),
    "solved-24h": share("resolved_at unsolved", "solved is not null", "solve_s <= 86400", is_matured=True),
    "solved-7d": share("resolved_at unsolved", "solved is not null", "solve_s <= 604800", is_matured=True),
    "one-touch": share(
        "resolved_at agent_replies reopens",
        "solved and agent_replies is not null and reopens is not null",
        "agent_replies = 1 and reopens = 0",
        is_matured=True,
    ),
    "reopened": share("resolved_at reopens", "solved and reopens is not null", "reopens >= 1", is_matured=True),
    "transferred": share("assignments|transfers", "handed_over is not null", "handed_over >= 1"),
    "silent-struggle": share(
        "reopens assignments|transfers agent_replies csat",
        "reopens is not null and handed_over is not null and agent_replies is not null and not csat_lost",
        f"csat is null and {STRUGGLED}",
        is_matured=True,
    ),
    "sla": share("sla", "sla in ('met', 'breached')", "sla = 'met'"),
    "csat": share("csat", "csat is not null", "csat >= 4"),
    "delight": share("csat", "csat is not null", "csat = 5"),
    "bad-experience": share("csat", "csat is not null", "csat <= 2"),
    "response-rate": share("csat survey_sent", "survey_sent = 'yes' and not csat_lost", "csat is not null"),
    "ces": share("ces", "ces is not null", "ces >= 5"),
    "nps": Metric("points", "nps", 100, "nps is not null"),
    "recovery": share(
        f"{FAILURE} csat|customer_outcome",
        f"failed and (csat is not null or {STAYED} or customer_outcome = 'lost')",
        f"csat >= 4 or {STAYED}",
        minimum=20,
    ),
    "apology": share(f"{FAILURE} apology", "failed and apology in ('yes', 'no')", "apology = 'yes'"),
    "thanks": share("thanked", "thanked in ('yes', 'no')", "thanked = 'yes'"),
    "self-service-tried": share(
        "self_service_tried", "self_service_tried in ('yes', 'no')", "self_service_tried = 'yes'"
    ),
    "volume": Metric("count", "", 1, "true"),
    "backlog": Metric("count", "resolved_at unsolved", 1, "true"),
    "moments-per-thousand": Metric("per-thousand", "stories", 10, "true"),
}
# Final at once; the others a week after the end of a period.
AT_ONCE = ["volume", "backlog", "moments-per-thousand"]
DAYS_TO_SETTLE = 7


class Found(NamedTuple):
    value: float | None
    n: int
    low: float | None = None
    high: float | None = None


class Expected:
    """`rows` of a metric: by, key, period and start lead to what is there."""

    def __init__(self, data: Interactions):
        self.data, self.one = data, data.one
        self.groups = data.groups()
        # Groups end at the last month that is final for all metrics.
        self.months = data.periods("month", DAYS_TO_SETTLE)
        self.stories = data.stories()
        self.drawn = {}
        kinds = [m for m in METRICS if m not in ["backlog", "moments-per-thousand"]]
        for by in ["all", *self.groups]:
            for period in ["all", "month", "week"] if by == "all" else ["all", "month"]:
                self.draw(kinds, by, period)
        known = "case when solved is not null then day end"
        self.opened, self.solved = self.days(known), self.days("resolved_day")

    def ids(self) -> set:
        """The metrics for which the data has what they need."""
        has = self.data.fields | set(self.data.config.get("business_hours", {}) and ["business_hours"])
        has |= {"thresholds"} if "thresholds" in self.data.config else set()
        has |= {"unsolved"} if self.one("select count(*) from t where not solved") else set()
        has |= {"stories"} if self.stories else set()
        is_there = lambda needs: all(has & set(need.split("|")) for need in needs.split())
        return {metric for metric, entry in METRICS.items() if is_there(entry.needs)}

    def ends(self) -> dict:
        """The end of each period by its kind and start."""
        periods = {kind: self.data.periods(kind, 0).items() for kind in ["month", "week"]}
        return {(kind, str(start)): str(end) for kind in periods for start, end in periods[kind]}

    # One query for all metrics of a kind of period

    def draw(self, kinds: list, by: str, period: str) -> None:
        shown = ", ".join(f"'{start}'" for start in self.months)
        inside = f"month in ({shown})" if shown else "false"
        columns = []
        for metric in kinds:
            # Of groups, the months that are shown; of the company, all that is known but for what
            # must mature.
            is_cut = period == "all" and (by != "all" or METRICS[metric].is_matured)
            columns += self.columns(metric, inside if is_cut else "true")
        key, start = "''" if by == "all" else by, "''" if period == "all" else f"{period}::text"
        query = f"select {key}, {start}, {', '.join(columns)} from t group by all"
        for key, start, *cells in self.data.db.execute(query).fetchall():
            for metric in kinds:
                mine = [cells.pop(0) for _ in self.columns(metric, "true")]
                self.drawn[metric, by, key, period, start] = finish(metric, mine)

    def columns(self, metric: str, inside: str) -> list:
        entry = METRICS[metric]
        whole = f"({entry.whole}) and {inside}"
        columns = [f"count(*) filter ({whole})"]
        if entry.unit == "share":
            columns.append(f"count(*) filter ({whole} and ({entry.part}))")
        elif entry.unit == "seconds":
            column, _ = entry.part.split(", ")
            columns.append(f"quantile_disc({entry.part}) filter ({whole})")
            columns.append(f"list_sort(list({column}) filter ({whole}))")
        elif entry.unit == "points":
            columns += [f"count(*) filter ({whole} and nps {part})" for part in [">= 9", "<= 6"]]
        return columns

    def rows(self, metric: str) -> dict:
        rows = {}
        stock = {"backlog": self.backlog, "moments-per-thousand": self.moments}.get(metric)

        def add(by, key, period, start, end):
            start = str(start or "")
            place = by, key, period, start
            rows[place] = stock(*place, end) if stock else self.drawn.get((metric, *place), finish(metric, [0]))

        add("all", "", "all", None, None)
        for period in ["month", "week"]:
            for start, end in self.data.periods(period, 0 if metric in AT_ONCE else DAYS_TO_SETTLE).items():
                add("all", "", period, start, end)
        groups = {"team": self.groups.get("team", [])} if metric == "moments-per-thousand" else self.groups
        for by, keys in groups.items():
            for key in keys:
                add(by, key, "all", None, max(self.months.values(), default=self.data.first))
                for start, end in self.months.items():
                    add(by, key, "month", start, end)
        return rows

    # What is not drawn from the rows of a period

    def days(self, column: str) -> dict:
        """The days on which interactions were opened or solved, in order, by group."""
        days = defaultdict(list)
        for by in ["all", *self.groups]:
            key = "''" if by == "all" else by
            query = f"select {key}, {column} from t where {column} is not null order by 2"
            for key, day in self.data.db.execute(query).fetchall():
                days[by, key].append(day)
        return days

    def backlog(self, by, key, _period, _start, end) -> Found:
        """What was opened and not solved before `end`; for the company, at the data's end."""
        end = end or self.data.last + timedelta(days=1)
        n = bisect_left(self.opened[by, key], end) - bisect_left(self.solved[by, key], end)
        return Found(n, n)

    def moments(self, by, key, period, start, end) -> Found:
        """Stories for a thousand interactions."""
        if by == "all" and period == "all":
            is_in = lambda day: self.data.first <= day <= self.data.last
        elif period == "all":
            is_in = lambda day: day.replace(day=1) in self.months
        else:
            is_in = lambda day: start <= str(day) < str(end)
        n = sum(is_in(day) and (by == "all" or key in teams) for day, teams in self.stories)
        opened = self.drawn.get(("volume", by, key, period, start), Found(None, 0)).n
        return Found(n * 1_000 / opened, n) if opened else Found(None, 0)


def finish(metric: str, counts: list) -> Found:
    """Value, n and interval from what was counted."""
    n = counts[0]
    if metric == "volume" or n == 0:
        return Found(n if metric == "volume" else None, n)
    match METRICS[metric].unit:
        case "seconds":
            ranks = median_ranks(n) if METRICS[metric].part.endswith("1/2") else None
            return Found(counts[1], n, *(counts[2][rank - 1] for rank in ranks or []))
        case "points":
            return Found(100 * (counts[1] - counts[2]) / n, n, *score(counts[1], counts[2], n))
        case _:
            return Found(counts[1] / n, n, *wilson(counts[1], n))
