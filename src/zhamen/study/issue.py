"""One issue as data: read from TOML once, at the edge; inside, its types are trusted."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from zhamen.errors import StudyError

MOST_CASES, MOST_DOINGS = 3, 3
QUESTIONS = range(3, 6)
OPTIONS = range(2, 6)
_MOST_LETTERS = 2000
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]|[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Law:
    """The regulation behind an issue; `gist` is its sense in our words, not its letter."""

    title: str
    articles: str
    gist: str


@dataclass(frozen=True, slots=True)
class Case:
    """What happened, why it was wrong, and one sentence to take home."""

    label: str
    title: str
    story: str
    analysis: str
    warning: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question with one right option and a reason that is shown at once."""

    text: str
    options: tuple[str, ...]
    answer: int
    """Number of the right option, from 1."""
    explanation: str
    clause: int
    """The must-not that it is about."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue (一期). `name` is what files and addresses call it."""

    name: str
    publisher: str
    year: int
    number: int
    total: int
    """The running number over all years."""
    clauses: tuple[int, ...]
    motif: str
    motif_alt: str
    kicker: str
    headline: str
    deck: str
    intro: str
    law: Law
    cases: tuple[Case, ...]
    doing: tuple[str, ...]
    questions: tuple[Question, ...]
    credit: str

    @property
    def title(self) -> str:
        """Return the headline on one line."""
        return self.headline.replace("\n", "")

    def to_dict(self) -> dict[str, Any]:
        """Return the issue as JSON-ready data, its name left out."""
        values = asdict(self)
        del values["name"]
        return values

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield (part, text) of everything that a reader will read."""
        for name in ("publisher", "motif_alt", "kicker", "headline", "deck", "intro", "credit"):
            yield name, getattr(self, name)
        yield from ((f"law.{key}", text) for key, text in asdict(self.law).items())
        for number, case in enumerate(self.cases, 1):
            yield from ((f"cases.{number}.{key}", text) for key, text in asdict(case).items())
        yield from ((f"doing.{number}", text) for number, text in enumerate(self.doing, 1))
        for number, question in enumerate(self.questions, 1):
            yield f"questions.{number}", question.text
            for letter, text in zip("ABCDE", question.options, strict=False):
                yield f"questions.{number}.{letter}", text
            yield f"questions.{number}.explanation", question.explanation


def from_toml(name: str, text: str) -> Issue:
    """Return the issue that a TOML text holds. Raises StudyError that names the faulty part."""
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # A number of five thousand digits is a ValueError of int. The words quote only a place.
        raise StudyError(f"{name}: TOML: {str(error)[:80]}") from error
    return from_dict(name, values)


def from_dict(name: str, values: Mapping[str, Any]) -> Issue:
    """Return the issue that these values are. Raises StudyError that names the faulty part."""
    row = _only(Issue, values, name, without="name")
    issue = Issue(name=name, **{
        **row,
        "law": _made(Law, row["law"], f"{name}: law"),
        "cases": _several(Case, row["cases"], f"{name}: cases"),
        "questions": _several(Question, row["questions"], f"{name}: questions"),
        "clauses": tuple(_listed(row["clauses"], f"{name}: clauses")),
        "doing": tuple(_listed(row["doing"], f"{name}: doing")),
    })  # fmt: skip
    _check(issue)
    return issue


def to_toml(issue: Issue) -> str:
    """Return the issue as TOML that `from_toml` takes."""
    values = issue.to_dict()
    tables = {key: values.pop(key) for key in ("law", "cases", "questions")}
    lines = [f"{key} = {_toml(value)}" for key, value in values.items()]
    lines += ["", "[law]", *(f"{key} = {_toml(value)}" for key, value in tables["law"].items())]
    for table in ("cases", "questions"):
        for row in tables[table]:
            lines += ["", f"[[{table}]]", *(f"{key} = {_toml(row[key])}" for key in row)]
    return "\n".join(lines) + "\n"


def question_to_toml(question: Question) -> str:
    """Return a question as it stands in an issue's TOML."""
    rows = (f"{key} = {_toml(value)}" for key, value in asdict(question).items())
    return "\n".join(("[[questions]]", *rows, ""))


def _toml(value: Any) -> str:
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'"{escaped}"'
    if isinstance(value, Sequence):
        return f"[{', '.join(map(_toml, value))}]"
    return str(value)


def _only(kind: type, values: Any, where: str, without: str = "") -> dict[str, Any]:
    """Return the values if they are a table with just the fields of a kind."""
    if not isinstance(values, Mapping):
        raise StudyError(f"{where}: got {type(values).__name__}, expected a table")
    wanted = {each.name for each in fields(kind)} - {without}
    unknown, missing = sorted(set(values) - wanted), sorted(wanted - set(values))
    if unknown or missing:
        raise StudyError(f"{where}: unknown {unknown}, missing {missing}")
    return dict(values)


def _made(kind: type[Any], values: Any, where: str) -> Any:
    row = _only(kind, values, where)
    if kind is Question:
        row["options"] = tuple(_listed(row["options"], f"{where}: options"))
    return kind(**row)


def _several(kind: type[Any], rows: Any, where: str) -> tuple[Any, ...]:
    return tuple(
        _made(kind, row, f"{where} {number}") for number, row in enumerate(_listed(rows, where), 1)
    )


def _listed(value: Any, where: str) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise StudyError(f"{where}: got {type(value).__name__}, expected a list")
    return value


def _check(issue: Issue) -> None:
    """Refuse what is no issue at all; whether it fits and is clean is asked later."""
    for part, text in issue.texts():
        if not isinstance(text, str) or not text.strip():
            raise StudyError(f"{issue.name}: {part}: 缺少文字 / no text")
        if not is_printable(text):
            raise StudyError(f"{issue.name}: {part}: 太长或含控制字符 / too long, or control")
    if not isinstance(issue.motif, str):
        raise StudyError(f"{issue.name}: motif: got {type(issue.motif).__name__}, expected a name")
    for part, number, least in (
        ("year", issue.year, 2000), ("number", issue.number, 1), ("total", issue.total, 1),
    ):  # fmt: skip
        _number(issue, part, number, range(least, 100_000))
    for clause in (*issue.clauses, *(each.clause for each in issue.questions)):
        _number(issue, "clauses", clause, range(1, 8))
    _number(issue, "cases", len(issue.cases), range(1, MOST_CASES + 1))
    _number(issue, "doing", len(issue.doing), range(1, MOST_DOINGS + 1))
    _number(issue, "questions", len(issue.questions), QUESTIONS)
    for place, question in enumerate(issue.questions, 1):
        where = f"questions.{place}"
        _number(issue, f"{where}.options", len(question.options), OPTIONS)
        _number(issue, f"{where}.answer", question.answer, range(1, len(question.options) + 1))


def is_printable(text: str) -> bool:
    """Tell whether a text is no longer than a part may be, and has no control characters."""
    return len(text) <= _MOST_LETTERS and not _CONTROL.search(text)


def _number(issue: Issue, part: str, value: Any, allowed: range) -> None:
    if type(value) is not int or value not in allowed:
        raise StudyError(
            f"{issue.name}: {part}: got {value!r}, expected {allowed[0]} to {allowed[-1]}"
        )
