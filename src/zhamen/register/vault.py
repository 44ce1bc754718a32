"""The vault: what the registry keeps so that bundles can be made anew without any original.

It holds stage-1 prints, terms, sketches and the sealed names, never text; it stays with the
master key and is never given to a gate. Batches are appended; a removed document is named in the
manifest until the next merge leaves it out.
"""

import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray

from zhamen.errors import RegisterError
from zhamen.register.batch import ENTRY, RUN, SKETCH, TERM, Batch, document_of, names_of
from zhamen.register.container import Container, Writer
from zhamen.register.document import Document
from zhamen.register.keys import BundleKey, MasterKey

_STRUCTURED = {"entries": ENTRY, "runs": RUN, "terms": TERM}
_WORDS = ("prints", "alike")


def vault_path(bundle: Path) -> Path:
    """Return where the vault of a bundle lies: beside it."""
    return bundle.with_name(bundle.name + ".vault")


class Vault:
    """An open vault; with `write` it can be appended to, by one process at a time."""

    def __init__(self, path: Path, master: MasterKey, bundle: str) -> None:
        self.path = path
        self._master = master
        self._key = _key(master, bundle)
        self._container = Container(path, self._key)
        self.manifest: dict[str, Any] = self._container.manifest

    @classmethod
    def create(cls, path: Path, master: MasterKey, bundle: str) -> "Vault":
        """Write an empty vault in place of nothing."""
        if path.exists():
            raise RegisterError(
                f"{path}: 已经存在 / exists", advice="zhamen register add, or another name"
            )
        _rewrite(path, _key(master, bundle), master, [])
        return cls(path, master, bundle)

    @property
    def generation(self) -> int:
        """Return how often it was written since it was made or merged."""
        return self._container.commit.generation

    @property
    def lineage(self) -> str:
        """Return what changes with every merge: batches of another lineage have other numbers."""
        return str(self.manifest["lineage"])

    @property
    def batches(self) -> int:
        """Return how many batches it holds."""
        return len(self.manifest["segments"])

    @property
    def dead(self) -> set[tuple[int, int]]:
        """Return (batch, document) of what was removed."""
        return {(batch, entry) for batch, entry in self.manifest["dead"]}

    def batch(self, number: int) -> Batch:
        """Return a batch as it was appended, removed documents included."""
        about = self.manifest["segments"][number]
        arrays = {
            name: self._container.section(entry).checked()
            for name, entry in about["sections"].items()
        }
        for name, kind in _STRUCTURED.items():
            arrays[name] = arrays[name].view(kind)
        return Batch(
            list(self._documents(number, arrays["entries"], arrays["names"].tobytes())),
            arrays["entries"],
            arrays["runs"],
            arrays["prints"],
            arrays["alike"],
            arrays["terms"],
            arrays["sketches"].reshape(-1, SKETCH),
        )

    def _documents(self, number: int, entries: Any, sealed: bytes) -> Iterator[Document]:
        names = self._key.suite.unseal(_names_key(self._key), sealed, "vault")
        return (document_of(entries, names, at) for at in range(len(entries)))

    def living(self, first: int, last: int) -> Batch:
        """Return the documents of batches `first` to before `last` that were not removed."""
        dead = self.dead
        batches = []
        for number in range(first, last):
            batch = self.batch(number)
            keep = numpy.array(
                [(number, entry) not in dead for entry in range(len(batch.documents))], numpy.bool_
            )
            batches.append(batch.only(keep))
        return Batch.joined(batches)

    def documents(self) -> Iterator[tuple[int, int, Document, Any]]:
        """Yield (batch, place, document, row) of every document that was not removed."""
        dead = self.dead
        for number, about in enumerate(self.manifest["segments"]):
            sections = about["sections"]
            entries = self._container.section(sections["entries"]).checked().view(ENTRY)
            sealed = self._container.section(sections["names"]).checked().tobytes()
            for at, document in enumerate(self._documents(number, entries, sealed)):
                if (number, at) not in dead:
                    yield number, at, document, entries[at]

    def surprise(self) -> NDArray[numpy.uint8] | None:
        """Return the surprise table that came with the public filter, if there was one."""
        entry = self.manifest.get("surprise")
        return None if entry is None else self._container.section(entry).checked()

    def append(
        self,
        batch: Batch,
        dead: Sequence[tuple[int, int]] = (),
        surprise: NDArray[numpy.uint8] | None = None,
    ) -> None:
        """Add a batch, and take documents out, in one step that is done or not done."""
        writer = self._writer()
        try:
            manifest = {**self.manifest}
            if batch.documents:
                manifest["segments"] = [*manifest["segments"], _written(writer, batch, self._key)]
            manifest["dead"] = sorted({*self.dead, *dead})
            if surprise is not None:
                manifest["surprise"] = writer.section(surprise)
            writer.finish(manifest)
        finally:
            writer.close()
        self._reopen()

    def merge(self) -> None:
        """Write it anew as one batch, without what was removed."""
        batch = self.living(0, self.batches)
        batches = [batch] if batch.documents else []
        _rewrite(self.path, self._key, self._master, batches, self.surprise())
        self._reopen()

    def _writer(self) -> Writer:
        writer = Writer.append(self.path, self._key, self._master.signing_key)
        if writer.commit.generation != self.generation or self._container.stale:
            writer.close()
            raise RegisterError(
                f"{self.path}: 另一进程已改动 / another process has changed it",
                advice="再运行一次 / run it again",
            )
        return writer

    def _reopen(self) -> None:
        self._container.close()
        self._container = Container(self.path, self._key)
        self.manifest = self._container.manifest

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()


def _key(master: MasterKey, bundle: str) -> BundleKey:
    return master.bundle_key(f"vault of {bundle}", 0)


def _names_key(key: BundleKey) -> bytes:
    return key.suite.derive(key.kb, "names")


def _written(writer: Writer, batch: Batch, key: BundleKey) -> dict[str, Any]:
    """Write a batch and return its entry for the manifest."""
    entries = batch.entries.copy()
    names = names_of(batch.documents, entries)
    arrays = {
        "entries": entries.view(numpy.uint8),
        "runs": batch.runs.view(numpy.uint8),
        "terms": batch.terms.view(numpy.uint8),
        "sketches": batch.sketches.reshape(-1),
        "names": numpy.frombuffer(key.suite.seal(_names_key(key), names, "vault"), numpy.uint8),
        **{name: getattr(batch, name) for name in _WORDS},
    }
    sections = {name: writer.section(array) for name, array in arrays.items()}
    return {"sections": sections, "documents": len(batch.documents)}


def _rewrite(
    path: Path,
    key: BundleKey,
    master: MasterKey,
    batches: Sequence[Batch],
    surprise: NDArray[numpy.uint8] | None = None,
) -> None:
    """Write a whole vault beside the old one, and put it in its place."""
    unfinished = path.with_name(path.name + ".new")
    writer = Writer.create(unfinished, "vault", key, master.signing_key)
    try:
        segments = [_written(writer, batch, key) for batch in batches]
        lineage = secrets.token_hex(8)
        manifest: dict[str, Any] = {"segments": segments, "dead": [], "lineage": lineage}
        if surprise is not None:
            manifest["surprise"] = writer.section(surprise)
        writer.finish(manifest)
        os.replace(unfinished, path)
    finally:
        writer.close()
