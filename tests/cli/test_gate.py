"""`zhamen gate`: a token is given, the service answers with it, and ends when it is told to."""

import json
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from running import COMMAND, environment, run

pytest.importorskip("starlette", reason="the extra `service` is not installed")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def asked(port: int, token: str, text: str) -> dict[str, object]:
    """Return the verdict of the service; wait until it listens."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/v1/inspect",
        json.dumps({"text": text}).encode(),
        {"authorization": f"Bearer {token}"},
    )
    for _ in range(300):
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                verdict: dict[str, object] = json.load(answer)
                return verdict
        except ConnectionError:
            time.sleep(0.1)
        except urllib.error.URLError as error:
            if not isinstance(error.reason, ConnectionError):
                raise
            time.sleep(0.1)
    raise AssertionError("the service did not start")


def test_a_gate_is_opened_asked_and_closed(tmp_path: Path) -> None:
    """From the token to the last verdict, with the command alone."""
    given = run(tmp_path, "gate", "token", "im", "--channel", "internal")
    token, port = given.out.strip(), free_port()
    process = subprocess.Popen(
        [*COMMAND, "gate", "http", "--port", str(port)],
        cwd=tmp_path, env=environment(tmp_path), stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        verdict = asked(port, token, "机密★10年（示例）")
    finally:
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=30)[1].decode()

    assert verdict["decision"] == "block"
    assert process.returncode in (0, -signal.SIGTERM)
    assert f":{port}/v1/inspect" in said
    assert "spool.folder" in said


ADDRESSES = [
    pytest.param("127.0.0.1", None, "Address already in use", id="another's port"),
    pytest.param("127.0.0.1", 99999, "cannot listen", id="no port"),
    pytest.param("999.1.1.1", 0, "cannot listen", id="no host"),
]


@pytest.mark.parametrize("gate", ["http", "matrix"])
@pytest.mark.parametrize(("host", "port", "words"), ADDRESSES)
def test_where_it_cannot_listen_is_said_at_once(
    tmp_path: Path, gate: str, host: str, port: int | None, words: str
) -> None:
    """One line, and no address beside it at which nobody would answer."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1] if port is None else port
        done = run(tmp_path, "gate", gate, "--host", host, "--port", str(taken))

    assert (done.status, words in done.err) == (3, True)
    assert "/v1/inspect" not in done.err


def test_a_service_without_callers_does_not_start(tmp_path: Path) -> None:
    """It says how to make the file that is missing."""
    done = run(tmp_path, "gate", "http", "--port", "0")

    assert done.status == 3
    assert "zhamen gate token NAME" in done.err
