"""A register of the invented documents, made in a folder that goes away with it."""

import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from photographs.wording import Wording, wording
from zhamen.register.batch import Batch
from zhamen.register.document import Document
from zhamen.register.enrol import Enroller, Original
from zhamen.register.keys import MasterKey
from zhamen.register.register import Register
from zhamen.register.registry import Registry

_OTHERS = 200


def text_of(words: Wording) -> str:
    """Return the text of a document as its file would hold it."""
    return "\n".join((words.title, words.addressee, *words.paragraphs, words.signature, words.date))


def _shuffled(seed: int) -> str:
    """Return another text of the same letters, so that nothing of it is anybody's prose."""
    dice = random.Random(seed)
    letters = [c for c in "".join(wording(seed).paragraphs) if c.isalnum()]
    dice.shuffle(letters)
    return f"示例第{seed}号\n" + "".join(letters)


@contextmanager
def registered(documents: Sequence[Wording]) -> Iterator[Register]:
    """Give a register that holds documents under the numbers of their order, and others beside."""
    with tempfile.TemporaryDirectory() as folder:
        master = MasterKey.new()
        registry = Registry.create(Path(folder) / "r.zmr", master)
        enroller = Enroller(registry.key)
        names = [(f"D-{n}", text_of(words)) for n, words in enumerate(dict.fromkeys(documents))]
        names += [(f"X-{n}", _shuffled(n)) for n in range(_OTHERS)]
        registry.add(
            Batch.joined([enroller.enrol(Original(Document(name), text)) for name, text in names])
        )
        path = registry.path
        registry.close()
        register = Register([(path, lambda: master)])
        try:
            yield register
        finally:
            register.close()
