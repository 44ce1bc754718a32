"""A real homeserver, a real gate, and between them a wire that can be cut, slowed or garbled."""

import contextlib
import json
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from zhamen.cli.loopback import BOT, Gate, Synapse, free_port
from zhamen.gatehouse.callers import add_caller
from zhamen.gatehouse.digests import make_key
from zhamen.model.terms import Channel


class Wire:
    """A TCP relay to the gate. `fault` is what it does to the gate's answers."""

    def __init__(self, port: int) -> None:
        self._to = port
        self.fault: Callable[[socket.socket, bytes], None] | None = None
        """Takes over a connection after the first bytes of a question; None: everything passes."""
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                caller, _ = self._listener.accept()
                threading.Thread(target=self._relay, args=(caller,), daemon=True).start()

    def _relay(self, caller: socket.socket) -> None:
        with contextlib.suppress(OSError), caller:
            first = caller.recv(1 << 16)
            if self.fault is not None:
                self.fault(caller, first)
                return
            with socket.create_connection(("127.0.0.1", self._to)) as gate:
                gate.sendall(first)
                back = threading.Thread(target=self._pump, args=(gate, caller), daemon=True)
                back.start()
                while (data := caller.recv(1 << 16)) and self.fault is None:
                    gate.sendall(data)

    @staticmethod
    def _pump(source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(1 << 16):
                target.sendall(data)
            # Not closed: somebody else is reading it, and the end would not be sent.
            target.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Take no more connections."""
        self._listener.close()


class Person:
    """Somebody with an account, who speaks plain HTTP."""

    def __init__(self, url: str, user: str, token: str) -> None:
        self.user = user
        self.token = token
        self.http = httpx.Client(
            base_url=url, headers={"authorization": f"Bearer {token}"}, timeout=60, trust_env=False
        )
        self._sent = 0

    def __enter__(self) -> "Person":
        return self

    def __exit__(self, *what: object) -> None:
        self.http.close()

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        """Return the answer to one call of the client interface."""
        return self.http.request(method, f"/_matrix/client/v3{path}", json=body, **more)

    def room(self, *others: "Person", **config: Any) -> str:
        """Make a room with others, who come in."""
        body = {"preset": "private_chat", "invite": [each.user for each in others], **config}
        made = self.call("POST", "/createRoom", body)
        room: str = made.json().get("room_id", "")
        assert room, made.text
        for each in others:
            assert each.call("POST", f"/join/{quote(room)}", {}).status_code == 200
        return room

    def send(self, room: str, content: Any, kind: str = "m.room.message") -> httpx.Response:
        """Send an event, a text by itself."""
        if isinstance(content, str):
            content = {"msgtype": "m.text", "body": content}
        self._sent += 1
        path = f"/rooms/{quote(room)}/send/{quote(kind, safe='')}/{time.time_ns()}-{self._sent}"
        return self.call("PUT", path, content)

    def state(self, room: str, kind: str, content: Any, key: str = "") -> httpx.Response:
        """Set a state of a room."""
        return self.call("PUT", f"/rooms/{quote(room)}/state/{kind}/{quote(key, safe='')}", content)

    def upload(self, data: bytes, name: str = "a.png", kind: str = "image/png") -> httpx.Response:
        """Upload a file in one step."""
        return self.http.post(
            "/_matrix/media/v3/upload", params={"filename": name}, content=data,
            headers={"content-type": kind},
        )  # fmt: skip

    def read(self, room: str) -> list[dict[str, Any]]:
        """Return the room's events as this person sees them, oldest first."""
        query = {"dir": "b", "limit": "100"}
        answer = self.call("GET", f"/rooms/{quote(room)}/messages", params=query)
        events: list[dict[str, Any]] = answer.json().get("chunk", [])
        # The bot comes in when it likes.
        return [event for event in events[::-1] if event["type"] != "m.room.member"]

    def rooms(self) -> list[str]:
        """Return the rooms in which this person is."""
        joined: list[str] = self.call("GET", "/joined_rooms").json()["joined_rooms"]
        return joined

    def letters(self, bot: str, room: str = "") -> list[dict[str, Any]]:
        """Return the contents of what the bot has said to this person, oldest first."""
        said = []
        for each in [room] if room else self.rooms():
            members = self.call("GET", f"/rooms/{quote(each)}/joined_members").json()["joined"]
            if room or set(members) == {self.user, bot}:
                said += [
                    e for e in self.read(each) if e["sender"] == bot and "body" in e["content"]
                ]
        return said


class Platform:
    """Homeserver, wire and gate on loopback, with three people and the bot."""

    def __init__(self, folder: Path, settings: str = "", **module: Any) -> None:
        self.folder = folder
        callers = folder / "callers.toml"
        token = add_caller(callers, "matrix", Channel.INTERNAL, 0.0)
        make_key(folder / "digest.key")
        port = free_port()
        self.wire = Wire(port)
        self.synapse = Synapse(folder, f"http://127.0.0.1:{self.wire.port}", token, module)
        self.spool = folder / "spool"
        (folder / "zhamen.toml").write_text(
            f'[spool]\nfolder = "spool"\ndigest_key = "digest.key"\n{settings}\n'
            f'[gates.matrix]\nport = {port}\ncallers = "callers.toml"\nthreads = 1\n'
            f'homeserver = "{self.synapse.url}"\nbot_token = "bot.token"\n',
            "utf-8",
        )
        self.token = token
        bot = self.synapse.register("zhamen", "闸门")
        self._lift_limits()
        (folder / "bot.token").write_text(bot, "utf-8")
        (folder / "bot.token").chmod(0o400)
        command = [sys.executable, "-m", "zhamen", "--settings", str(folder / "zhamen.toml")]
        self.gate = Gate(folder, [*command, "gate", "matrix"], port)
        self.gate.start()
        self.people = {
            name: Person(
                self.synapse.url, f"@{name}:zhamen.example", self.synapse.register(name, shown)
            )
            for name, shown in (("zhang", "张三"), ("li", "李四"), ("wang", "王五"))
        }

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    def _lift_limits(self) -> None:
        """Let the bot write to many, as the guide says."""
        admin = self.synapse.register("keeper", admin=True)
        path = f"/_synapse/admin/v1/users/{quote(BOT)}/override_ratelimit"
        none = {"messages_per_second": 0, "burst_count": 0}
        self.synapse.ask("POST", path, none, admin)

    def log(self) -> str:
        """Return everything that homeserver and gate have written about themselves."""
        names = ("homeserver.log", "output", "gate.output")
        texts = [(self.folder / name).read_text("utf-8", "replace") for name in names]
        return "\n".join(texts)

    def close(self) -> None:
        """End everything."""
        for person in self.people.values():
            person.http.close()
        self.gate.close()
        self.synapse.close()
        self.wire.close()


def eventually(look: Callable[[], Any], seconds: float = 15.0) -> Any:
    """Return what a look sees as soon as it sees anything."""
    ends = time.monotonic() + seconds
    while not (seen := look()) and time.monotonic() < ends:
        time.sleep(0.1)
    return seen


def refused(answer: httpx.Response) -> bool:
    """Tell whether an answer is a refusal of ours, in readable Chinese, with a case."""
    said = json.loads(answer.text)
    return (
        answer.status_code == 403
        and said["errcode"] == "CN.ZHAMEN.REFUSED"
        and said["case"].startswith("ZM-")
        and "案号" in said["error"]
    )
