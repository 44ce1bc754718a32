"""Public texts: what stands in them is nobody's secret, and no print of it is ever stored.

The filter is a table of all windows of a corpus under a key that everybody knows, with the
surprise of the corpus's language beside it. It holds nothing secret and may be passed around.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray

from zhamen.reading.normal import fold
from zhamen.register import table
from zhamen.register.container import Container, Writer
from zhamen.register.keys import MasterKey
from zhamen.register.letters import body
from zhamen.register.prints import Domain, Printer, windows
from zhamen.register.suite import SUITES, Words
from zhamen.register.surprise import Counting

_MASTER = MasterKey(SUITES["intl"], bytes(32))
_KEY = _MASTER.bundle_key("public", 0)


class Public:
    """An open filter of public texts."""

    def __init__(self, path: Path) -> None:
        """Open a filter. Raises RegisterError if it is none or was altered."""
        self._container = Container(path, _KEY)
        manifest = self._container.manifest
        self._rows = int(manifest["rows"])
        self.letters = int(manifest["letters"])
        self.texts = int(manifest["texts"])
        self.name = str(self._container.commit.manifest[2])
        sections = self._container.sections(manifest["sections"])
        self._tags = sections["tags"].checked().reshape(-1, table.WIDTH)
        self.surprise: NDArray[numpy.uint8] = sections["surprise"].checked()
        self._printer = Printer(_KEY)

    def known(self, blocks: NDArray[numpy.uint16]) -> NDArray[numpy.bool_]:
        """Return for each window whether the corpus holds it (one in 12,000 by mistake)."""
        known = numpy.zeros(len(blocks), numpy.bool_)
        known[table.probe(self._tags, self._printer.prints(blocks), self._rows)[0]] = True
        return known

    def close(self) -> None:
        """Let go of the file."""
        self._tags = numpy.empty((0, table.WIDTH), numpy.uint16)
        self.surprise = numpy.empty(0, numpy.uint8)
        self._container.close()


class PublicBuilder:
    """Gathers public texts and writes the filter."""

    def __init__(self) -> None:
        self._printer = Printer(_KEY)
        self._counting = Counting()
        self._prints: list[Words] = []
        self.letters = self.texts = 0

    def add(self, text: str) -> None:
        """Take in one public text."""
        letters = body(fold(text).text)
        self._counting.add(letters.units)
        blocks = windows(letters.units, Domain.BODY)
        self._prints.append(numpy.unique(self._printer.prints(blocks)))
        self.letters += len(letters.units)
        self.texts += 1

    def add_all(self, texts: Iterable[str]) -> None:
        """Take in many."""
        for text in texts:
            self.add(text)

    def write(self, path: Path) -> dict[str, Any]:
        """Write the filter in place of whatever stood there, and return what it says of itself."""
        prints = numpy.unique(numpy.concatenate(self._prints or [numpy.empty(0, numpy.uint64)]))
        rows = table.home_rows(len(prints))
        made = table.build(prints, None, rows)
        unfinished = path.with_name(path.name + ".new")
        writer = Writer.create(unfinished, "public", _KEY, _MASTER.signing_key)
        try:
            sections = {
                "tags": writer.section(made.tags.reshape(-1)),
                "surprise": writer.section(self._counting.table()),
            }
            about = {
                "rows": rows,
                "letters": self.letters,
                "texts": self.texts,
                "windows": len(prints),
            }
            writer.finish({**about, "sections": sections})
            unfinished.replace(path)
        finally:
            writer.close()
        return about
