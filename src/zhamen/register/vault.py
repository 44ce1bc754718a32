"""The vault: what the registry keeps so that bundles can be made anew without any original.

It holds stage-1 prints, terms, sketches and names, all sealed, never text; it stays with the
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
from zhamen.register.records import PREFIX, Records, Sections

_WORD, _BYTE = numpy.dtype(numpy.uint64), numpy.dtype(numpy.uint8)
_KINDS = {
    "entries": ENTRY, "names": _BYTE, "runs": RUN, "terms": TERM,
    "prints": _WORD, "alike": _WORD, "sketches": _WORD,
}  # fmt: skip


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
    def epoch(self) -> int:
        """Return which key the bundle is under, counted from 1."""
        return int(self.manifest["epoch"])

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
        arrays = {name: self._array(number, name) for name in _KINDS}
        return Batch(
            list(self._documents(number)),
            arrays["entries"],
            arrays["runs"],
            arrays["prints"],
            arrays["alike"],
            arrays["terms"],
            arrays["sketches"].reshape(-1, SKETCH),
            self._records(number),
        )

    def _records(self, number: int) -> Sections:
        names = (name for name in self.manifest["segments"][number]["sections"])
        return {
            name.removeprefix(PREFIX): Records.from_bytes(self._array(number, name).tobytes())
            for name in names
            if name.startswith(PREFIX)
        }

    def _array(self, number: int, name: str) -> NDArray[Any]:
        """Return an array of a batch, unsealed."""
        sections = self.manifest["segments"][number]["sections"]
        sealed = self._container.section(sections[name]).checked().tobytes()
        opened = self._key.suite.unseal(_sealing_key(self._key), sealed, name)
        return numpy.frombuffer(opened, _KINDS.get(name, _BYTE))

    def _documents(self, number: int) -> Iterator[Document]:
        entries, names = self._array(number, "entries"), self._array(number, "names").tobytes()
        return (document_of(entries, names, at) for at in range(len(entries)))

    def family(self, number: int, at: int) -> int:
        """Return the keyed digest of the family of a document, removed or not."""
        return int(self._array(number, "entries")["family"][at])

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
        for number in range(self.batches):
            entries = self._array(number, "entries")
            for at, document in enumerate(self._documents(number)):
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
        epoch: int = 0,
    ) -> None:
        """Add a batch, and take documents out, in one step that is done or not done.

        `surprise` and `epoch` replace what the vault says of the bundle, where they are given.
        """
        writer = self._writer()
        try:
            manifest = {**self.manifest}
            if batch.documents:
                manifest["segments"] = [*manifest["segments"], _written(writer, batch, self._key)]
            manifest["dead"] = sorted({*self.dead, *dead})
            manifest["epoch"] = epoch or self.epoch
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
        _rewrite(self.path, self._key, self._master, batches, self.surprise(), self.epoch)
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


def _sealing_key(key: BundleKey) -> bytes:
    return key.suite.derive(key.kb, "seal")


def _written(writer: Writer, batch: Batch, key: BundleKey) -> dict[str, Any]:
    """Write a batch and return its entry for the manifest."""
    entries = batch.entries.copy()
    names = names_of(batch.documents, entries)
    arrays = {
        "entries": entries,
        "names": numpy.frombuffer(names, numpy.uint8),
        **{name: getattr(batch, name) for name in ("runs", "terms", "sketches", "prints", "alike")},
        **{
            PREFIX + name: numpy.frombuffer(each.to_bytes(), numpy.uint8)
            for name, each in batch.records.items()
        },
    }
    # Sealed under a key that no gate has: with K0, which every gate has, bare prints could be
    # walked along, guess by guess.
    sections = {
        name: writer.section(
            numpy.frombuffer(key.suite.seal(_sealing_key(key), array.tobytes(), name), numpy.uint8)
        )
        for name, array in arrays.items()
    }
    return {"sections": sections, "documents": len(batch.documents)}


def _rewrite(
    path: Path,
    key: BundleKey,
    master: MasterKey,
    batches: Sequence[Batch],
    surprise: NDArray[numpy.uint8] | None = None,
    epoch: int = 1,
) -> None:
    """Write a whole vault beside the old one, and put it in its place."""
    unfinished = path.with_name(path.name + ".new")
    writer = Writer.create(unfinished, "vault", key, master.signing_key)
    try:
        segments = [_written(writer, batch, key) for batch in batches]
        lineage = secrets.token_hex(8)
        manifest: dict[str, Any] = {
            "segments": segments, "dead": [], "lineage": lineage, "epoch": epoch,
        }  # fmt: skip
        if surprise is not None:
            manifest["surprise"] = writer.section(surprise)
        writer.finish(manifest)
        os.replace(unfinished, path)
    finally:
        writer.close()
