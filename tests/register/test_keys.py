"""Keys: where they come from, who may read them, and what they never say."""

import os
from pathlib import Path

import pytest

from zhamen.errors import RegisterError
from zhamen.register.keys import BundleKey, MasterKey, load_key, parse_key, save_key


@pytest.fixture(autouse=True)
def no_keys_around(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the tester's own environment holds."""
    for name in ("ZHAMEN_KEY", "ZHAMEN_KEY_FILE", "ZHAMEN_KEY_COMMAND"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("suite", ["intl", "gm"])
def test_a_key_is_what_its_file_says(tmp_path: Path, suite: str) -> None:
    """Master and gate keys come back as they were written, and only their owner can read them."""
    master = MasterKey.new(suite)
    for number, key in enumerate((master, master.bundle_key("b", 3))):
        path = tmp_path / f"{number}.key"
        save_key(key, path)

        assert load_key(path) == key
        assert path.stat().st_mode & 0o777 == 0o400


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    """The old key may be the only one that opens yesterday's bundle."""
    save_key(MasterKey.new(), tmp_path / "k")

    with pytest.raises(RegisterError, match="exists"):
        save_key(MasterKey.new(), tmp_path / "k")


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    """A key that is not secret is no key."""
    path = tmp_path / "k"
    save_key(MasterKey.new(), path)
    path.chmod(0o440)

    with pytest.raises(RegisterError, match="440"):
        load_key(path)


@pytest.mark.parametrize(
    "text",
    ["", "hello", "zhamen-key 1\n", "zhamen-key 1\ntype: master\nsuite: intl\nsecret: 00\n",
     "zhamen-key 1\ntype: master\nsuite: other\nsecret: " + "00" * 32,
     "zhamen-key 1\ntype: gate\nsuite: intl\n", "zhamen-key 2\ntype: master\n"],
)  # fmt: skip
def test_a_damaged_key_is_a_clear_error_that_repeats_nothing(text: str) -> None:
    """The message names the source, never a part of the key."""
    with pytest.raises(RegisterError) as raised:
        parse_key(text, "k")

    assert "00" not in str(raised.value)


def test_the_key_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """As text, as a file's name, or from a command."""
    master = MasterKey.new()
    monkeypatch.setenv("ZHAMEN_KEY", master.to_text())

    assert load_key() == master


def test_the_key_may_come_from_a_command(tmp_path: Path) -> None:
    """The way to a hardware module or a password manager."""
    master = MasterKey.new()
    save_key(master, tmp_path / "k")

    assert load_key(command=f"cat {tmp_path / 'k'}") == master


@pytest.mark.parametrize("command", ["false", "/does/not/exist", "echo nothing", "'"])
def test_a_command_that_fails_is_a_clear_error(command: str) -> None:
    """No key is better than half a key."""
    with pytest.raises(RegisterError):
        load_key(command=command)


def test_without_any_key_the_error_says_how_to_give_one() -> None:
    """All four ways are named."""
    with pytest.raises(RegisterError, match="ZHAMEN_KEY_FILE"):
        load_key()


def test_a_folder_and_a_missing_file_are_no_keys(tmp_path: Path) -> None:
    """They are errors too."""
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(RegisterError):
            load_key(path)


def test_a_pipe_as_a_key_file_does_not_hang(tmp_path: Path) -> None:
    """Opening does not wait for a writer."""
    os.mkfifo(tmp_path / "pipe", 0o600)

    with pytest.raises(RegisterError, match="regular"):
        load_key(tmp_path / "pipe")


def test_keys_do_not_show_themselves() -> None:
    """A log of an object holds nothing of it."""
    master = MasterKey.new()
    key = master.bundle_key("b", 1)

    assert master.secret.hex() not in repr(master) + repr(key)
    assert key.kb.hex() not in repr(key)


def test_keys_of_bundles_and_epochs_differ() -> None:
    """A gate's key opens one bundle of one epoch."""
    master = MasterKey.new()
    keys = [master.bundle_key("a", 1), master.bundle_key("a", 2), master.bundle_key("b", 1)]

    assert len({key.kb for key in keys}) == len({key.fingerprint for key in keys}) == 3
    assert all(isinstance(key, BundleKey) for key in keys)
