"""The ledgers as forms: what a history of deeds looks like on the paper that inspectors expect."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from zhamen.custody.document import Document
from zhamen.deeds.deed import Deed

Show = Callable[[str, Any], str]
"""Turns a field's value into words: ids into names, levels into words (`field`, `value`)."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head in both languages, and the field that it takes; blank without one."""

    head: str
    head_en: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """One ledger: which deeds begin a row, which go on with it, and its columns."""

    name: str
    title: str
    title_en: str
    begins: frozenset[str]
    goes_on: frozenset[str]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a ledger: a copy, and the deeds that stand in the row, by name."""

    number: str
    copy: str
    deeds: Mapping[str, Deed[Document]] = field(default_factory=dict)

    def cell(self, column: Column, show: Show) -> str:
        """Return what stands in a column; nothing where the deed has not been done yet."""
        if column.source in ("number", "copy"):
            return self.number if column.source == "number" else self.copy
        deed, _, name = column.source.partition(".")
        if deed not in self.deeds:
            return ""
        return show(name, getattr(self.deeds[deed], name))


@cache
def load_ledgers() -> dict[str, Ledger]:
    """Return every ledger, by name, in the order in which they are kept."""
    table = tomllib.loads(files("zhamen.custody").joinpath("ledgers.toml").read_text("utf-8"))
    return {name: _ledger(name, row) for name, row in table.items()}


def _ledger(name: str, row: Mapping[str, Any]) -> Ledger:
    columns = tuple(Column(*column) for column in row["columns"])
    begins, goes_on = frozenset(row["begins"]), frozenset(row["goes_on"])
    return Ledger(name, row["title"], row["title_en"], begins, goes_on, columns)


def lines(ledger: Ledger, number: str, history: Iterable[Deed[Document]]) -> list[Line]:
    """Return the rows that a document's history has in a ledger, in the order they began."""
    rows: list[Line] = []
    open_rows: dict[str, int] = {}
    for deed in history:
        for copy in copies_of(deed):
            if deed.name in ledger.begins:
                open_rows[copy] = len(rows)
                rows.append(Line(number, copy, {deed.name: deed}))
            elif deed.name in ledger.goes_on and copy in open_rows:
                at = open_rows[copy]
                rows[at] = Line(number, copy, {**rows[at].deeds, deed.name: deed})
    return rows


def copies_of(deed: Deed[Document]) -> tuple[str, ...]:
    """Return the numbers of the copies that a deed is about; one empty number for none."""
    if deed.name == "make":
        return tuple(str(number) for number in range(1, getattr(deed, "count", 0) + 1))
    copies: tuple[str, ...] = getattr(deed, "copies", ())
    return copies or (getattr(deed, "copy", ""),)


def plainly(name: str, value: Any) -> str:
    """Return a value as it is: days without the hour, people and numbers with commas."""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset | tuple):
        return "、".join(sorted(map(str, value)))
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)
