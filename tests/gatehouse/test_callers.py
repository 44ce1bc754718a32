"""The callers' file: tokens are given once, kept as hashes, and misspelt files are refused."""

import stat
from pathlib import Path

import pytest

from zhamen.errors import UsageError
from zhamen.gatehouse.callers import Caller, Callers, add_caller, digest_of, load_callers
from zhamen.model.terms import Channel

DIGEST = f'token_sha256 = "{digest_of("zhamen_示例")}"'


def test_a_token_is_known_again_and_never_kept(tmp_path: Path) -> None:
    """The file holds its hash only, and is nobody else's to read."""
    file = tmp_path / "callers.toml"
    token = add_caller(file, "im", Channel.INTERNAL, 5.0)
    caller = load_callers(file).by_token(token)

    assert caller is not None
    assert (caller.name, caller.channel, caller.rate) == ("im", Channel.INTERNAL, 5.0)
    assert token not in file.read_text("utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_new_token_ends_the_old_one(tmp_path: Path) -> None:
    """Giving a caller a token again changes its token and nobody else's."""
    file = tmp_path / "callers.toml"
    first, other = (add_caller(file, name, Channel.INTERNET, 0.0) for name in ("im", "mail"))
    second = add_caller(file, "im", Channel.INTERNET, 0.0)
    callers = load_callers(file)

    assert callers.by_token(first) is None
    assert callers.by_token(second) is not None
    assert callers.by_token(other) is not None


@pytest.mark.parametrize("name", ["", "a b", "a]", "闸", "x" * 41])
def test_a_name_is_plain(tmp_path: Path, name: str) -> None:
    """A name stands in a file, in counts and in logs."""
    with pytest.raises(UsageError, match="expected letters"):
        add_caller(tmp_path / "callers.toml", name, Channel.INTERNET, 0.0)


def test_a_rate_that_is_none_and_a_folder_that_is_none_are_errors(tmp_path: Path) -> None:
    """They would make a file that opens no service, or a token that nobody knows."""
    with pytest.raises(UsageError, match="rate"):
        add_caller(tmp_path / "callers.toml", "im", Channel.INTERNET, float("nan"))
    with pytest.raises(UsageError, match="No such"):
        add_caller(tmp_path / "none" / "callers.toml", "im", Channel.INTERNET, 0.0)

    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "text",
    [
        "not toml",
        "[gates.im]\n",
        "[callers.im]\n",
        '[callers.im]\ntoken_sha256 = "a"\n',
        f'[callers.im]\ntoken_sha256 = "{"闸" * 64}"\n',
        f'[callers."a b"]\n{DIGEST}\n',
        f'[callers.im]\n{DIGEST}\ncolour = "red"\n',
        f'[callers.im]\n{DIGEST}\nchannel = "radio"\n',
        f'[callers.im]\n{DIGEST}\nrate = "often"\n',
        f"[callers.im]\n{DIGEST}\nrate = -1\n",
        f"[callers.im]\n{DIGEST}\nrate = nan\n",
        "callers = 5\n",
        "",
    ],
)
def test_a_bad_file_opens_no_service(tmp_path: Path, text: str) -> None:
    """A service whose callers are not clear does not start."""
    file = tmp_path / "callers.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(UsageError):
        load_callers(file)


def test_a_rate_is_refilled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two seconds' worth may come at once, then as many as the rate says."""
    now = [100.0]
    monkeypatch.setattr("zhamen.gatehouse.callers.monotonic", lambda: now[0])
    caller = Caller("im", "", rate=2.0)
    callers = Callers([caller])
    first = [callers.admits(caller) for _ in range(6)]
    now[0] += 1.0

    assert first == [True] * 4 + [False] * 2
    assert [callers.admits(caller) for _ in range(3)] == [True, True, False]
