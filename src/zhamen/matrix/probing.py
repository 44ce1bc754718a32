"""Probes a homeserver from outside, as an ordinary account: is the gate there, what goes past it?

What no module of the homeserver sees must be closed by the proxy in front. Each probe does the
least that tells: nothing that it sends holds a secret, and what it makes it takes away again.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import ProxyHandler, Request, build_opener

from zhamen.errors import UsageError

_SECONDS = 30.0
_CLIENT = "/_matrix/client/v3"
_FIELD = "cn.zhamen.probe"
SAMPLE = "机密★10年（示例）"
SEALING = {"type": "m.room.encryption", "state_key": "",
           "content": {"algorithm": "m.megolm.v1.aes-sha2"}}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Probed:
    """What one probe found."""

    name: str
    name_en: str
    closed: bool
    status: int


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: Mapping[str, Any]

    @property
    def code(self) -> str:
        return str(self.body.get("errcode", ""))


class Prober:
    """Somebody with an account, in front of the proxy."""

    def __init__(self, url: str, token: str) -> None:
        """Find out whose token it is. Raises UsageError where nobody answers or it is no token."""
        self._url, self._token = url.rstrip("/"), token
        said = self._ask("GET", f"{_CLIENT}/account/whoami")
        if said.status != 200 or "user_id" not in said.body:
            raise UsageError(f"{url}: {said.status} {said.code}", advice="--matrix-token-file FILE")
        self._me = quote(str(said.body["user_id"]))

    def probe(self) -> Iterator[Probed]:
        """Yield what each probe finds, the gate itself first."""
        for name, name_en, look in self._probes():
            closed, status = look()
            yield Probed(name, name_en, closed, status)

    def _probes(self) -> Iterator[tuple[str, str, Callable[[], tuple[bool, int]]]]:
        yield (
            "闸门拒绝涉密的群名",
            "the gate refuses a marked name",
            lambda: self._room(name=SAMPLE),
        )
        yield "加密的群建不成", "no room is encrypted", lambda: self._room(initial_state=[SEALING])
        yield (
            "设备之间的消息",
            "messages to devices",
            lambda: self._put("/sendToDevice/cn.zhamen.probe/1", {"messages": {}}),
        )
        yield (
            "在线状态里的文字",
            "words in presence",
            lambda: self._put(f"/presence/{self._me}/status", {"presence": "offline"}),
        )
        yield "个人资料里自定的字段", "own fields of a profile", self._profile
        yield "加密钥匙上传", "upload of keys", lambda: self._shut("POST", "/keys/upload", {})
        yield "加密钥匙备份", "backup of keys", lambda: self._shut("GET", "/room_keys/version")

    def _room(self, **config: Any) -> tuple[bool, int]:
        """Try to make a room; one that is made although it must not be is left again."""
        said = self._ask("POST", f"{_CLIENT}/createRoom", config)
        if "room_id" in said.body:
            room = quote(str(said.body["room_id"]))
            for deed in ("leave", "forget"):
                self._ask("POST", f"{_CLIENT}/rooms/{room}/{deed}", {})
        return said.status == 403 and said.code.startswith("CN.ZHAMEN"), said.status

    def _put(self, path: str, body: object) -> tuple[bool, int]:
        return self._shut("PUT", path, body)

    def _profile(self) -> tuple[bool, int]:
        path = f"/profile/{self._me}/{_FIELD}"
        found = [self._field(f"{version}{path}") for version in _PROFILES]
        return next((each for each in found if not each[0]), found[0])

    def _field(self, path: str) -> tuple[bool, int]:
        said = self._ask("PUT", path, {_FIELD: "1"})
        if said.status == 200:
            self._ask("DELETE", path)
        return _is_shut(said), said.status

    def _shut(self, method: str, path: str, body: object = None) -> tuple[bool, int]:
        said = self._ask(method, _CLIENT + path, body)
        return _is_shut(said), said.status

    def _ask(self, method: str, path: str, body: object = None) -> _Answer:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        asked = Request(self._url + path, data, headers, method=method)
        try:
            with build_opener(ProxyHandler({})).open(asked, timeout=_SECONDS) as answer:
                return _Answer(answer.status, _object(answer.read()))
        except HTTPError as error:
            return _Answer(error.code, _object(error.read()))
        except (URLError, OSError, ValueError) as error:
            raise UsageError(f"{self._url}: {type(error).__name__}") from None


_PROFILES = (_CLIENT, "/_matrix/client/unstable/uk.tcpip.msc4133")


def _is_shut(said: _Answer) -> bool:
    """Tell whether somebody in front refused: what the homeserver itself says is an open way.

    A homeserver that does not know the address at all is closed too.
    """
    return said.code in ("CN.ZHAMEN.CLOSED", "M_UNRECOGNIZED") or (
        said.status in (403, 405) and not said.code
    )


def _object(data: bytes) -> Mapping[str, Any]:
    try:
        said = json.loads(data)
    except ValueError:
        return {}
    return said if isinstance(said, Mapping) else {}
