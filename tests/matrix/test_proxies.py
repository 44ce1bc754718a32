"""Side channels: open at a bare homeserver, closed behind the proxies whose settings we ship."""

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from matrix_running import Platform

from zhamen.cli.loopback import free_port
from zhamen.cli.main import main
from zhamen.errors import UsageError
from zhamen.matrix.probing import Prober

GUIDE = Path(__file__).parents[2] / "docs" / "guide"
GATE = {"闸门拒绝涉密的群名", "加密的群建不成"}
NGINX = """
daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; worker_processes 1;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{
    listen 127.0.0.1:{port};
    {snippet}
    location / {{ proxy_pass http://127.0.0.1:{homeserver}; proxy_set_header Host $host; }}
  }}
}}
"""
CADDY = """
{{
  admin off
  auto_https off
}}
{snippet}
http://127.0.0.1:{port} {{
  import zhamen
  reverse_proxy 127.0.0.1:{homeserver}
}}
"""


def _nginx(folder: Path, port: int, homeserver: int) -> list[str]:
    snippet = (GUIDE / "matrix.nginx.conf").read_text("utf-8").replace(":8008", f":{homeserver}")
    config = folder / "nginx.conf"
    filled = NGINX.format(folder=folder, port=port, homeserver=homeserver, snippet=snippet)
    config.write_text(filled, "utf-8")
    return ["/usr/sbin/nginx", "-c", str(config), "-p", str(folder)]


def _caddy(folder: Path, port: int, homeserver: int) -> list[str]:
    snippet = (GUIDE / "matrix.caddyfile").read_text("utf-8")
    config = folder / "Caddyfile"
    config.write_text(CADDY.format(port=port, homeserver=homeserver, snippet=snippet), "utf-8")
    return ["/usr/bin/caddy", "run", "--config", str(config), "--adapter", "caddyfile"]


@contextmanager
def proxied(
    command: Callable[[Path, int, int], list[str]], folder: Path, homeserver: int
) -> Iterator[str]:
    """Run a proxy before a homeserver, and give its address."""
    port = free_port()
    asked = command(folder, port, homeserver)
    if shutil.which(asked[0]) is None:
        pytest.skip(f"{asked[0]} is not here: apt install {Path(asked[0]).name}")
    with (folder / "proxy.output").open("wb") as output:
        process = subprocess.Popen(asked, stdout=output, stderr=output)
    try:
        ends = time.monotonic() + 20
        while process.poll() is None and time.monotonic() < ends:
            with socket.socket() as ask:
                if ask.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        assert process.poll() is None, (folder / "proxy.output").read_text()
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def test_a_bare_homeserver_has_open_ways_past_the_gate(platform: Platform) -> None:
    """The gate is there and encryption is not, but what no module sees is open."""
    found = {
        each.name: each.closed
        for each in Prober(platform.synapse.url, platform["wang"].token).probe()
    }

    assert {name for name, closed in found.items() if closed} == GATE
    assert len(found) == 7


@pytest.mark.parametrize("command", [_nginx, _caddy], ids=["nginx", "caddy"])
def test_behind_the_shipped_settings_all_ways_are_closed(
    platform: Platform, tmp_path: Path, command: Callable[[Path, int, int], list[str]]
) -> None:
    """And a display name, a message and reading still go through."""
    wang = platform["wang"]
    with proxied(command, tmp_path, platform.synapse.port) as url:
        found = list(Prober(url, wang.token).probe())
        path = f"{url}/_matrix/client/v3/profile/{wang.user}/displayname"
        name = wang.http.put(path, json={"displayname": "王五"})
        rooms = wang.http.get(f"{url}/_matrix/client/v3/joined_rooms")

    assert [each.name for each in found if not each.closed] == []
    assert (name.status_code, rooms.status_code) == (200, 200)


def test_doctor_says_what_is_open(
    platform: Platform, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line a way, and status 3 while one is open."""
    token = tmp_path / "token"
    token.write_text(platform["wang"].token)
    token.chmod(0o400)
    status = main(["doctor", "--matrix", platform.synapse.url, "--matrix-token-file", str(token)])
    lines = capsys.readouterr().out.splitlines()

    assert status == 3
    assert len(lines) == 7
    assert [bool(re.search("关着", each)) for each in lines] == [True, True, *[False] * 5]


def test_a_token_of_nobody_is_said(platform: Platform) -> None:
    """Nothing is called closed because nobody was let in."""
    with pytest.raises(UsageError):
        Prober(platform.synapse.url, "syt_nobody")
    with pytest.raises(UsageError):
        Prober(f"http://127.0.0.1:{free_port()}", "x")
