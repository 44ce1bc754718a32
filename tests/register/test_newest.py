"""A gate remembers the newest bundle it has seen, over a restart."""

import shutil
from pathlib import Path

import pytest

from zhamen.errors import RegisterError
from zhamen.register.keys import BundleKey, MasterKey
from zhamen.register.newest import Newest
from zhamen.register.publishing import publish
from zhamen.register.register import Register
from zhamen.register.registry import Registry

from .conftest import batch_of


@pytest.fixture
def published(registry: Registry, tmp_path: Path) -> tuple[Registry, Path, BundleKey]:
    """A registry, and what it gave to a gate."""
    gate = tmp_path / "gate.zmr"
    return registry, gate, publish(registry, gate, "gate")


def opened(gate: Path, key: BundleKey, newest: Path) -> None:
    """Start a gate and end it."""
    Register([(gate, lambda: key)], newest=Newest(newest)).close()


def test_an_older_bundle_is_refused_after_a_restart(
    published: tuple[Registry, Path, BundleKey], tmp_path: Path
) -> None:
    """Even one that is signed; the newer one, and the same again, are taken."""
    registry, gate, key = published
    newest, old = tmp_path / "newest", tmp_path / "old.zmr"
    opened(gate, key, newest)
    shutil.copy(gate, old)
    registry.add(batch_of(registry, range(20, 21)))
    publish(registry, gate, "gate")
    for _ in range(2):
        opened(gate, key, newest)
    shutil.copy(old, gate)

    with pytest.raises(RegisterError, match="older than one seen") as refusal:
        opened(gate, key, newest)
    assert str(newest) in refusal.value.advice
    newest.unlink()
    opened(gate, key, newest)
    registry.close()


def test_a_bundle_of_an_older_epoch_is_refused(
    published: tuple[Registry, Path, BundleKey], tmp_path: Path
) -> None:
    """The old key still opens the old bundle, and that is what a thief has."""
    registry, gate, key = published
    newest, old = tmp_path / "newest", tmp_path / "old.zmr"
    shutil.copy(gate, old)
    opened(gate, publish(registry, gate, "gate", rekey=True), newest)

    with pytest.raises(RegisterError, match="older than one seen"):
        opened(old, key, newest)
    registry.close()


def test_other_bundles_are_remembered_each_for_itself(
    published: tuple[Registry, Path, BundleKey], tmp_path: Path
) -> None:
    """One file for all of a gate."""
    registry, gate, key = published
    other = tmp_path / "other.zmr"
    other_key = publish(registry, other, "gate")
    for _ in range(2):
        opened(gate, key, tmp_path / "newest")
        opened(other, other_key, tmp_path / "newest")

    assert len((tmp_path / "newest").read_text().splitlines()) == 2
    assert (tmp_path / "newest").stat().st_mode & 0o077 == 0
    registry.close()


@pytest.mark.parametrize("change", ["1 1", "1 99", "x", ""])
def test_a_memory_that_was_altered_is_no_memory(
    published: tuple[Registry, Path, BundleKey], tmp_path: Path, change: str
) -> None:
    """It cannot be turned back without the key, nor broken in silence."""
    registry, gate, key = published
    newest = tmp_path / "newest"
    publish(registry, gate, "gate")
    opened(gate, key, newest)
    name, *_, code = newest.read_text().split()
    newest.write_text(f"{name} {change} {code}\n")

    with pytest.raises(RegisterError, match="altered"):
        opened(gate, key, newest)
    registry.close()


def test_a_running_gate_remembers_what_it_goes_over_to(
    published: tuple[Registry, Path, BundleKey], tmp_path: Path, master: MasterKey
) -> None:
    """Not only what it began with."""
    registry, gate, key = published
    old = tmp_path / "old.zmr"
    shutil.copy(gate, old)
    register = Register(
        [(gate, lambda: key)], refresh_seconds=0.0, newest=Newest(tmp_path / "newest")
    )
    publish(registry, gate, "gate")
    register.records("page").close()
    assert next(register.records("page"), None) is None
    register.close()
    shutil.copy(old, gate)

    with pytest.raises(RegisterError, match="older than one seen"):
        opened(gate, key, tmp_path / "newest")
    registry.close()
