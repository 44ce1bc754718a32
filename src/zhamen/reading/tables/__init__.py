"""Character tables (made by `tools/make_tables.py`) and the one reader for them."""

from collections.abc import Iterator
from importlib.resources import files


def rows(name: str) -> Iterator[tuple[str, str]]:
    """Yield (key, values) for every line `key<TAB>values` of the table `name`."""
    for line in (files(__name__) / f"{name}.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            key, _, values = line.partition("\t")
            yield key, values
