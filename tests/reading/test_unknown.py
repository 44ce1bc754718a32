"""What is no document: databases and lists are read, and of the rest the strings."""

import plistlib
import sqlite3
from collections.abc import Callable

import pytest
from samples import MARK, docx, paragraph, reasons_of, stopped_in

from zhamen.inspection.inspector import Inspector


def database(*statements: str, **values: object) -> bytes:
    """Return a database after these statements."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE a (b, c)")
    for statement in statements:
        connection.execute(statement, values)
    connection.commit()
    return connection.serialize()


def insert(value: object) -> bytes:
    return database("INSERT INTO a VALUES (1, :value)", value=value)


PLACES: dict[str, Callable[[], bytes]] = {
    "database: text": lambda: insert(MARK),
    "database: blob": lambda: insert(docx(paragraph(MARK))),
    "database: name of a column": lambda: database(f"CREATE TABLE d ([{MARK}])"),
    "database: deleted row": lambda: database(
        "PRAGMA secure_delete = OFF", "INSERT INTO a VALUES (1, :value)", "DELETE FROM a",
        value=MARK),
    "property list": lambda: plistlib.dumps({"a": [MARK]}, fmt=plistlib.FMT_BINARY),
    "property list: key": lambda: plistlib.dumps({MARK: 1}, fmt=plistlib.FMT_BINARY),
    "property list: data": lambda: plistlib.dumps(
        {"a": docx(paragraph(MARK))}, fmt=plistlib.FMT_BINARY),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_wherever_it_hides(inspector: Inspector, place: str) -> None:
    """A mark in any place of a database or list is found."""
    assert stopped_in(inspector, PLACES[place](), "示例.dat")


UNREAD = {
    "program": (b"MZ\x90\0" + bytes(99), "not_supported:program"),
    "shortcut": (b"L\0\0\0\x01\x14\x02\0" + bytes(99), "not_supported:shortcut"),
    "mailbox": (b"!BDN" + bytes(99), "not_supported:mailbox"),
    "font": (b"\0\1\0\0\0\x0f" + bytes(99), "not_supported:font"),
    "Access": (b"\0\1\0\0Standard Jet DB\0" + bytes(99), "not_supported:database"),
    "anything": (bytes(range(256)) * 4, "binary"),
}


@pytest.mark.parametrize("case", UNREAD)
@pytest.mark.parametrize("encoding", ["gbk", "utf-16-le", "utf-8"])
def test_strings_of_what_is_unread(inspector: Inspector, case: str, encoding: str) -> None:
    """What cannot be read is unread, and a mark that stands in it in the clear is found."""
    data, reason = UNREAD[case]
    hidden = data + bytes(64) + MARK.encode(encoding) + bytes(64)

    assert reasons_of(inspector, data, "示例.dat") == {reason}
    assert reasons_of(inspector, hidden, "示例.dat") == {reason}
    assert stopped_in(inspector, hidden, "示例.dat")


def test_a_broken_database_is_unread(inspector: Inspector) -> None:
    """Half a database is unread, its strings are read."""
    whole = insert(MARK)

    assert "damaged" in reasons_of(inspector, whole[:100] + bytes(99), "示例.dat")
