"""`zhamen demo --matrix`: the cases of the handout on a real homeserver, stopped."""

import pytest

from zhamen.cli import loopback
from zhamen.cli.main import main
from zhamen.errors import UsageError


def test_the_cases_are_stopped_on_a_real_homeserver(capsys: pytest.CaptureFixture[str]) -> None:
    """Each thing is refused in words, the sender is told, the group sees everyday talk alone."""
    if not loopback.PYTHON.exists():
        pytest.skip("Synapse is not installed: make matrix")
    status = main(["demo", "--matrix"])
    said = capsys.readouterr().out

    assert status == 0
    assert said.count("案号 ZM-") == said.count(" 403 ") + 1 >= 5
    assert "现在怎么办" in said and said.rstrip().endswith("收到，明早七点开会")


def test_without_a_homeserver_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """One command makes it possible."""
    monkeypatch.setattr(loopback, "PYTHON", loopback.PYTHON.with_name("nothing"))

    with pytest.raises(UsageError, match="make matrix"):
        main(["demo", "--matrix"])
