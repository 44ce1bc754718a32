"""A gatehouse under what the office publishes, renewed between two messages."""

from datetime import UTC, datetime, timedelta
from time import monotonic
from types import TracebackType

from zhamen.errors import UsageError, ZhamenError
from zhamen.gatehouse.house import Gatehouse
from zhamen.gatehouse.snapshot import Snapshot, newest, open_snapshot
from zhamen.journal.keys import load_public_key
from zhamen.model.message import Message
from zhamen.model.verdict import Verdict
from zhamen.settings import Settings

_LOOK_SECONDS = 1.0
_AFTER_FAULT_SECONDS = 10.0


def open_house(settings: Settings) -> "Gatehouse | PublishedHouse":
    """Return a gatehouse, one that follows the office's snapshots if the settings name them."""
    return (
        PublishedHouse(settings)
        if settings.snapshot.folder
        else Gatehouse.open(settings, guard=True)
    )


class PublishedHouse:
    """Follows the snapshots; a bad one changes nothing but its health, an old one holds all.

    Not shared between threads.
    """

    def __init__(self, settings: Settings) -> None:
        """Open the newest. Raises PolicyError if there is none that can be trusted."""
        own = settings.snapshot
        if own.folder is None or own.key is None:
            raise UsageError("snapshot.folder and snapshot.key go together")
        self._settings = settings
        self._root, self._key = own.folder, load_public_key(own.key)
        self._most = timedelta(hours=own.most_hours) if own.most_hours else None
        self._snapshot = open_snapshot(self._root, self._key)
        self._house = self._opened(self._snapshot)
        self._looked = monotonic()
        self._unforced: OSError | None = None
        self.fault = ""
        """Why the newest snapshot is not in use; empty if it is."""

    def _opened(self, snapshot: Snapshot) -> Gatehouse:
        return Gatehouse.open(snapshot.applied_to(self._settings), guard=True)

    @property
    def serial(self) -> int:
        """Return the number of the snapshot in use."""
        return self._snapshot.serial

    def keeps_up_with(self, serial: int) -> bool:
        """Tell whether its next verdict follows this snapshot or a later one. For any thread."""
        return self.serial >= serial or monotonic() - self._looked >= _LOOK_SECONDS

    def covering(self, digest: str, sender: str, group: str) -> str:
        """Return the id of the release that covers a message now, empty if none does."""
        self._renew()
        return self._house.covering(digest, sender, group)

    def pass_through(self, message: Message) -> Verdict:
        """Inspect a message under the newest snapshot and write the verdict down."""
        verdict = self.pass_unsynced(message)
        self.sync()
        return verdict

    def pass_unsynced(self, message: Message) -> Verdict:
        """Do the same, for callers that give the verdict away only after `sync`."""
        self._renew()
        if self._most is not None and datetime.now(UTC) - self._snapshot.at > self._most:
            # Whoever keeps the office's word from us must not thereby open the gate.
            return self._house.hold_unsynced(message, "snapshot")
        return self._house.pass_unsynced(message)

    def _renew(self) -> None:
        now = monotonic()
        if now - self._looked < _LOOK_SECONDS:
            return
        self._looked = now
        try:
            serial = newest(self._root)
            if serial == self.serial:
                self.fault = ""
                return
            fresh = open_snapshot(self._root, self._key, at_least=self._snapshot.serial + 1)
            house = self._opened(fresh)
        except ZhamenError as error:
            # What is wrong is looked at again, but not for every message.
            self.fault = str(error)
            self._looked = now + _AFTER_FAULT_SECONDS
            return
        left, self._house, self._snapshot, self.fault = self._house, house, fresh, ""
        try:
            left.close()
        except OSError as error:
            # Not this message's fault: whoever waits for the verdicts before it hears it.
            self._unforced = error

    def sync(self) -> None:
        """Force the verdicts to the disk, or say that those of the last house were not."""
        self._house.sync()
        if self._unforced is not None:
            error, self._unforced = self._unforced, None
            raise error

    @property
    def register_state(self) -> str:
        """Return a text that changes with any change of the register or the snapshot."""
        return f"{self.serial}:{self._house.register_state}"

    def healthy(self) -> bool:
        """Tell whether it works under the newest word of the office."""
        self._renew()
        return not self.fault and self._house.healthy()

    def close(self) -> None:
        """Close what is open."""
        self._house.close()

    def __enter__(self) -> "PublishedHouse":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
