"""A homeserver as the bot sees it: a few calls of the client-server interface over HTTP."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from zhamen.errors import UsageError, ZhamenError
from zhamen.private_file import read_private

_PREFIX = "/_matrix/client/v3"
_SECONDS = 20.0


class HomeserverError(ZhamenError):
    """The homeserver did not do it; `status` is 0 where it did not answer."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code

    @property
    def lasting(self) -> bool:
        """Whether the same call would end the same again: it is wrong, not the moment."""
        return 400 <= self.status < 500 and self.status not in (401, 429)


class Homeserver:
    """One account on a homeserver."""

    def __init__(self, url: str, token: str) -> None:
        import httpx

        self._http: httpx.AsyncClient = httpx.AsyncClient(
            base_url=url, headers={"authorization": f"Bearer {token}"}, timeout=_SECONDS,
            # The homeserver is a neighbour: no proxy of the environment stands between.
            trust_env=False,
        )  # fmt: skip

    async def call(
        self, method: str, path: str, body: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None, seconds: float = _SECONDS,
    ) -> dict[str, Any]:  # fmt: skip
        """Return the answer to one call. Raises HomeserverError, without a word of content."""
        import httpx

        try:
            answer = await self._http.request(
                method, _PREFIX + path, json=body, params=query, timeout=seconds
            )
            said = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise HomeserverError(0, type(error).__name__) from None
        if answer.status_code != 200 or not isinstance(said, dict):
            code = said.get("errcode", "") if isinstance(said, dict) else ""
            raise HomeserverError(answer.status_code, str(code)[:60])
        return said

    async def me(self) -> str:
        """Return the account's id."""
        return str((await self.call("GET", "/account/whoami"))["user_id"])

    async def open_direct(self, user: str) -> str:
        """Make a room for two and return its id."""
        body = {
            "preset": "private_chat", "is_direct": True, "invite": [user], "name": "闸门",
            "power_level_content_override": {"events_default": 0},
        }  # fmt: skip
        return str((await self.call("POST", "/createRoom", body))["room_id"])

    async def invite(self, room: str, user: str) -> None:
        """Ask somebody into a room."""
        await self.call("POST", f"/rooms/{quote(room)}/invite", {"user_id": user})

    async def join(self, room: str) -> None:
        """Go into a room."""
        await self.call("POST", f"/join/{quote(room)}", {})

    async def membership(self, room: str, user: str) -> str:
        """Return how somebody stands to a room, empty where nobody knows."""
        path = f"/rooms/{quote(room)}/state/m.room.member/{quote(user)}"
        try:
            return str((await self.call("GET", path)).get("membership", ""))
        except HomeserverError as error:
            if error.status in (403, 404):
                return ""
            raise

    async def room_name(self, room: str) -> str:
        """Return a room's name, empty where it has none or we are not in it."""
        try:
            return str((await self.call("GET", f"/rooms/{quote(room)}/state/m.room.name"))["name"])
        except (HomeserverError, KeyError):
            return ""

    async def display_name(self, user: str) -> str:
        """Return how somebody is called, the id where he is not."""
        try:
            said = await self.call("GET", f"/profile/{quote(user)}/displayname")
            return str(said.get("displayname") or user)
        except HomeserverError:
            return user

    async def say(self, room: str, once: str, text: str, page: str = "") -> str:
        """Post a text and return its event's id; what is said `once` is not said again."""
        body = {"msgtype": "m.notice", "body": text}
        if page:
            body |= {"format": "org.matrix.custom.html", "formatted_body": page}
        path = f"/rooms/{quote(room)}/send/m.room.message/{quote(once, safe='')}"
        return str((await self.call("PUT", path, body))["event_id"])

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()


def token_of(path: Path) -> str:
    """Return the token of a private file. Raises UsageError."""
    token = read_private(path, UsageError).strip()
    if not token:
        raise UsageError(f"{path}: no token", advice="write the bot's access token into it")
    return token
