"""Where a file stands, in few words: whose account, which conversation, which month."""

import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from zhamen.cli.scanning.messengers import origin_of


class Place(NamedTuple):
    """A folder as a report groups by it; only `where` is always there."""

    where: str
    """An account of a messenger, or a folder below what was named."""
    client: str = ""
    client_en: str = ""
    talker: str = ""
    """The other side, as far as the path tells: the beginning of a digest."""
    month: str = ""

    @property
    def whole(self) -> "Place":
        """The account or folder, whatever the other side and the month."""
        return Place(self.where, self.client, self.client_en)


class Places:
    """Tells the place of a path under the folders that a scan was given."""

    def __init__(self, roots: Sequence[Path] = ()) -> None:
        self._roots = sorted((str(root) for root in roots), key=len, reverse=True)
        # Thousands of files share a folder.
        self._of_folder = lru_cache(4096)(self._look)

    def of(self, path: str) -> Place:
        """Return the place of a file."""
        return self._of_folder(os.path.dirname(path))

    def _look(self, folder: str) -> Place:
        origin = origin_of(f"{folder}/")
        if origin is not None:
            client = origin.client
            where = origin.account or client.title
            return Place(where, client.title, client.title_en, origin.talker[:6], origin.month)
        for root in self._roots:
            if folder == root or folder.startswith(f"{root.rstrip('/')}/"):
                first = folder[len(root) :].strip("/").partition("/")[0]
                return Place(os.path.join(root, first) if first else root)
        return Place(folder or ".")
