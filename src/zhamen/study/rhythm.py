"""When a team must have read an issue: its own weekday, in the week after the issue came out."""

from datetime import date, timedelta

WEEK = 7


def due_day(published: date, weekday: int) -> date:
    """Return the first such weekday (0 is Monday) at least a day after an issue came out."""
    ahead = (weekday - published.weekday() - 1) % WEEK + 1
    return published + timedelta(days=ahead)
