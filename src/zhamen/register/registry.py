"""The registry: a vault and the bundle made from it, kept in step.

Every change is committed to the vault first; the bundle follows. A process killed in between
leaves the bundle as it was, and the next one that opens the registry brings it up to date: so a
bundle is always the old one or the new one, never half of it.
"""

import os
import secrets
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy
from numpy.typing import NDArray

from zhamen.errors import RegisterError
from zhamen.register import segment as segments
from zhamen.register.batch import Batch
from zhamen.register.container import Container, Writer, identity, last_generation
from zhamen.register.keys import BundleKey, MasterKey
from zhamen.register.vault import Vault, vault_path

_GROWTH = 4
"""A bundle's segment is merged with the next once that is more than a quarter of it."""
_MOST_WASTE = 4 << 20


class Standing(NamedTuple):
    """Where a living document stands in the vault, and what tells it from others."""

    batch: int
    at: int
    family: int
    mark: int


class Registry:
    """A bundle of the registry's tier, open for changes."""

    def __init__(self, path: Path, master: MasterKey, *, mend: bool = False) -> None:
        """Open an existing registry and finish what was interrupted.

        With `mend` a damaged bundle is made anew from the vault.
        """
        self.path, self.master = path, master
        if not vault_path(path).exists():
            raise RegisterError(
                f"{path}: 旁边没有密库，不能在此修改 / no vault beside it",
                advice="到登记处操作；闸口只读 / work where the registry is kept",
            )
        vault = identity(vault_path(path))
        self.name = vault.bundle.removeprefix("vault of ")
        self.vault = Vault(vault_path(path), master, self.name)
        self._ids = self._all_ids()
        if path.exists():
            self.catch_up(mend=mend)

    def _all_ids(self) -> dict[str, "Standing"]:
        return {
            each.id: Standing(number, at, int(row["family"]), int(row["mark"]))
            for number, at, each, row in self.vault.documents()
        }

    @classmethod
    def create(cls, path: Path, master: MasterKey) -> "Registry":
        """Make a new, empty registry."""
        registry = cls.begin(path, master)
        registry.catch_up()
        return registry

    @classmethod
    def begin(cls, path: Path, master: MasterKey) -> "Registry":
        """Begin a registry: there is no bundle before the first `catch_up`."""
        if path.exists():
            raise RegisterError(
                f"{path}: 已经存在 / exists", advice="zhamen register add, or another name"
            )
        Vault.create(vault_path(path), master, secrets.token_hex(4)).close()
        return cls(path, master)

    @property
    def epoch(self) -> int:
        """Return which key its bundle is under, counted from 1."""
        return self.vault.epoch

    @property
    def key(self) -> BundleKey:
        """Return the key of its bundle."""
        return self.master.bundle_key(self.name, self.epoch)

    def add(self, batch: Batch) -> None:
        """Register documents; one of an id that is registered already takes its place."""
        self.gather(batch)
        self.catch_up()

    def gather(self, batch: Batch) -> None:
        """Commit documents to the vault; the bundle has them after the next `catch_up`."""
        ids = [document.id for document in batch.documents]
        if len(set(ids)) < len(ids):
            raise RegisterError(
                "编号重复 / two documents of one id", advice="每份文件一个编号 / one id each"
            )
        replaced = self._taken_out(set(ids))
        self.vault.append(batch, replaced)
        number = self.vault.batches - 1
        for at, (each, row) in enumerate(zip(batch.documents, batch.entries, strict=True)):
            self._ids[each.id] = Standing(number, at, int(row["family"]), int(row["mark"]))

    def holds(self, identity: str, mark: int) -> bool:
        """Tell whether a document of this id is registered with the same text and particulars."""
        standing = self._ids.get(identity)
        return standing is not None and standing.mark == mark

    def use_public(self, model: NDArray[numpy.uint8]) -> None:
        """Take over the surprise of a public corpus, by which matches are banded."""
        old = self.vault.surprise()
        if old is None or not numpy.array_equal(old, model):
            self.vault.append(Batch.empty(), surprise=model)
            if self.path.exists():
                self._rewrite()

    def remove(self, ids: Iterable[str]) -> int:
        """Take documents out and return how many there were."""
        found = self._taken_out(set(ids))
        if found:
            self.vault.append(Batch.empty(), found)
            self.catch_up()
        return len(found)

    def _taken_out(self, ids: set[str]) -> list[tuple[int, int]]:
        """Return where the documents stand that go."""
        going = [self._ids.pop(each) for each in ids if each in self._ids]
        return [(standing.batch, standing.at) for standing in going]

    def merge(self) -> None:
        """Write vault and bundle anew, without removed documents and interrupted writes."""
        self.vault.merge()
        self._ids = self._all_ids()
        self.catch_up()

    def rekey(self) -> None:
        """Make the bundle anew under the key of the next epoch; the old key opens it no more."""
        self.vault.append(Batch.empty(), epoch=self.epoch + 1)
        self._rewrite()

    def catch_up(self, *, mend: bool = False) -> None:
        """Bring the bundle in step with the vault, by the least writing that does it.

        Raises RegisterError for a damaged bundle, unless it is to be mended.
        """
        if not self.path.exists():
            self._rewrite()
            return
        try:
            if identity(self.path).epoch != self.epoch:
                # Killed between the vault's new epoch and the bundle's.
                self._rewrite()
                return
            bundle = Container(self.path, self.key)
        except RegisterError:
            if not mend:
                raise
            self._rewrite()
            return
        manifest = bundle.manifest
        bundle.close()
        if manifest["lineage"] != self.vault.lineage or self._orphans(manifest["segments"]):
            self._rewrite()
        elif manifest["generation"] != self.vault.generation:
            self._append(manifest)

    def _append(self, manifest: dict[str, Any]) -> None:
        """Write what the vault has more as a segment, together with small ones before it."""
        kept = list(manifest["segments"])
        first, last = (kept[-1]["vault"][1] if kept else 0), self.vault.batches
        fresh = sum(about["documents"] for about in self.vault.manifest["segments"][first:])
        while kept and fresh and kept[-1]["documents"] < _GROWTH * fresh:
            small = kept.pop()
            fresh += small["documents"]
            first = small["vault"][0]
        writer = Writer.append(self.path, self.key, self.master.signing_key)
        try:
            if first < last and fresh:
                kept.append(self._segment(writer, first, last))
            model = manifest.get("surprise")
            commit = writer.finish(self._manifest(kept, model))
        finally:
            writer.close()
        if commit.length - _used(kept) > _MOST_WASTE + _used(kept):
            self._rewrite()

    def _segment(self, writer: Writer, first: int, last: int) -> dict[str, Any]:
        entry = segments.build(self.vault.living(first, last), self.key).write(writer)
        left_out = sorted(each for each in self.vault.dead if first <= each[0] < last)
        return {**entry, "vault": [first, last], "left_out": left_out}

    def _manifest(self, kept: list[dict[str, Any]], model: dict[str, Any] | None) -> dict[str, Any]:
        manifest: dict[str, Any] = {
            "segments": kept,
            "dead": [
                (number, place) for number, each in enumerate(kept) for place in self._removed(each)
            ],
            "generation": self.vault.generation,
            "lineage": self.vault.lineage,
        }
        return manifest if model is None else {**manifest, "surprise": model}

    def _removed(self, kept: dict[str, Any]) -> Iterator[int]:
        """Yield the places in a segment of documents removed since it was written."""
        first, last = kept["vault"]
        left_out = sorted(tuple(each) for each in kept["left_out"])
        sizes = [about["documents"] for about in self.vault.manifest["segments"][first:last]]
        starts = numpy.cumsum([0, *sizes]).tolist()
        for batch, entry in self._gone(kept):
            yield starts[batch - first] + entry - bisect_left(left_out, (batch, entry))

    def _gone(self, kept: dict[str, Any]) -> Iterator[tuple[int, int]]:
        """Yield where in the vault those documents stand that were removed since then."""
        first, last = kept["vault"]
        left_out = {tuple(each) for each in kept["left_out"]}
        for batch, entry in self.vault.dead:
            if first <= batch < last and (batch, entry) not in left_out:
                yield batch, entry

    def _orphans(self, kept: Sequence[dict[str, Any]]) -> bool:
        """Tell whether an elder was removed: in a segment a sentence stands under it alone."""
        living = {standing.family for standing in self._ids.values()}
        return any(
            self.vault.family(batch, entry) in living
            for each in kept
            for batch, entry in self._gone(each)
        )

    def _rewrite(self) -> None:
        unfinished = self.path.with_name(self.path.name + ".new")
        after = last_generation(self.path)
        writer = Writer.create(unfinished, "registry", self.key, self.master.signing_key, after)
        try:
            batches = self.vault.batches
            kept = [self._segment(writer, 0, batches)] if batches else []
            model = self.vault.surprise()
            section = None if model is None else writer.section(model)
            writer.finish(self._manifest(kept, section))
            os.replace(unfinished, self.path)
        finally:
            writer.close()

    def __contains__(self, identity: str) -> bool:
        return identity in self._ids

    def __len__(self) -> int:
        return len(self._ids)

    def close(self) -> None:
        """Let go of the vault."""
        self.vault.close()

    def __enter__(self) -> "Registry":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _used(kept: Sequence[dict[str, Any]]) -> int:
    """Return the bytes of all sections that count."""
    return sum(section["size"] for each in kept for section in each["sections"].values())
