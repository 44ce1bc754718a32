"""`zhamen demo --matrix`: the three cases on a real homeserver, and what each side sees of them."""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener

from zhamen.cli.exits import CLEAN
from zhamen.cli.loopback import BOT, SERVER, Gate, Synapse, free_port
from zhamen.cli.terminal import Terminal
from zhamen.errors import ZhamenError
from zhamen.gatehouse.callers import add_caller
from zhamen.gatehouse.digests import make_key
from zhamen.model.terms import Channel

_CLIENT = "/_matrix/client/v3"
_SECONDS = 60.0


class Account:
    """Somebody with an account on the homeserver."""

    def __init__(self, synapse: Synapse, name: str, shown: str) -> None:
        self.user = f"@{name}:{SERVER}"
        self._synapse = synapse
        self._token = synapse.register(name, shown)
        self._sent = 0

    def call(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """Return the answer to one call. Raises HTTPError."""
        said: dict[str, Any] = self._synapse.ask(method, _CLIENT + path, body, self._token)
        return said

    def send(self, room: str, content: object) -> str:
        """Send a message; return the homeserver's reason if it was refused, else nothing."""
        self._sent += 1
        path = f"/rooms/{quote(room)}/send/m.room.message/{time.time_ns()}-{self._sent}"
        return _reason(lambda: self.call("PUT", path, content))

    def upload(self, path: Path) -> str:
        """Upload a picture; return the homeserver's reason if it was refused, else nothing."""
        url = f"{self._synapse.url}/_matrix/media/v3/upload?filename={quote(path.name)}"
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "image/jpeg"}
        asked = Request(url, path.read_bytes(), headers, method="POST")
        return _reason(lambda: build_opener(ProxyHandler({})).open(asked, timeout=_SECONDS).close())

    def reads(self, room: str) -> list[str]:
        """Return the texts that this person sees in a room, oldest first."""
        said = self.call("GET", f"/rooms/{quote(room)}/messages?dir=b&limit=100")
        bodies = [event["content"].get("body", "") for event in said["chunk"]]
        return [body for body in bodies[::-1] if body]

    def letters(self, but: str) -> list[str]:
        """Return what the bot has said to this person; `but` is the room where others are too."""
        rooms = [each for each in self.call("GET", "/joined_rooms")["joined_rooms"] if each != but]
        return [body for each in rooms for body in self.reads(each)]


def _reason(do: Callable[[], object]) -> str:
    """Return why a homeserver refuses something, empty where it does not."""
    try:
        do()
    except HTTPError as error:
        return str(json.loads(error.read()).get("error", error.code))
    return ""


@contextmanager
def _platform(folder: Path) -> Iterator[Synapse]:
    """Run a homeserver and a gate in a folder."""
    token = add_caller(folder / "callers.toml", "matrix", Channel.INTERNAL, 0.0)
    make_key(folder / "digest.key")
    port = free_port()
    synapse = Synapse(folder, f"http://127.0.0.1:{port}", token, {"text_seconds": 15.0})
    try:
        bot = folder / "bot.token"
        bot.write_text(synapse.register(BOT[1:].partition(":")[0], "闸门"), "utf-8")
        bot.chmod(0o400)
        settings = folder / "zhamen.toml"
        settings.write_text(
            '[spool]\nfolder = "spool"\ndigest_key = "digest.key"\n[gates.matrix]\n'
            f'callers = "callers.toml"\nhomeserver = "{synapse.url}"\nbot_token = "bot.token"\n'
            f"port = {port}\nthreads = 1\n",
            "utf-8",
        )
        command = [sys.executable, "-m", "zhamen", "--settings", str(settings), "gate", "matrix"]
        gate = Gate(folder, command, port)
        try:
            gate.start()
            yield synapse
        finally:
            gate.close()
    finally:
        synapse.close()


Sent = tuple[str, str, Path | None]
"""Who sends it, what it says, and a photograph that goes with it."""


def play(sent: list[Sent], terminal: Terminal) -> int:
    """Send everything through a homeserver. Raises ZhamenError if anything got through."""
    terminal.note(terminal.pick("正在起一台 Synapse…", "Starting a homeserver …"))
    with tempfile.TemporaryDirectory(prefix="zhamen-") as name, _platform(Path(name)) as synapse:
        zhang, li = Account(synapse, "zhang", "张三"), Account(synapse, "li", "李四")
        room = zhang.call("POST", "/createRoom", {"name": "值班群", "invite": [li.user]})["room_id"]
        li.call("POST", f"/join/{quote(room)}", {})
        hello = terminal.pick("收到，明早七点开会", "Received; meeting at seven")
        if refused := zhang.send(room, {"msgtype": "m.text", "body": hello}):
            raise ZhamenError(f"demo: {refused}", advice="zhamen doctor")
        for who, text, photo in sent:
            _send(zhang, room, (who, text, photo), terminal)
        told = _letters(zhang, room, len(sent))
        terminal.box(terminal.pick("闸门机器人给张三的私信", "What the bot told the sender"), told)
        seen = li.reads(room)
    if seen != [hello]:
        raise ZhamenError("demo: 群里多了不该有的消息 / something got through")
    terminal.say(terminal.pick(f"群里的李四只看到：{hello}", f"All that the group saw: {hello}"))
    return CLEAN


def _send(zhang: Account, room: str, what: Sent, terminal: Terminal) -> None:
    """Send one thing as somebody would, the photograph first, and show what the server says."""
    who, text, photo = what
    shown = "　".join(filter(None, (f"▣ {photo.name}" if photo else "", *text.splitlines()[:1])))
    terminal.say(f"{who}：{shown}")
    said = zhang.upload(photo) if photo else zhang.send(room, {"msgtype": "m.text", "body": text})
    if not said:
        raise ZhamenError(f"demo: {who}: 没有拦住 / it got through", advice="zhamen doctor")
    terminal.say(f"  {terminal.paint(' 403 ', 'block')} {said}")


def _letters(zhang: Account, room: str, count: int) -> str:
    """Return the bot's last letter, as soon as all have come."""
    ends = time.monotonic() + _SECONDS
    while len(letters := zhang.letters(room)) < count and time.monotonic() < ends:
        time.sleep(0.2)
    if len(letters) < count:
        raise ZhamenError("demo: 机器人没有来信 / the bot did not write", advice="zhamen doctor")
    return letters[-1]
