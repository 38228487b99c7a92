"""What is hidden: enough, not too much, and nothing that sums lead to.

A fact is a set of rows of which a number is published: the whole of a metric, the part of a share
that counts, and the rest of it. Two sets that no row of the data tells apart are one fact: that is how
the number of ratings, of answered interactions and others stand in several files. These equations are
solved together, with an unknown for each number of a group that is not published:

- the months of a group add up to its sum, the groups of a month to the company's, which is not hidden;
- the part of a share and its rest add up to the whole;
- a group's backlog grows by what is opened and shrinks by what is solved.

No hidden n may have one solution only.
"""

from collections import Counter
from fractions import Fraction

from metrics import METRICS, Expected

# No interaction counts twice in `moments-per-thousand`, whose n is the number of stories.
NOT_DRAWN = ["backlog", "moments-per-thousand"]
# What is drawn from the same rows or from the rest of them hides the same cells.
FAMILIES = [
    {m for m in METRICS if m.startswith("first-response")} | {"never-answered", "over-threshold"},
    {"csat", "delight", "bad-experience", "response-rate"},
    {m for m in METRICS if m.startswith("resolution")} | {"one-touch", "reopened"},
    {"solved-24h", "solved-7d"},
    {"recovery", "apology"},
]


class Hiding:
    def __init__(self, expected: Expected, found: dict, minimum: int, say):
        """`found` has the published rows of each metric by place: by, key, period, start."""
        self.expected, self.found, self.minimum, self.say = expected, found, minimum, say
        self.rows = {metric: expected.rows(metric) for metric in found}
        self.name_facts()

    def check(self) -> None:
        for by in self.expected.groups:
            self.check_small(by)
            self.solve(by)

    # Facts

    def name_facts(self) -> None:
        """Of each metric, the facts of its whole, its part and its rest, named by their rows."""
        self.facts, self.shares = {}, []
        for metric in self.found:
            if metric in NOT_DRAWN:
                continue
            entry = METRICS[metric]
            self.facts[metric] = self.fact(entry.whole)
            if entry.unit == "share":
                part, rest = [f"({entry.whole}) and ({entry.part}) is {word} true" for word in ["", "not"]]
                self.shares.append((metric, self.fact(part), self.fact(rest)))
        wholes = set(self.facts.values())
        # The others lead to no n.
        self.shares = [(m, part, rest) for m, part, rest in self.shares if {part, rest} & wholes]

    def fact(self, condition: str) -> tuple:
        mark = "count(*), coalesce(sum(hash(rowid)::hugeint), 0)"
        return self.expected.data.db.execute(f"select {mark} from t where {condition}").fetchone()

    # Too little, too much

    def is_hidden(self, metric: str, place: tuple) -> bool:
        return self.found[metric].get(place, {}).get("state") == "hidden"

    def is_small(self, metric: str, place: tuple) -> bool:
        return metric != "moments-per-thousand" and 0 < self.rows[metric][place].n < self.minimum

    def check_small(self, by: str) -> None:
        """What is small is hidden, what `volume` hides too, and nothing in tables without either."""
        for metric in self.found:
            places = [place for place in self.rows[metric] if place[0] == by]
            for place in places:
                must = self.is_small(metric, place) or self.is_hidden("volume", place)
                if must and not self.is_hidden(metric, place):
                    self.say(metric, place, "is small, or hidden for `volume`, and shown")
            hidden = [place for place in places if self.is_hidden(metric, place)]
            near = {"volume", metric}.union(*(family for family in FAMILIES if metric in family))
            if hidden and not any(self.has_small(m, by) for m in near & self.found.keys()):
                self.say(metric, hidden[0], "is hidden, and no group is small")

    def has_small(self, metric: str, by: str) -> bool:
        return any(self.is_small(metric, place) for place in self.rows[metric] if place[0] == by)

    # What follows

    def solve(self, by: str) -> None:
        keys, months = self.expected.groups[by], [str(start) for start in self.expected.months]
        known = self.published()
        follows = known | determined([unknowns(line, known) for line in self.equations(by, keys, months)])
        for metric in self.found:
            fact = self.facts.get(metric, "backlog")
            # A family may hide cells of a metric that has nothing to hide.
            for place in self.rows[metric] if self.has_small(metric, by) else ():
                # How many were opened is no secret where it stands in `volume`.
                is_open = fact == self.facts["volume"] and not self.is_hidden("volume", place)
                is_secret = place[0] == by and self.is_hidden(metric, place) and not is_open
                if is_secret and metric != "moments-per-thousand" and (place, fact) in follows:
                    self.say(metric, place, "is hidden, and follows from what is shown")

    def published(self) -> set:
        """Places and facts whose number can be read from the files."""
        known = set()
        for metric, rows in self.found.items():
            fact = self.facts.get(metric, "backlog")
            of_share = [pair for m, *pair in self.shares if m == metric]
            for place, row in rows.items():
                if metric == "moments-per-thousand":
                    # So many stories for a thousand say how many a thousand is.
                    known |= {(place, self.facts["volume"])} if row["state"] == "ok" else set()
                elif row["state"] != "hidden":
                    known.add((place, fact))
                    if row["state"] != "too-few":
                        known |= {(place, part) for pair in of_share for part in pair}
        return known

    def equations(self, by: str, keys: list, months: list):
        """Each adds up to zero: places and facts with their factors."""
        at = lambda key, start: (by, key, "month", start)
        company = lambda start: ("all", "", "month", start)
        facts = {*self.facts.values(), *(fact for _, *pair in self.shares for fact in pair)}
        for fact in facts:
            for key in keys:
                total = {((by, key, "all", ""), fact): -1}
                yield total | {(at(key, start), fact): 1 for start in months}
        for fact in [*facts, "backlog", "solved"]:
            for start in months:
                yield {(company(start), fact): -1} | {(at(key, start), fact): 1 for key in keys}
        for metric, part, rest in self.shares:
            for place in self.rows[metric]:
                # Two of these may be one fact.
                line = Counter([(place, part), (place, rest)])
                line.subtract([(place, self.facts[metric])])
                yield {unknown: factor for unknown, factor in line.items() if factor}
        # The backlog grows by what is opened and known to be solved or not.
        volume = self.facts.get("solved-7d", self.facts["volume"])
        for row in [lambda start, key=key: at(key, start) for key in keys] + [company]:
            for before, now in zip(map(row, months), map(row, months[1:])):
                line = {(before, "backlog"): 1, (now, volume): 1, (now, "solved"): -1}
                yield line | {(now, "backlog"): -1}


