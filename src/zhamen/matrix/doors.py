"""The addresses under which a homeserver asks: our own module's, and synapse-http-antispam's."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from starlette.responses import JSONResponse, Response

from zhamen.gatehouse.service import Call, Door, Refusal
from zhamen.matrix.answering import ALLOWED, Answer, Answering, Upload


def doors(answering: Answering) -> tuple[Door, ...]:
    """Return them."""

    async def event(call: Call) -> Response:
        row = _object(await call.json())
        return JSONResponse(await answering.event(row, call.caller.channel, call.verdict))

    async def room(call: Call) -> Response:
        row = _object(await call.json())
        asked = _room(row.get("sender"), row.get("config"))
        return JSONResponse(await answering.event(asked, call.caller.channel, call.verdict))

    async def media(call: Call) -> Response:
        upload = _upload(call.request.headers, await call.body())
        return JSONResponse(await answering.upload(upload, call.caller.channel, call.verdict))

    async def antispam(call: Call) -> Response:
        callback = call.request.path_params["callback"]
        row = _object(await call.json())
        asked = _asked(callback, row)
        if asked is None:
            return JSONResponse({})
        return _antispam(await answering.event(asked, call.caller.channel, call.verdict))

    return (
        Door("/v1/matrix/event", event),
        Door("/v1/matrix/room", room),
        Door("/v1/matrix/media", media),
        Door("/v1/antispam/{callback}", antispam),
    )


def _object(row: Any) -> Mapping[str, Any]:
    if not isinstance(row, Mapping):
        raise Refusal(400, "bad_message", "请求格式不对", "Expected an object")
    return row


def _room(sender: Any, config: Any) -> dict[str, Any]:
    """Return the making of a room as the event that it is like."""
    config = _object(config)
    states = config.get("initial_state")
    listed = states if isinstance(states, list) else []
    types = [each.get("type") for each in listed if isinstance(each, Mapping)]
    sealed = "m.room.encryption" in types
    kind = "m.room.encryption" if sealed else "m.room.create"
    return {"type": kind, "sender": str(sender), "room_id": "", "content": config}


def _upload(headers: Mapping[str, str], data: bytes) -> Upload:
    try:
        mxc = headers["x-zhamen-mxc"]
    except KeyError:
        raise Refusal(400, "bad_message", "请求缺少附件地址", "X-Zhamen-Mxc is missing") from None
    sender, name = (unquote(headers.get(f"x-zhamen-{each}", "")) for each in ("sender", "name"))
    return Upload(_address(mxc), sender, name, data)


def _address(mxc: str) -> str:
    """Return an address with its server's name in small letters, as events are read too."""
    server, _, media_id = mxc.removeprefix("mxc://").partition("/")
    return f"mxc://{server.lower()}/{media_id}"


def _asked(callback: str, row: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a question of synapse-http-antispam as an event; None for one that says nothing."""
    if callback == "check_event_for_spam":
        return dict(_object(row.get("event")))
    if callback == "user_may_create_room":
        return _room(row.get("user"), row.get("room_config", row.get("config", {})))
    if callback == "user_may_invite":
        return {"type": "m.room.member", "sender": row.get("inviter"),
                "room_id": row.get("room_id"), "state_key": row.get("invitee"),
                "content": {"membership": "invite"}}  # fmt: skip
    if callback == "user_may_create_room_alias":
        return {"type": "zhamen.alias", "sender": row.get("user"),
                "content": {"alias": row.get("room_alias")}}  # fmt: skip
    return None


def _antispam(answer: Answer) -> Response:
    """Return an answer as that protocol has it: 2xx allows, else the body goes to the client."""
    if answer is ALLOWED:
        return JSONResponse({})
    return JSONResponse({"errcode": answer["errcode"], "error": answer["error"]}, 403)
