"""Office documents of the shared data: known phrases are found, hostile files are decided."""

import json
from pathlib import Path

from zhamen.model.message import Message, Part
from zhamen.reading.filing import Address, read_file
from zhamen.reading.formatting import Room
from zhamen.reading.reader import Reader
from zhamen.settings import Limits

KINDS = frozenset(
    "docx docm xlsx xlsm xlsb pptx pptm odt ods odp odg doc xls ppt wps et dps rtf".split()
)


def rows(shared: Path, folder: str) -> list[dict]:
    """Return the rows of an index that are of our kinds."""
    lines = (shared / "data" / folder / "index.jsonl").read_text("utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["ext"] in KINDS]


def test_known_phrases_are_found(shared: Path) -> None:
    """Every document holds the phrases that its index names, in one passage each."""
    missing = []
    for row in rows(shared, "files"):
        data = (shared / "data" / "files" / row["file"]).read_bytes()
        # The pictures inside are errands of another room, and of other tests.
        filed = read_file(data, Address(row["file"]), Limits(), Room.PARSER)
        texts = [each[1].text for each in filed if isinstance(each, tuple)]
        missing += [
            (row["file"], each) for each in row["contains"] if not any(each in t for t in texts)
        ]

    assert missing == []


def test_hostile_documents_are_decided(shared: Path) -> None:
    """Each hostile document is unread, but for the one whose index says that it has a text."""
    clean = []
    with Reader() as reader:
        for row in rows(shared, "hostile"):
            path = shared / "data" / "hostile" / row["file"]
            unread = reader.read(Message("-", (Part(path.name, path=path),))).unread
            if not unread and not row["expect"].startswith("text"):
                clean.append(row["file"])

    assert clean == []
