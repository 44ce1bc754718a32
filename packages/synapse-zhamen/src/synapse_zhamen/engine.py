"""Asks the gatehouse, and comes back with its answer or with a refusal, within the deadline.

No content goes into a log: Synapse's client logs addresses, and ours hold nothing of a message.
"""

import json
import logging
from io import BytesIO
from time import monotonic
from typing import Any

from synapse.http.client import read_body_with_max_size
from synapse.logging.context import PreserveLoggingContext
from synapse.module_api import ModuleApi, make_deferred_yieldable, run_in_background
from twisted.internet import reactor
from twisted.internet.defer import Deferred
from twisted.internet.defer import TimeoutError as DeadlineError
from twisted.python.failure import Failure
from twisted.web.http_headers import Headers

logger = logging.getLogger(__name__)
_MOST = 64 << 10  # bytes of an answer
Answer = dict[str, Any]  # allow; where it is false: error (words for the sender), errcode, case
UNAVAILABLE: Answer = {
    "allow": False,
    "error": "暂时无法检查，消息未发出，请稍后再试。一直这样，请联系管理员。",
    "errcode": "CN.ZHAMEN.UNAVAILABLE",
}


class Engine:
    """The gatehouse, as far as one homeserver process needs it."""

    def __init__(self, api: ModuleApi, url: str, token: str) -> None:
        self._client = api.http_client
        self._url = url.rstrip("/")
        self._token = token

    async def ask(self, path: str, body: bytes, seconds: float, about: dict[str, str]) -> Answer:
        """Return the answer of the gatehouse; `UNAVAILABLE` for whatever is none. Never raises."""
        try:
            return await self._within(seconds, path, body, about)
        except DeadlineError:
            logger.error("zhamen: no answer within %s s", seconds)
        except Exception as error:
            # The words of a foreign error may quote what was asked.
            logger.error("zhamen: %s", type(error).__name__)
        return UNAVAILABLE

    async def _within(
        self, seconds: float, path: str, body: bytes, about: dict[str, str]
    ) -> Answer:
        """Wait for an answer, and no longer. What is cancelled may answer when it likes."""
        answered: Deferred[Answer] = Deferred()
        asked = run_in_background(self._asked, monotonic() + seconds / 2, path, body, about)

        def give(answer: Any) -> None:
            if not answered.called:
                # Whoever waits goes on in a context of his own, and ours must be here afterwards.
                with PreserveLoggingContext():
                    answered.callback(answer)

        def late() -> None:
            give(Failure(DeadlineError()))
            with PreserveLoggingContext():
                asked.cancel()

        asked.addBoth(give)
        watch = reactor.callLater(seconds, late)
        try:
            return await make_deferred_yieldable(answered)
        finally:
            if watch.active():
                watch.cancel()

    async def _asked(self, ends: float, path: str, body: bytes, about: dict[str, str]) -> Answer:
        try:
            return await self._exchange(path, body, about)
        except Exception as error:
            if isinstance(error, ValueError) or monotonic() > ends:
                raise
        # Once more: the gatehouse may just be starting. Asking has no effect.
        return await self._exchange(path, body, about)

    async def _exchange(self, path: str, body: bytes, about: dict[str, str]) -> Answer:
        # A kept connection may be dead when it is wanted: on loopback a new one costs nothing.
        headers = Headers({"Authorization": [f"Bearer {self._token}"], "Connection": ["close"]})
        for name, value in about.items():
            headers.addRawHeader(name, value)
        response = await self._client.request("POST", self._url + path, body, headers)
        stream = BytesIO()
        await make_deferred_yieldable(read_body_with_max_size(response, stream, _MOST))
        if response.code != 200:
            raise ValueError(response.code)
        return _checked(json.loads(stream.getvalue()))


def _checked(answer: Any) -> Answer:
    """Return an answer that can be shown. Raises ValueError for anything else."""
    if not isinstance(answer, dict) or not isinstance(answer.get("allow"), bool):
        raise ValueError("no answer")
    if not answer["allow"] and not all(
        isinstance(answer.get(k), str) for k in ("error", "errcode")
    ):
        raise ValueError("no reason")
    return answer
