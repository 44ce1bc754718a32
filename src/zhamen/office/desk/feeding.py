"""The desk's own work while the office runs: it loads verdicts, lets holds lapse, publishes."""

import logging
from pathlib import Path
from threading import Event as Signal
from threading import Thread

from django.db import connection

from zhamen.journal.keys import SigningKey
from zhamen.office.desk import deciding, loading, publishing

_EVERY_SECONDS = 1.0
_LOG = logging.getLogger("zhamen.office.desk")


class Feeder:
    """One thread; what goes wrong in a round is said by its kind and tried again in the next."""

    def __init__(
        self, spool: Path | None, snapshots: Path | None, extra: Path | None, key: SigningKey
    ) -> None:
        """Take where verdicts come from and where snapshots go; None: not done."""
        self._spool, self._snapshots, self._extra, self._key = spool, snapshots, extra, key
        self._ends = Signal()
        self._published: object = None
        self._thread = Thread(target=self._run, name="desk", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the round that is under way."""
        self._ends.set()
        self._thread.join()

    def round(self) -> None:
        """Do everything once."""
        if self._spool is not None and self._spool.is_dir():
            loading.load(self._spool)
        deciding.lapse()
        if self._snapshots is not None:
            self._published = publishing.publish_if_changed(
                self._snapshots, self._key, self._extra, self._published
            )

    def _run(self) -> None:
        while not self._ends.wait(_EVERY_SECONDS):
            try:
                self.round()
            except Exception as error:
                # The words of a foreign error may quote a line of the spool.
                _LOG.error("desk: %s", type(error).__name__)
            finally:
                connection.close()