def unknowns(line: dict, known: set) -> dict:
    return {unknown: factor for unknown, factor in line.items() if unknown not in known}


def determined(equations: list) -> set:
    """The unknowns that have one solution only, by exact elimination."""
    lines, settled = propagate(equations)
    return settled | {next(iter(row)) for row in eliminate(lines) if len(row) == 1}


def propagate(lines: list) -> tuple:
    """Settles what stands alone in an equation, and leaves out equations with an unknown that stands
    in no other: it takes any value, so that nothing follows from them."""
    settled = set()
    while True:
        alone = {unknown for line in lines if len(line) == 1 for unknown in line}
        settled |= alone
        lines = [unknowns(line, alone) for line in lines]
        uses = Counter(unknown for line in lines for unknown in line)
        kept = [line for line in lines if line and all(uses[unknown] > 1 for unknown in line)]
        if not alone and len(kept) == len(lines):
            return lines, settled
        lines = kept


def eliminate(lines: list) -> list:
    """The reduced rows (Gauss and Jordan)."""
    rows = [{unknown: Fraction(factor) for unknown, factor in line.items()} for line in lines]
    done = []
    while rows:
        row = rows.pop()
        if not row:
            continue
        pivot = min(row)
        row = {unknown: value / row[pivot] for unknown, value in row.items()}
        for other in (*rows, *done):
            factor = other.get(pivot, 0)
            for unknown, value in row.items() if factor else ():
                other[unknown] = other.get(unknown, 0) - factor * value
                if other[unknown] == 0:
                    del other[unknown]
        done.append(row)
    return done
