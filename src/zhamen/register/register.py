"""The register as a gate has it: one or several open bundles, renewed while it runs."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from time import monotonic

from zhamen.errors import RegisterError
from zhamen.model.passage import Folded
from zhamen.model.terms import Medium
from zhamen.model.trace import Trace, TraceKind
from zhamen.register.bundle import Bundle
from zhamen.register.document import Document
from zhamen.register.found import Match
from zhamen.register.guarding import guard_memory
from zhamen.register.keys import Key, load_key
from zhamen.register.newest import Newest
from zhamen.register.recall import Mac, Memory, load_recallers
from zhamen.settings import RegisterSettings


class Register:
    """Bundles under one roof. Not shared between threads; processes share the files' memory.

    When a newer bundle stands under a name it is opened before the old one is let go, between
    two messages, so that no message is lost. If it does not open, every question is answered by
    RegisterError until it does: nothing passes under an unknown register.
    """

    def __init__(
        self,
        sources: Sequence[tuple[Path, Callable[[], Key]]],
        *,
        huge_pages: bool = False,
        refresh_seconds: float = 0.2,
        newest: Newest | None = None,
    ) -> None:
        """Open all bundles, each with the key that its function gives.

        The function is asked again when a newer bundle wants another key. Raises RegisterError
        if one does not open.
        """
        self._huge_pages, self._every, self._newest = huge_pages, refresh_seconds, newest
        self._keys = [key for _, key in sources]
        self._bundles: list[Bundle] = []
        self._laid_out: dict[TraceKind, tuple[str, list[Memory]]] = {}
        try:
            for path, key in sources:
                self._bundles.append(self._opened(path, key()))
        except RegisterError:
            self.close()
            raise
        self._looked = monotonic()
        self._last: tuple[str, Medium, list[Match]] | None = None

    @property
    def documents(self) -> int:
        """Return how many documents are registered."""
        return sum(bundle.documents for bundle in self._bundles)

    @property
    def state(self) -> str:
        """Return a text that changes with any change of any bundle."""
        return ",".join(
            f"{bundle.commit.bundle}.{bundle.commit.epoch}.{bundle.commit.manifest[2]}"
            for bundle in self._bundles
        )

    def match(self, folded: Folded, medium: Medium = Medium.TYPED) -> list[Match]:
        """Return the registered documents that a text holds a part of, most covered first.

        Raises RegisterError where a bundle is damaged or a newer one does not open.
        """
        self._refresh()
        # A detector is asked twice about a text: whether it has anything to say, and what.
        if self._last is not None and self._last[0] is folded.text and self._last[1] is medium:
            return self._last[2]
        found = [match for bundle in self._bundles for match in bundle.match(folded, medium)]
        self._last = (folded.text, medium, found)
        return found

    def records(self, name: str) -> Iterator[tuple[Document, int, bytes]]:
        """Yield (document, kind, data) of a section of records, over all bundles as they are now.

        What is made of them holds for as long as `state` stays the same. Raises RegisterError.
        """
        self._refresh()
        for bundle in self._bundles:
            yield from bundle.records(name)

    def macs(self, label: str) -> list[Mac]:
        """Return the keyed code for a purpose, of each bundle's master."""
        return [bundle.mac(label) for bundle in self._bundles]

    def named(self) -> Iterator[Document]:
        """Yield the documents whose ids the bundles know: those of the registry's tier."""
        for bundle in self._bundles:
            yield from bundle.named()

    def recall(self, trace: Trace) -> list[Match]:
        """Return the registered documents that a picture or recording shows, the surest first.

        Raises RegisterError where a bundle is damaged or a newer one does not open.
        """
        self._refresh()
        return [match for memory in self._memories(trace.kind) for match in memory.recall(trace)]

    def _memories(self, kind: TraceKind) -> list[Memory]:
        """Return what recalls a kind of trace, laid out anew where the register has changed."""
        state, memories = self._laid_out.get(kind, ("", []))
        if state != self.state:
            memories = [
                recaller.memory(self) for recaller in load_recallers() if recaller.kind is kind
            ]
            self._laid_out[kind] = self.state, memories
        return memories

    def warm(self) -> None:
        """Check all bundles whole and lay out all records, now rather than piece by piece."""
        for bundle in self._bundles:
            bundle.warm()
        for recaller in load_recallers():
            self._memories(recaller.kind)

    def _refresh(self) -> None:
        now = monotonic()
        if now - self._looked < self._every:
            return
        for number, bundle in enumerate(self._bundles):
            if bundle.stale:
                key = self._keys[number]()
                fresh = self._opened(bundle.path, key)
                _refuse_older(fresh, bundle)
                self._bundles[number] = fresh
                self._last = None
                bundle.close()
        # Set only now: after a bundle that did not open, the next message asks again.
        self._looked = now

    def _opened(self, path: Path, key: Key) -> Bundle:
        bundle = Bundle(path, key, huge_pages=self._huge_pages)
        try:
            if self._newest is not None:
                self._newest.admit(bundle.commit, bundle.key, path)
        except RegisterError:
            bundle.close()
            raise
        return bundle

    def close(self) -> None:
        """Let go of all bundles."""
        for bundle in self._bundles:
            bundle.close()
        self._bundles.clear()
        self._laid_out.clear()


def _refuse_older(fresh: Bundle, bundle: Bundle) -> None:
    """Raise RegisterError for a bundle that was signed, and replaced, before the one in use."""
    new, old = fresh.commit, bundle.commit
    if new.bundle == old.bundle and (new.epoch, new.generation) < (old.epoch, old.generation):
        fresh.close()
        raise RegisterError(
            f"{bundle.path}: 比正在用的还旧 / older than the one in use",
            advice="放回新的指纹库 / put the newer bundle back",
        )


def open_register(settings: RegisterSettings) -> Register | None:
    """Return the register of these settings, None if they name no bundle."""
    if not settings.bundles:
        return None
    guard_memory(lock=False)
    return Register(
        list(zip(settings.bundles, _keys(settings), strict=True)),
        huge_pages=settings.huge_pages,
        refresh_seconds=settings.refresh_seconds,
        newest=Newest(settings.newest) if settings.newest else None,
    )


def _keys(settings: RegisterSettings) -> Iterable[Callable[[], Key]]:
    bundles, paths = settings.bundles, settings.keys
    if len(paths) <= 1:
        path = paths[0] if paths else None
        return [partial(load_key, path, settings.key_command)] * len(bundles)
    if len(paths) != len(bundles):
        raise RegisterError(
            f"指纹库 {len(bundles)} 个、钥匙 {len(paths)} 把，对不上 / {len(paths)} keys for them",
            advice="共用一把，或按次序各给一把 / one key for all, or one for each in order",
        )
    return [partial(load_key, path) for path in paths]
