"""The gatehouse: `pass_through(message) -> Verdict`, the one way in."""

from types import TracebackType

from zhamen.gatehouse.spool import Spool
from zhamen.inspection.inspector import Inspector
from zhamen.model.message import Message
from zhamen.model.verdict import Verdict
from zhamen.policy.loader import load_policy
from zhamen.reading.reader import Reader
from zhamen.settings import Settings


class Gatehouse:
    """An inspector with a spool: verdicts leave only after they were written down."""

    def __init__(
        self, inspector: Inspector, spool: Spool | None = None, reader: Reader | None = None
    ) -> None:
        """Take over a spool and a reader; `close` ends them."""
        self._inspector = inspector
        self._spool = spool
        self._reader = reader

    @classmethod
    def open(cls, settings: Settings, *, explain: bool = False) -> "Gatehouse":
        """Return a gatehouse under these settings. Raises PolicyError for a bad policy."""
        policy = load_policy(settings.policy.phrases, settings.policy.organisations)
        reader = Reader(settings.limits)
        inspector = Inspector(policy, reader=reader, explain=explain, language=settings.language)
        spool = Spool(settings.spool.folder) if settings.spool.folder else None
        return cls(inspector, spool, reader)

    def pass_through(self, message: Message) -> Verdict:
        """Inspect a message and put the verdict (metadata and masks only) in the spool."""
        verdict = self._inspector.inspect(message)
        if self._spool is not None:
            self._spool.append(message, verdict)
        return verdict

    def close(self) -> None:
        """End the reader's workers and close the spool."""
        if self._reader is not None:
            self._reader.close()
        if self._spool is not None:
            self._spool.close()

    def __enter__(self) -> "Gatehouse":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
