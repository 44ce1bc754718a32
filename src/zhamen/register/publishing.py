"""Publishing: what a gate, or a desk that answers for a region, is given of the register.

A gate's bundle holds tags alone, one segment for each class of documents (kind, level, must-nots,
status): it says *that* something registered is there, never which document or where in it. What
is declassified is not in it.
"""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray

from zhamen.errors import RegisterError
from zhamen.register import segment as segments
from zhamen.register.batch import KINDS, LEVELS, STATUSES, Batch, clauses_of
from zhamen.register.container import Writer, identity, last_generation
from zhamen.register.document import Status
from zhamen.register.keys import BundleKey, MasterKey
from zhamen.register.registry import Registry

TIERS = ("gate", "registry")
_CLASS = ["kind", "level", "status", "clauses"]


def publish(registry: Registry, path: Path, tier: str, *, rekey: bool = False) -> BundleKey:
    """Write a bundle of a tier in place of whatever stood there, and return its key.

    A bundle that stands there keeps its name, and its key unless `rekey` asks for the next one.
    """
    if path.resolve() == registry.path.resolve():
        raise RegisterError(
            f"{path}: 这是登记处自己的库 / the registry's own bundle",
            advice="换个名字 / choose another name",
        )
    key = _key_for(path, registry.master, rekey)
    unfinished = path.with_name(path.name + ".new")
    after = last_generation(path)
    writer = Writer.create(unfinished, tier, key, registry.master.signing_key, after)
    try:
        whole = registry.vault.living(0, registry.vault.batches)
        if tier == "gate":
            made = [_gate_segment(part, key, writer) for part in _classes(whole)]
        else:
            made = [segments.build(whole, key, places=True).write(writer)]
        manifest: dict[str, Any] = {"segments": made, "dead": []}
        if (model := registry.vault.surprise()) is not None:
            manifest["surprise"] = writer.section(model)
        writer.finish(manifest)
        os.replace(unfinished, path)
    finally:
        writer.close()
    return key


def active(registry: Registry) -> int:
    """Return how many documents are still secret: those that a gate's bundle holds."""
    return sum(each.status is Status.ACTIVE for _, _, each, _ in registry.vault.documents())


def _key_for(path: Path, master: MasterKey, rekey: bool) -> BundleKey:
    if not path.exists():
        return master.bundle_key(secrets.token_hex(4), 1)
    old = identity(path)
    return master.bundle_key(old.bundle, old.epoch + rekey)


def _classes(whole: Batch) -> Iterator[Batch]:
    """Yield the documents of each class that is still secret."""
    active = whole.entries["status"] == STATUSES.index(Status.ACTIVE)
    fields = numpy.stack([whole.entries[name].astype(numpy.int64) for name in _CLASS], axis=1)
    for each in numpy.unique(fields[active], axis=0):
        chosen: NDArray[numpy.bool_] = active & (fields == each).all(axis=1)
        yield whole.only(chosen)


def _gate_segment(part: Batch, key: BundleKey, writer: Writer) -> dict[str, Any]:
    row = part.entries[0]
    entry = segments.build(part, key, places=False).write(writer)
    kind, level, status = KINDS[row["kind"]], LEVELS[row["level"]], STATUSES[row["status"]]
    return {**entry, "class": [kind, level, clauses_of(int(row["clauses"])), status]}
