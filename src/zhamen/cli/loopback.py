"""A homeserver of one's own on loopback, with our module in it: for the demo and for the tests.

It is Synapse, a program of its own that runs beside us; `make matrix` installs it in
`.venv.synapse`. Everything that it keeps lies in one folder that its caller throws away.
"""

import hmac
import json
import secrets
import socket
import subprocess
import time
from collections.abc import Mapping
from hashlib import sha1
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

from zhamen.errors import UsageError

PYTHON = Path(__file__).parents[3] / ".venv.synapse" / "bin" / "python"
SERVER = "zhamen.example"
BOT = f"@zhamen:{SERVER}"
_START_SECONDS = 120.0
_ASK_SECONDS = 60.0


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


class Synapse:
    """One homeserver; `close` ends it."""

    def __init__(
        self, folder: Path, engine: str, token: str, module: Mapping[str, Any] | None = None
    ) -> None:
        """Start it with our module asking `engine`. Raises UsageError where it is not installed.

        `module` holds more of the module's own settings.
        """
        if not PYTHON.exists():
            raise UsageError("没有安装 Synapse / Synapse is not installed", advice="make matrix")
        self._secret = secrets.token_hex(16)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "homeserver.log"
        token_file = folder / "module.token"
        token_file.write_text(token, "utf-8")
        asks = {"url": engine, "token_file": str(token_file), "bot": BOT, **(module or {})}
        settings = self._settings(folder, asks)
        # JSON is YAML.
        (folder / "homeserver.yaml").write_text(json.dumps(settings), "utf-8")
        (folder / "log.yaml").write_text(json.dumps(_logging(self.log)), "utf-8")
        self._process = self._started(folder)

    def _settings(self, folder: Path, module: Mapping[str, Any]) -> dict[str, Any]:
        generous = {"per_second": 1000, "burst_count": 1000}
        return {
            "server_name": SERVER, "report_stats": False, "pid_file": str(folder / "pid"),
            "listeners": [{"port": self.port, "type": "http", "bind_addresses": ["127.0.0.1"],
                           "resources": [{"names": ["client", "media"]}]}],
            "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.db")}},
            "media_store_path": str(folder / "media"),
            "signing_key_path": str(folder / "signing.key"),
            "registration_shared_secret": self._secret, "macaroon_secret_key": self._secret,
            "form_secret": self._secret, "log_config": str(folder / "log.yaml"),
            "trusted_key_servers": [], "enable_metrics": False,
            "encryption_enabled_by_default_for_room_type": "off",
            "rc_message": generous, "rc_registration": generous, "rc_joins": {"local": generous},
            "rc_invites": dict.fromkeys(("per_room", "per_user", "per_issuer"), generous),
            "rc_login": dict.fromkeys(("address", "account", "failed_attempts"), generous),
            "modules": [{"module": "synapse_zhamen.Zhamen", "config": module}],
        }  # fmt: skip

    def _started(self, folder: Path) -> "subprocess.Popen[bytes]":
        command = [str(PYTHON), "-m", "synapse.app.homeserver"]
        config = ["-c", str(folder / "homeserver.yaml"), "--keys-directory", str(folder)]
        with (folder / "output").open("wb") as output:
            made = [*command, *config, "--generate-keys"]
            if subprocess.run(made, stdout=output, stderr=output, check=False).returncode:
                raise UsageError(f"Synapse 起不来 / did not start: {folder}/output")
            process = subprocess.Popen([*command, *config], stdout=output, stderr=output)
        ends = time.monotonic() + _START_SECONDS
        while process.poll() is None and time.monotonic() < ends:
            try:
                self.ask("GET", "/_matrix/client/versions")
            except OSError:
                time.sleep(0.1)
            else:
                return process
        process.kill()
        raise UsageError(f"Synapse 起不来 / did not start: {folder}/output")

    def ask(self, method: str, path: str, body: object = None, token: str = "") -> Any:
        """Return the answer to a call. Raises OSError for one that is refused."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.url + path, data, headers, method=method)
        with build_opener(ProxyHandler({})).open(request, timeout=_ASK_SECONDS) as answer:
            return json.loads(answer.read())

    def register(self, name: str, shown: str = "", *, admin: bool = False) -> str:
        """Make an account and return its access token."""
        path = "/_synapse/admin/v1/register"
        nonce, password = self.ask("GET", path)["nonce"], secrets.token_hex(8)
        words = (nonce, name, password, "admin" if admin else "notadmin")
        mac = hmac.new(self._secret.encode(), "\0".join(words).encode(), sha1).hexdigest()
        body = {"nonce": nonce, "username": name, "password": password, "admin": admin,
                "mac": mac, "displayname": shown or name}  # fmt: skip
        return str(self.ask("POST", path, body)["access_token"])

    @property
    def pid(self) -> int:
        """Return the number of its process."""
        return self._process.pid

    def close(self) -> None:
        """End it and wait."""
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _logging(path: Path) -> dict[str, Any]:
    return {
        "version": 1, "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(name)s %(levelname)s %(message)s"}},
        "handlers": {"file": {"class": "logging.FileHandler", "formatter": "line",
                              "filename": str(path)}},
        "root": {"level": "INFO", "handlers": ["file"]},
        # Lines of access hold addresses whole, and in these the names of files and rooms.
        "loggers": {key: {"level": "WARNING"} for key in ("synapse.access", "synapse.http")},
    }  # fmt: skip


class Gate:
    """`zhamen gate matrix` as a process; the bot's token is written before it starts."""

    def __init__(self, folder: Path, command: list[str], port: int) -> None:
        """Take a folder with `zhamen.toml`, and the command that starts the gate."""
        self._folder, self._command, self.port = folder, command, port
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers. Raises UsageError."""
        output = (self._folder / "gate.output").open("ab")
        self.process = subprocess.Popen(self._command, stdout=output, stderr=output)
        output.close()
        ends = time.monotonic() + _START_SECONDS
        while self.process.poll() is None and time.monotonic() < ends:
            with socket.socket() as ask:
                if ask.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise UsageError(f"闸口起不来 / the gate did not start: {self._folder}/gate.output")

    def close(self) -> None:
        """End it and wait."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(40)
