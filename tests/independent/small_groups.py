"""Writes a project of small groups and poor data, for the comparison to run on.

    python small_groups.py PROJECT

What the worked example lacks is in it: groups in which few were answered, rated or solved, cells that
cannot be read, replies before the opening, rated interactions that nobody asked, transfers in place of
assignments, a channel without a threshold of its own, windows in another zone across changes of the
clocks, stories of each kind of absence.
"""

import random
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

CONFIG = """title = "Small groups"
time_zone = "Australia/Lord_Howe"

[[sources]]
name = "desk"
files = "data/*.csv"

[limits]
max_unknown_share = 0.2

[business_hours]
zone = "America/St_Johns"
monday = ["09:00-12:30", "13:15-17:45"]
tuesday = ["00:00-24:00"]
thursday = ["08:00-20:00"]
saturday = ["20:00-24:00"]
sunday = ["00:00-02:15", "02:30-06:00"]
holidays = [2025-12-25, 2025-09-01]

[thresholds.first_response]
chat = "30 min"
email = "4 h"
any = "2 d"

[[teams]]
id = "first"
name = "First line"

[[teams]]
id = "second"
name = "Second line"
also = ["Back office"]

[[teams]]
id = "third"
name = "Third line"
"""
FIRST = datetime(2025, 2, 26, tzinfo=timezone.utc)
DAYS = 320


def row(chance: random.Random, number: int) -> dict:
    """A row as a dictionary of its cells; a missing cell is an empty one."""
    opened = FIRST + timedelta(seconds=chance.randrange(DAYS * 86_400))
    after = lambda seconds: (opened + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
    some = lambda share, cell: cell if chance.random() < share else ""
    pick = lambda cells, weights=None: chance.choices(cells, weights)[0]
    reply = pick([300, 5_000, 90_000]) + chance.randrange(10_000)
    solved = pick([86_400, 86_401, 604_800, 604_801, reply + chance.randrange(400_000)], [1, 1, 1, 1, 30])
    rating = some(0.35, pick([1, 2, 3, 4, 5, 5, 5]))
    cells = {
        "id": f"S-{number}",
        "created_at": after(0),
        "first_reply_at": some(0.7, after(pick([reply, -60], [60, 1]))),
        "resolved_at": some(0.85, pick([after(solved), "later"], [60, 1])),
        "updated_at": after(solved + 3_600),
        "channel": some(0.97, pick(["chat", "email", "phone"], [50, 30, 3])),
        "topic": some(0.98, pick(["Boats", "Tents", "Boots", "Gifts", "Ropes", "Sails"], [40, 20, 9, 5, 3, 2])),
        "team": pick(["First line", "Back office", "Third line"], [30, 15, 2]),
        "priority": pick(["high", "normal"], [1, 4]),
        "agent_replies": pick([0, 1, 2, 5, "many"], [4, 30, 20, 6, 1]),
        "reopens": pick([0, 1, 2, ""], [40, 4, 1, 1]),
        "assignments": pick([1, 2, 3, ""], [30, 5, 3, 10]),
        "transfers": pick([0, 1, 2, ""], [30, 4, 2, 4]),
        "csat": pick([rating, 77], [60, 1]),
        "csat_first": pick(["", rating, 1], [10, 10, 1]),
        "survey_sent": pick(["yes", "no", ""]) if rating == "" else pick(["yes", "no"], [30, 1]),
        "ces": some(0.3, chance.randint(1, 7)),
        "nps": some(0.6, chance.randint(0, 10)),
        "sla": pick(["met", "breached", "running", "none", ""], [20, 4, 1, 1, 4]),
        "failure": pick(["", "late", "none"], [20, 3, 1]),
        "customer_outcome": pick(["", "stayed", "returned", "lost", "unknown"], [20, 3, 1, 2, 2]),
    }
    for flag in ["apology", "thanked", "self_service_tried"]:
        cells[flag] = pick(["yes", "no", ""])
    return cells


def story(chance: random.Random, number: int) -> tuple:
    """Name and text."""
    day = FIRST.date() + timedelta(days=chance.randrange(-10, DAYS + 10))
    soon = day + timedelta(days=chance.randrange(1, 60))
    absence = chance.choice(["", "", "", "draft = true\n", f"publish_on = {soon}\n", f"expires = {soon}\n"])
    teams = chance.sample(["first", "second", "third"], chance.randint(1, 2))
    front = f'title = "Story {number}"\ndate = {day}\ntype = "everyday"\nstage = "problem-solving"\n'
    front += f'outcome = "delighted"\nteams = {teams}\n{absence}'.replace("'", '"')
    return f"{day}-story-{number}.md", f"+++\n{front}+++\nSomething was done well.\n"


def write(project: Path) -> None:
    chance = random.Random(1974)
    rows = [row(chance, number) for number in range(1, 901)]
    (project / "data").mkdir(parents=True)
    (project / "content/stories").mkdir(parents=True)
    (project / "moments.toml").write_text(CONFIG, "utf-8")
    lines = [",".join(rows[0]), *(",".join(map(str, cells.values())) for cells in rows)]
    (project / "data/interactions.csv").write_text("\n".join(lines) + "\n", "utf-8")
    for number in range(1, 61):
        name, text = story(chance, number)
        (project / "content/stories" / name).write_text(text, "utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
