"""The desk's own work while the office runs: it loads verdicts, lets holds lapse, publishes."""

import logging
from collections.abc import Callable
from pathlib import Path
from threading import Event as Signal
from threading import Thread

from django.db import connection

from zhamen.journal.keys import SigningKey
from zhamen.office.desk import deciding, loading, publishing
from zhamen.office.desk.publishing import Published

_EVERY_SECONDS = 1.0
_LOG = logging.getLogger("zhamen.office.desk")


class Feeder:
    """One thread; a step that fails is tried again in the next round and keeps back no other."""

    def __init__(
        self, spool: Path | None, snapshots: Path | None, extra: Path | None, key: SigningKey
    ) -> None:
        """Take where verdicts come from and where snapshots go; None: not done."""
        self._spool, self._snapshots, self._extra, self._key = spool, snapshots, extra, key
        self._ends = Signal()
        self._published: Published | None = None
        self._thread = Thread(target=self._run, name="desk", daemon=True)
        self.troubles: dict[str, str] = {}
        """What fails at the moment: step (`load`, `lapse`, `publish`) → kind of the error."""

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the round that is under way."""
        self._ends.set()
        self._thread.join()

    def round(self) -> None:
        """Do everything once."""
        self._try("load", self._load)
        self._try("lapse", deciding.lapse)
        self._try("publish", self._publish)

    def _load(self) -> None:
        if self._spool is not None:
            # A glob over a folder that is gone would be a quiet day.
            self._spool.stat()
            loading.load(self._spool)

    def _publish(self) -> None:
        if self._snapshots is not None:
            self._published = publishing.publish_if_changed(
                self._snapshots, self._key, self._extra, self._published
            )

    def _try(self, name: str, step: Callable[[], object]) -> None:
        """Do a step; what goes wrong is said once, by its kind, until it is another or over."""
        try:
            step()
        except Exception as error:
            # The words of a foreign error may quote a line of the spool.
            kind = type(error).__name__
            if self.troubles.get(name) != kind:
                _LOG.error(f"desk: {name}: {kind}")
            self.troubles[name] = kind
        else:
            self.troubles.pop(name, None)

    def _run(self) -> None:
        while not self._ends.wait(_EVERY_SECONDS):
            try:
                self.round()
            finally:
                connection.close()
