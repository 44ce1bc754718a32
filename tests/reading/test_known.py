"""Office documents of the shared data: known phrases are found, hostile files are decided."""

import json
from pathlib import Path

from zhamen.model.message import Message, Part
from zhamen.reading.reader import Reader, Reading

KINDS = frozenset(
    "docx docm xlsx xlsm xlsb pptx pptm odt ods odp odg doc xls ppt wps et dps rtf".split()
)


def rows(shared: Path, folder: str) -> list[dict]:
    """Return the rows of an index that are of our kinds."""
    lines = (shared / "data" / folder / "index.jsonl").read_text("utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["ext"] in KINDS]


def read(reader: Reader, path: Path) -> Reading:
    """Return what a reader makes of a file."""
    return reader.read(Message("-", (Part(path.name, path=path),)))


def test_known_phrases_are_found(shared: Path) -> None:
    """Every document holds the phrases that its index names, in one passage each."""
    missing = []
    with Reader() as reader:
        for row in rows(shared, "files"):
            reading = read(reader, shared / "data" / "files" / row["file"])
            missing += [
                (row["file"], phrase)
                for phrase in row["contains"]
                if not any(phrase in each.text for each in reading.passages)
            ]

    assert missing == []


def test_hostile_documents_are_decided(shared: Path) -> None:
    """Each hostile document is unread, but for the one whose index says that it has a text."""
    clean = []
    with Reader() as reader:
        for row in rows(shared, "hostile"):
            reading = read(reader, shared / "data" / "hostile" / row["file"])
            if not reading.unread and not row["expect"].startswith("text"):
                clean.append(row["file"])

    assert clean == []
