"""The 95 % intervals, from their definitions."""

from functools import cache
from math import sqrt

Z = 1.959963984540054


def wilson(part: int, n: int) -> tuple:
    """Of a share: the score interval, as its inventor wrote it."""
    share = part / n
    middle = share + Z * Z / (2 * n)
    spread = Z * sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    scale = 1 + Z * Z / n
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def score(promoters: int, detractors: int, n: int) -> tuple:
    """Of a net promoter score: so many standard errors of a difference of shares."""
    p, d = promoters / n, detractors / n
    spread = 100 * Z * sqrt((p + d - (p - d) ** 2) / n)
    return max(-100.0, 100 * (p - d) - spread), min(100.0, 100 * (p - d) + spread)


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
