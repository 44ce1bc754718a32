"""The head beside the database only grows, and speaks for its own journal alone."""

from pathlib import Path

import pytest
from keeping import kept

from zhamen.errors import JournalError
from zhamen.journal.head_file import read_head, write_head
from zhamen.journal.keys import SigningKey


def test_it_only_grows(tmp_path: Path, key: SigningKey) -> None:
    """A shorter head does not take the place of a longer one, whoever comes last."""
    path = tmp_path / "journal.head"
    notes = kept(key, 40).notes
    assert read_head(path, key.public) is None
    for note in (notes[0], notes[2], notes[1]):
        write_head(path, note, key.public)
    head = read_head(path, key.public)

    assert head and head.size == 40
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("data", [b"", b"\xff" * 512, b"a\n99\nb\n" + b"\n" * 500])
def test_what_is_no_head_is_said(tmp_path: Path, key: SigningKey, data: bytes) -> None:
    """An altered file is an error, and not a journal without an anchor."""
    path = tmp_path / "journal.head"
    path.write_bytes(data)

    with pytest.raises(JournalError):
        read_head(path, key.public)


def test_anothers_head_is_not_written(tmp_path: Path, key: SigningKey) -> None:
    """Nor is it read."""
    path = tmp_path / "journal.head"
    other = SigningKey.new("other", key.hashing.suite)
    with pytest.raises(JournalError):
        write_head(path, kept(other, 5).notes[0], key.public)

    write_head(path, kept(other, 5).notes[0], other.public)
    with pytest.raises(JournalError):
        read_head(path, key.public)
