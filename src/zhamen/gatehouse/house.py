"""The gatehouse: `pass_through(message) -> Verdict`, the one way in."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType

from zhamen.errors import GuessError, UsageError
from zhamen.gatehouse.digests import Digests
from zhamen.gatehouse.guessing import Guarded, guarded
from zhamen.gatehouse.releasing import Releases, load_releases
from zhamen.gatehouse.spool import Spool
from zhamen.inspection.inspector import Inspector
from zhamen.model.message import Message
from zhamen.model.passage import Passage
from zhamen.model.terms import Decision, Medium
from zhamen.model.verdict import Unread, Verdict
from zhamen.policy.loader import load_policy
from zhamen.reading.normal import fold
from zhamen.reading.reader import Reader
from zhamen.register.found import Recogniser
from zhamen.settings import Settings

_NEWEST = "register.newest"
"""The file beside the spool in which the newest bundle is remembered."""


class Gatehouse:
    """An inspector with a spool: verdicts leave only after they were written down."""

    def __init__(
        self,
        inspector: Inspector,
        spool: Spool | None = None,
        reader: Reader | None = None,
        register: Recogniser | None = None,
        releasing: tuple[Releases, Digests] | None = None,
    ) -> None:
        """Take over a spool, a reader and a register; `close` ends them.

        A register that is `Guarded` is told of every message's sender.
        """
        self._guard = register if isinstance(register, Guarded) else None
        self._releasing = releasing
        self._inspector = inspector
        self._spool = spool
        self._reader = reader
        self._register = register

    @classmethod
    def open(cls, settings: Settings, *, explain: bool = False, guard: bool = False) -> "Gatehouse":
        """Return a gatehouse under these settings.

        With `guard`, which is for gates that answer to others, guesses are counted and an older
        bundle is refused after a restart too.

        Raises PolicyError for a bad policy, RegisterError for a register that does not open,
        UsageError for a bad key of digests.
        """
        policy = load_policy(settings.policy.phrases, settings.policy.organisations)
        reader = Reader(settings)
        digests = _digests(settings)
        register = _register(settings, digests, guard)
        inspector = Inspector(
            policy, reader=reader, register=register, allowances=digests, explain=explain,
            language=settings.language,
        )  # fmt: skip
        spool = Spool(settings.spool.folder, digests) if settings.spool.folder else None
        releasing = None
        if digests is not None and settings.policy.releases is not None:
            releasing = load_releases(settings.policy.releases), digests
        return cls(inspector, spool, reader, register, releasing)

    def pass_through(self, message: Message) -> Verdict:
        """Inspect a message and put the verdict (metadata and masks only) in the spool."""
        verdict = self.pass_unsynced(message)
        self.sync()
        return verdict

    def pass_unsynced(self, message: Message) -> Verdict:
        """Do the same, for callers that give the verdict away only after `sync`."""
        if self._guard is not None:
            self._guard.begin(message.sender)
        verdict = self._inspector.inspect(message)
        if self._guard is not None:
            self._guard.end()
        verdict = self._released(message, verdict)
        if self._spool is not None:
            self._spool.write(message, verdict)
        return verdict

    def heeds(self, name: str) -> bool:
        """Tell whether a file's name says anything to the rules; nothing is written down."""
        return self._inspector.heeds(Passage(name, name, fold(name), Medium.NAME))

    def hold_unsynced(self, message: Message, reason: str) -> Verdict:
        """Hold a message that nobody looked into, and put that in the spool."""
        unread = (Unread(message.id, reason),)
        verdict = Verdict(message.id, Decision.HOLD, unread=unread)
        if self._spool is not None:
            self._spool.write(message, verdict)
        return verdict

    def _released(self, message: Message, verdict: Verdict) -> Verdict:
        """Return the verdict, a pass where a second person has let this message go."""
        if self._releasing is None or verdict.decision is not Decision.HOLD:
            return verdict
        digest = self._releasing[1].message(message)
        found = self.covering(digest, message.sender, message.group)
        return verdict._replace(decision=Decision.PASS, released=found) if found else verdict

    def covering(self, digest: str, sender: str, group: str) -> str:
        """Return the id of the release that covers a message now, empty if none does."""
        if self._releasing is None:
            return ""
        return self._releasing[0].covering(digest, sender, group, datetime.now(UTC))

    @property
    def serial(self) -> int:
        """Return the number of the snapshot in use: none is."""
        return 0

    def keeps_up_with(self, serial: int) -> bool:
        """Tell whether its next verdict follows this snapshot. There is none but its settings."""
        return serial == 0

    def sync(self) -> None:
        """Force the verdicts to the disk; one call serves all that were written before it."""
        if self._spool is not None:
            self._spool.sync()

    @property
    def register_state(self) -> str:
        """Return a text that changes with any change of the register; empty without one."""
        return "" if self._register is None else self._register.state

    def healthy(self) -> bool:
        """Tell whether verdicts can be written down. Raises RegisterError for the register."""
        if self._register is not None:
            if self._guard is not None:
                self._guard.begin("")
            with suppress(GuessError):
                self._register.match(fold("闸门"), Medium.TYPED)
        return self._spool is None or self._spool.writable

    def close(self) -> None:
        """End the reader's workers, close the register and the spool. Raises OSError at the end."""
        if self._reader is not None:
            self._reader.close()
        if self._register is not None:
            self._register.close()
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


def _digests(settings: Settings) -> Digests | None:
    key, allowed = settings.spool.digest_key, settings.policy.allowed
    if key is None and allowed is not None:
        raise UsageError("policy.allowed without spool.digest_key", advice="set spool.digest_key")
    return None if key is None else Digests.open(key, allowed)


def _register(settings: Settings, digests: Digests | None, guard: bool) -> Recogniser | None:
    own, folder = settings.register, settings.spool.folder
    if not own.bundles:
        return None
    # Only now: numpy and the ciphers cost a one-line check more than all the rest.
    from zhamen.register.register import open_register

    if guard and folder is not None and own.newest is None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        own = replace(own, newest=folder / _NEWEST)
    register = open_register(own)
    if register is None or not guard:
        return register
    return guarded(register, own, folder, digests.key_for("guesses") if digests else b"")
