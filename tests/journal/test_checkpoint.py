"""Checkpoints: signed, readable by the public key alone, and short enough for paper."""

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from keeping import kept

from zhamen.errors import JournalError
from zhamen.journal.checkpoint import Anchor, anchor_of, opened
from zhamen.journal.keys import SigningKey, load_public_key, load_signing_key, save_keys
from zhamen.journal.record import Record

KEY = SigningKey.new("office", "gm")
NOTE = kept(KEY, 40).notes[-1]


def test_a_note_opens_with_the_public_key(key: SigningKey) -> None:
    """What was signed comes back, suite and name included."""
    checkpoint = opened(kept(key, 20).notes[-1], key.public)

    assert (checkpoint.size, checkpoint.suite) == (20, key.hashing.suite)
    assert checkpoint.journal == key.journal


@pytest.mark.parametrize("position", range(0, len(NOTE.encode()) - 1, 3))
def test_no_flipped_bit_of_a_note_passes(position: int) -> None:
    """Each byte is covered: body by the signature, the signature's line by itself."""
    data = bytearray(NOTE.encode())
    data[position] ^= 1

    with pytest.raises(JournalError):
        opened(data.decode("utf-8", "replace"), KEY.public)


@given(st.text(max_size=200))
def test_no_text_is_a_note(text: str) -> None:
    """Anything else is an error of ours, never one of Python's."""
    with pytest.raises(JournalError):
        opened(text, KEY.public)


def test_another_key_opens_nothing() -> None:
    """A checkpoint of another office proves nothing about this one."""
    with pytest.raises(JournalError, match="not signed by this key"):
        opened(NOTE, SigningKey.new("office", "gm").public)


def test_the_short_form_is_an_anchor() -> None:
    """What stands on paper, with or without its blanks, remembers size and root."""
    checkpoint = opened(NOTE, KEY.public)
    anchor = anchor_of(checkpoint.short, KEY.public)

    assert anchor == Anchor(40, checkpoint.root[:8])
    assert anchor == anchor_of(checkpoint.short.replace(" ", "", 5).upper().replace("40", "40 ", 1),
                               KEY.public)  # fmt: skip
    assert anchor.agrees(checkpoint.root) and not anchor.agrees(b"\0" * 32)


def test_a_note_is_an_anchor_too() -> None:
    """`--against` takes the file as well as the paper."""
    assert anchor_of(NOTE, KEY.public).size == 40


def test_keys_come_back_from_their_files(tmp_path: Path) -> None:
    """The private one can be read by its owner alone, and neither is written over."""
    private, public = tmp_path / "journal.key", tmp_path / "journal.pub"
    save_keys(KEY, private, public)

    assert load_signing_key(private) == KEY
    assert load_public_key(public) == KEY.public
    assert stat.S_IMODE(private.stat().st_mode) == 0o400
    with pytest.raises(JournalError, match="exists"):
        save_keys(KEY, private, public)


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    """A signing key that may have been copied signs nothing any more."""
    private = tmp_path / "journal.key"
    save_keys(KEY, private, tmp_path / "journal.pub")
    private.chmod(0o440)

    with pytest.raises(JournalError, match="chmod 400"):
        load_signing_key(private)


@pytest.mark.parametrize("text", ["", "zhamen-key 1\n", "zhamen-key 1\ntype: journal\nkey: ?\n"])
def test_what_is_no_key_is_refused(tmp_path: Path, text: str) -> None:
    """A file of another kind is named, and nothing of it is repeated."""
    path = tmp_path / "some.key"
    path.write_text(text)
    path.chmod(0o400)

    for load in (load_signing_key, load_public_key):
        with pytest.raises(JournalError, match=r"some\.key"):
            load(path)


def test_sm2_signs_and_checks() -> None:
    """With the extra `gm` a checkpoint carries an SM2 signature, and a flipped root fails it."""
    pytest.importorskip("tongsuopy", reason="the extra gm is not installed")
    key = SigningKey.new("office", "gm", "sm2")
    note = kept(key, 5).notes[-1]

    assert opened(note, key.public).size == 5
    with pytest.raises(JournalError):
        opened(note.replace("\n5\n", "\n6\n"), key.public)


RECORD = Record(
    3, "ab", "2026", "person:1", "system", "a.b", "person:2", {"名": ["值", "1"], "n": 1}
)


def test_a_record_comes_back_from_its_bytes() -> None:
    """One form, in both directions."""
    assert Record.from_bytes(RECORD.to_bytes()) == RECORD


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(RECORD.to_bytes() + b" ", id="a blank behind"),
        pytest.param(RECORD.to_bytes().replace(b":3,", b": 3,"), id="a blank within"),
        pytest.param(RECORD.to_bytes().replace("名".encode(), rb"\u540d"), id="another spelling"),
        pytest.param(RECORD.to_bytes().replace(b"}", b',"x":1}', 1)[:-1], id="torn"),
        pytest.param(RECORD.to_bytes().replace(b":3,", b":true,"), id="a truth for a number"),
        pytest.param(b"[" * 100_000, id="a nest"),
        pytest.param(b"\xff", id="no UTF-8"),
        pytest.param(b"{}", id="nothing"),
    ],
)
def test_no_second_form_of_a_record_passes(data: bytes) -> None:
    """Two spellings of one act would be two hashes of it."""
    with pytest.raises(JournalError):
        Record.from_bytes(data)
