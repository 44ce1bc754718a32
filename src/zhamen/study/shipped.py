"""The issues that ship, in our own words; a unit begins with them and goes on with its own."""

from functools import cache
from importlib.resources import files

from zhamen.errors import StudyError
from zhamen.study.issue import Issue, from_toml

_ISSUES = files("zhamen.study") / "issues"


@cache
def shipped() -> tuple[Issue, ...]:
    """Return every shipped issue, by running number."""
    found = [
        from_toml(path.name.removesuffix(".toml"), path.read_text("utf-8"))
        for path in _ISSUES.iterdir() if path.name.endswith(".toml")
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda issue: issue.total))


def shipped_issue(name: str) -> Issue:
    """Return one shipped issue. Raises StudyError."""
    for issue in shipped():
        if issue.name == name:
            return issue
    known = "、".join(each.name for each in shipped())
    raise StudyError(f"{name}: 没有这一期 / no such issue", advice=known)
