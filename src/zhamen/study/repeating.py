"""Wrong answers come again: after 1, 3, 7 and 21 days (Leitner's boxes), until all were right."""

from collections.abc import Iterable
from datetime import date, timedelta

DAYS = (1, 3, 7, 21)


def due(answers: Iterable[tuple[date, bool]]) -> date | None:
    """Return when a question comes again, None if never; answers from first to last.

    A first answer that is right is the end of it. A wrong one, whenever, begins with one day. Of
    several answers before the question was due only the wrong ones count.
    """
    box: int | None = None
    at: date | None = None
    for day, right in answers:
        if not right:
            box = 0
        elif box is None or at is None or day < at:
            continue
        else:
            box += 1
        if box == len(DAYS):
            box, at = None, None
        else:
            at = day + timedelta(days=DAYS[box])
    return at
