"""A register of invented texts: for the examples that a detector carries, and for `doctor`."""

from collections.abc import Iterable
from pathlib import Path

from zhamen.register.batch import Batch
from zhamen.register.document import Document
from zhamen.register.enrol import Enroller, Original
from zhamen.register.keys import MasterKey
from zhamen.register.register import Register
from zhamen.register.registry import Registry


def sample_register(texts: Iterable[str], folder: Path) -> Register:
    """Return a register of the texts, under a fresh key; the first line of each is its title."""
    master = MasterKey.new()
    path = folder / "sample.zmr"
    with Registry.create(path, master) as registry:
        enroller = Enroller(registry.key)
        batches = []
        for number, text in enumerate(texts, 1):
            title = text.partition("\n")[0]
            batches.append(enroller.enrol(Original(Document(f"示例-{number}"), text, title)))
        registry.add(Batch.joined(batches))
    return Register([(path, lambda: master)])
