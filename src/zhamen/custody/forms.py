"""The ledgers as forms: what histories of deeds look like on the paper that inspectors expect."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any

from zhamen.custody.document import Copy, Document
from zhamen.custody.ledger import LEDGER
from zhamen.deeds.deed import Deed


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
    """Empty in the main one, where every copy has its row from the beginning to the end."""
    goes_on: frozenset[str]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a ledger: a copy, the deeds that stand in the row by name, and how it stands."""

    number: str
    copy: str
    deeds: Mapping[str, Deed[Document]] = field(default_factory=dict)
    document: Document | None = None
    held: Copy | None = None

    @property
    def began(self) -> datetime:
        """Return when the row began."""
        return min(deed.at for deed in self.deeds.values())

    def value(self, column: Column) -> Any:
        """Return what stands in a column; None where it is blank or has not come so far yet."""
        if column.source in ("number", "copy"):
            return self.number if column.source == "number" else self.copy
        source, _, name = column.source.partition(".")
        thing = {"document": self.document, "held": self.held}.get(source, self.deeds.get(source))
        return None if thing is None else getattr(thing, name)


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
    if not ledger.begins:
        return _standing(number, list(history))
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


def _standing(number: str, history: list[Deed[Document]]) -> list[Line]:
    """Return a row for every copy, as its history leaves it."""
    document = LEDGER.replay(history)
    if document is None:
        return []
    first = {history[0].name: history[0]}
    return [
        Line(number, copy.number, first, document, copy)
        for copy in sorted(document.copies.values(), key=lambda copy: copy.number)
    ]


def copies_of(deed: Deed[Document]) -> tuple[str, ...]:
    """Return the numbers of the copies that a deed is about; one empty number for none."""
    if deed.name == "make":
        return tuple(str(number) for number in range(1, getattr(deed, "count", 0) + 1))
    copies: tuple[str, ...] = getattr(deed, "copies", ())
    return copies or (getattr(deed, "copy", ""),)
