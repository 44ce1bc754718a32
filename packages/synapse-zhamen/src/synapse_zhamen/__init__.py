"""闸门 for Synapse: every event, file, room and name is asked about before it is accepted.

    modules:
      - module: synapse_zhamen.Zhamen
        config:
          url: http://127.0.0.1:8766
          token_file: /etc/matrix-synapse/zhamen.token
          bot: "@zhamen:example.cn"

It keeps no state and takes no decision: any number of workers may load it. Whatever is not a
clear yes within the deadline is a refusal, with words for the sender.
"""

import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from synapse.logging.context import current_context
from synapse.module_api import NOT_SPAM, EventBase, ModuleApi, UserID
from synapse.module_api.errors import Codes, ConfigError, SynapseError

from synapse_zhamen.engine import UNAVAILABLE, Answer, Engine

logger = logging.getLogger(__name__)
_FIELDS = ("type", "sender", "room_id", "state_key", "content", "redacts")
"""What is asked of an event; the rest is the server's own."""


class Zhamen:
    """The gate. Its hooks refuse by raising, since only that carries our own words."""

    def __init__(self, config: Mapping[str, Any], api: ModuleApi) -> None:
        """Register the hooks, in each process of the homeserver."""
        self._api = api
        self._engine = Engine(api, config["url"], config["token"])
        self._bot: str = config["bot"]
        self._seconds: float = config["text_seconds"]
        self._media_seconds: float = config["media_seconds"]
        api.register_third_party_rules_callbacks(
            check_event_allowed=self.check_event_allowed,
            on_create_room=self.on_create_room,
            on_new_event=self.on_new_event,
            on_profile_update=self.on_profile_update,
        )
        api.register_spam_checker_callbacks(
            check_media_file_for_spam=self.check_media,
            user_may_create_room=self.user_may_create_room,
            user_may_create_room_alias=self.user_may_create_room_alias,
        )

    @staticmethod
    def parse_config(config: Mapping[str, Any]) -> dict[str, Any]:
        """Return the settings. Raises ConfigError: Synapse then does not start without its gate."""
        known = {"url", "token_file", "bot", "text_seconds", "media_seconds"}
        if unknown := sorted(set(config) - known):
            raise ConfigError(f"synapse_zhamen: unknown {unknown}, known {sorted(known)}")
        for name in ("url", "token_file", "bot"):
            if not isinstance(config.get(name), str):
                raise ConfigError(f"synapse_zhamen: {name} is missing")
        try:
            token = Path(config["token_file"]).read_text("utf-8").strip()
            text, media = (float(config.get(f"{key}_seconds", d)) for key, d in _DEADLINES)
        except (OSError, TypeError, ValueError) as error:
            raise ConfigError(f"synapse_zhamen: {type(error).__name__}: {error}") from error
        return {**config, "token": token, "text_seconds": text, "media_seconds": media}

    async def check_event_allowed(
        self, event: EventBase, state: Mapping[Any, EventBase]
    ) -> tuple[bool, None]:
        """Refuse an event, of whatever type, of whoever but the bot."""
        if event.sender != self._bot:
            whole = event.get_dict()
            asked = {name: whole[name] for name in _FIELDS if name in whole}
            _let(await self._post("/v1/matrix/event", asked))
        return True, None

    async def check_media(self, file: Any, info: Any) -> Any:
        """Refuse a file before its upload is answered. Thumbnails are made of what was accepted."""
        if info.thumbnail:
            return NOT_SPAM
        chunks: list[bytes] = []
        uploader, name = _upload()
        about = {
            "X-Zhamen-Mxc": f"mxc://{info.server_name or self._api.server_name}/{info.file_id}",
            "X-Zhamen-Sender": quote(uploader, safe="@:"),
            "X-Zhamen-Name": quote(name),
            "Content-Type": "application/octet-stream",
        }
        try:
            await file.write_chunks_to(chunks.append)
            body = b"".join(chunks)
        except Exception as error:
            logger.error("zhamen: %s", type(error).__name__)
            raise _refusal(UNAVAILABLE) from None
        _let(await self._engine.ask("/v1/matrix/media", body, self._media_seconds, about))
        return NOT_SPAM

    async def user_may_create_room(self, user: str, config: Mapping[str, Any]) -> Any:
        """Refuse a room before there is one: refused later, an empty room would be left."""
        if user == self._bot:
            return NOT_SPAM
        return _as_spam(await self._post("/v1/matrix/room", {"sender": user, "config": config}))

    async def user_may_create_room_alias(self, user: str, alias: Any) -> Any:
        """Refuse a room's address: no event shows it before it stands."""
        content = {"type": "zhamen.alias", "sender": user, "content": {"alias": alias.to_string()}}
        return _as_spam(await self._post("/v1/matrix/event", content))

    async def on_create_room(self, requester: Any, config: dict[str, Any], admin: bool) -> None:
        """Ask the bot into every group, where it says who answers and posts notices."""
        invited = config.get("invite", [])
        own = requester.user.to_string() == self._bot
        if not own and not config.get("is_direct") and isinstance(invited, list):
            config["invite"] = [*(each for each in invited if each != self._bot), self._bot]

    async def on_new_event(self, event: EventBase, state: Mapping[Any, EventBase]) -> None:
        """Let somebody into the bot's room with him at once: an invitation shows no words."""
        # Every process hears of every event; one of them acts.
        own = self._api.worker_app is None and event.sender == self._bot
        if own and event.type == "m.room.member" and event.membership == "invite":
            who = event.state_key
            join = self._api.update_room_membership
            self._later("zhamen_join", join, who, who, event.room_id, "join")

    async def on_profile_update(self, user: str, profile: Any, admin: bool, gone: bool) -> None:
        """Take back a name that is refused. Nothing asks before it stands."""
        name = profile.display_name
        if name and not gone and user != self._bot:
            content = {"type": "zhamen.profile", "sender": user, "content": {"displayname": name}}
            if not (await self._post("/v1/matrix/event", content))["allow"]:
                self._later("zhamen_name", self._api.set_displayname, UserID.from_string(user), "")

    async def _post(self, path: str, value: Mapping[str, Any]) -> Answer:
        try:
            body = json.dumps(value, default=_plain).encode("utf-8", "surrogatepass")
        except Exception as error:
            logger.error("zhamen: %s", type(error).__name__)
            return UNAVAILABLE
        return await self._engine.ask(
            path, body, self._seconds, {"Content-Type": "application/json"}
        )

    def _later(self, name: str, do: Callable[..., Awaitable[Any]], *args: Any) -> None:
        """Do something outside of the request; what fails is said by its kind."""

        async def done() -> None:
            try:
                await do(*args)
            except Exception as error:
                logger.error("zhamen: %s: %s", name, type(error).__name__)

        # Later, not now: a process begun within a request outlives the request's log context.
        self._api.delayed_background_call(0, done, desc=name)


_DEADLINES = (("text", 3.0), ("media", 30.0))


def _plain(value: Any) -> Any:
    """Return Synapse's frozen objects as JSON knows them."""
    return dict(value) if isinstance(value, Mapping) else list(value)


def _let(answer: Answer) -> None:
    if not answer["allow"]:
        raise _refusal(answer)


def _refusal(answer: Answer) -> SynapseError:
    # A client tries again after 503, and only then.
    status = 503 if answer is UNAVAILABLE else 403
    case = {"case": answer["case"]} if "case" in answer else {}
    return SynapseError(status, answer["error"], answer["errcode"], additional_fields=case)


def _as_spam(answer: Answer) -> Any:
    if answer["allow"]:
        return NOT_SPAM
    return Codes.FORBIDDEN, {
        key: answer[key] for key in ("error", "errcode", "case") if key in answer
    }


def _upload() -> tuple[str, str]:
    """Return who uploads and the file's name, as far as the running request tells; no API does."""
    request = getattr(current_context(), "request", None)
    try:
        name = parse_qs(urlsplit(request.url).query).get("filename", [""])[0]
    except Exception:
        name = ""
    return str(getattr(request, "requester", None) or ""), name
