"""Publishing: what a gate, or a desk that answers for a region, is given of the register.

A gate's bundle holds tags alone, by class of documents (kind, level, must-nots, status): it says
*that* something registered is there, never which document or where in it. What is declassified is
not in it.
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
from zhamen.register.batch import STATUSES, Batch, classes_of
from zhamen.register.container import Writer, identity, last_generation
from zhamen.register.document import Status
from zhamen.register.keys import BundleKey, MasterKey
from zhamen.register.registry import Registry
from zhamen.register.table import CLASSES

TIERS = ("gate", "registry")


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
            built = [segments.build_for_gate(part, key) for part in _of_few_classes(whole)]
        else:
            built = [segments.build(whole, key)]
        made = [each.write(writer) for each in built]
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


def _of_few_classes(whole: Batch) -> Iterator[Batch]:
    """Yield the documents that are still secret, as many classes at a time as a table holds."""
    active = whole.entries["status"] == STATUSES.index(Status.ACTIVE)
    _, number = numpy.unique(classes_of(whole.entries), return_inverse=True)
    secret = numpy.unique(number[active])
    for first in range(0, len(secret), CLASSES):
        chosen: NDArray[numpy.bool_] = numpy.isin(number, secret[first : first + CLASSES])
        yield whole.only(chosen)
