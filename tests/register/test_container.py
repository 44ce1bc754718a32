"""The file: whatever happens to it, it answers as before or says that it is damaged."""

import random
from pathlib import Path

import numpy
import pytest

from zhamen.errors import RegisterError
from zhamen.register import container as containers
from zhamen.register.container import CHUNK, PAGE, Container, Writer, identity
from zhamen.register.keys import BundleKey, MasterKey

CONTENT = numpy.arange(CHUNK, dtype=numpy.uint32)


@pytest.fixture(params=["intl", "gm"])
def master(request: pytest.FixtureRequest) -> MasterKey:
    """A master key of each suite."""
    return MasterKey.new(request.param)


@pytest.fixture
def key(master: MasterKey) -> BundleKey:
    """The key of the file under test."""
    return master.bundle_key("sample", 1)


@pytest.fixture
def path(tmp_path: Path, master: MasterKey, key: BundleKey) -> Path:
    """A file with one section, written and committed."""
    path = tmp_path / "sample.zmr"
    writer = Writer.create(path, "registry", key, master.signing_key)
    writer.finish({"content": writer.section(CONTENT)})
    writer.close()
    return path


def content(path: Path, key: BundleKey) -> list[int]:
    """Return what the file answers, everything checked."""
    container = Container(path, key)
    try:
        section = container.section(container.manifest["content"])
        return list(section.checked().tolist())
    finally:
        container.close()


def test_a_file_gives_back_what_was_written(path: Path, key: BundleKey) -> None:
    """All of it, after every chunk was checked."""
    assert content(path, key) == CONTENT.tolist()


@pytest.mark.parametrize("least", [1, 1 << 30], ids=["moved", "too small to move"])
def test_what_is_moved_into_huge_pages_is_the_same(
    path: Path, key: BundleKey, least: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It needs the file no more, is checked, and is let go of like the rest."""
    monkeypatch.setattr(containers, "_HUGE", least if least > 1 else 1 << 16)
    container = Container(path, key)
    section = container.section(container.manifest["content"])
    section.settle()

    assert section.sound and section.good.all()
    assert section.checked().tolist() == CONTENT.tolist()
    container.close()
    assert container._map.closed


def test_what_was_altered_is_not_moved(
    path: Path, key: BundleKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is checked where it arrives."""
    monkeypatch.setattr(containers, "_HUGE", 1 << 16)
    data = bytearray(path.read_bytes())
    data[2 * PAGE + CHUNK + 5] ^= 1
    path.write_bytes(data)
    container = Container(path, key)

    with pytest.raises(RegisterError, match="altered"):
        container.section(container.manifest["content"]).settle()
    container.close()


def test_a_second_commit_replaces_the_first(path: Path, key: BundleKey, master: MasterKey) -> None:
    """The newer of the two commit pages counts."""
    for round_ in range(3):
        writer = Writer.append(path, key, master.signing_key)
        writer.finish({"content": writer.section(CONTENT[:10] + round_)})
        writer.close()

        assert content(path, key) == (CONTENT[:10] + round_).tolist()
    assert identity(path).generation == 4


def test_a_write_that_was_not_committed_leaves_the_old_state(
    path: Path, key: BundleKey, master: MasterKey
) -> None:
    """What lies behind the committed length is nobody's."""
    writer = Writer.append(path, key, master.signing_key)
    writer.section(CONTENT + 1)
    writer.close()

    assert content(path, key) == CONTENT.tolist()


def test_two_writers_never_meet(path: Path, key: BundleKey, master: MasterKey) -> None:
    """The second is told to wait."""
    writer = Writer.append(path, key, master.signing_key)
    with pytest.raises(RegisterError, match="another process"):
        Writer.append(path, key, master.signing_key)
    writer.close()


def test_another_key_is_a_clear_error(path: Path, master: MasterKey) -> None:
    """Of another master, bundle or epoch."""
    strangers = (
        MasterKey.new(master.suite.name).bundle_key("sample", 1),
        master.bundle_key("other", 1),
        master.bundle_key("sample", 2),
    )
    for key in strangers:
        with pytest.raises(RegisterError, match="key does not fit"):
            Container(path, key)


def test_a_forged_signature_is_noticed(path: Path, key: BundleKey) -> None:
    """Whoever has a gate's key can compute the MAC, and still not sign."""
    forger = MasterKey.new(key.suite.name)
    writer = Writer.append(path, key, forger.signing_key)
    writer.finish({"content": writer.section(CONTENT[:3])})
    writer.close()

    with pytest.raises(RegisterError, match="signature"):
        Container(path, key)


@pytest.mark.parametrize("text", [b"", b"PK\x03\x04", b"x" * 3 * PAGE, b"ZHAMEN\x00\x09" * 2000])
def test_a_foreign_file_is_a_clear_error(tmp_path: Path, key: BundleKey, text: bytes) -> None:
    """Of whatever length."""
    path = tmp_path / "foreign"
    path.write_bytes(text)

    with pytest.raises(RegisterError):
        Container(path, key)


def test_a_missing_file_is_a_clear_error(tmp_path: Path, key: BundleKey) -> None:
    """It is named."""
    with pytest.raises(RegisterError, match="missing"):
        Container(tmp_path / "missing.zmr", key)


def test_a_file_cut_off_anywhere_says_so(path: Path, key: BundleKey) -> None:
    """At every 4 KiB from nothing to one byte less than all."""
    whole = path.read_bytes()
    for size in [*range(0, len(whole), PAGE), len(whole) - 1]:
        path.write_bytes(whole[:size])
        with pytest.raises(RegisterError):
            content(path, key)


def test_any_flipped_bit_is_an_error_or_changes_nothing(path: Path, key: BundleKey) -> None:
    """A wrong answer is never given; what is not used may be anything."""
    whole = bytearray(path.read_bytes())
    chosen, errors = random.Random(3), 0
    for _ in range(300):
        at, bit = chosen.randrange(len(whole)), 1 << chosen.randrange(8)
        whole[at] ^= bit
        path.write_bytes(whole)
        try:
            answered = content(path, key)
        except RegisterError:
            errors += 1
        else:
            assert answered == CONTENT.tolist()
        whole[at] ^= bit
    assert errors > 250


def test_a_chunk_is_checked_when_it_is_touched(path: Path, key: BundleKey) -> None:
    """So a large file opens at once; the first page is all that is read."""
    container = Container(path, key)
    section = container.section(container.manifest["content"])

    assert not section.good.any()
    section.check(numpy.array([1, 1, 3]))
    assert section.good.tolist() == [False, True, False, True]
    container.close()


def test_a_file_that_was_replaced_is_stale(path: Path, key: BundleKey, tmp_path: Path) -> None:
    """By rename, as publishing does, or by a new commit."""
    container = Container(path, key)
    assert not container.stale
    other = tmp_path / "other"
    other.write_bytes(path.read_bytes())
    other.replace(path)

    assert container.stale
    container.close()
