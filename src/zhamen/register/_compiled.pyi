"""What the compiled kernel offers to kernel.py; it takes and fills buffers."""

from typing import Any

from numpy.typing import NDArray

Buffer = NDArray[Any] | bytes

ciphers: tuple[str, ...]
"""Implementations that this processor can run, the fastest first."""

class Keys:
    def __init__(self, k0: bytes, kb: bytes, /) -> None: ...
    def first(self, blocks: Buffer, out: Buffer, /) -> None: ...
    def second(self, first: Buffer, out: Buffer, /) -> None: ...
    def chained(self, units: Buffer, length: int, domain: int, out: Buffer, /) -> None: ...

class Glance:
    def __init__(
        self,
        keys: Keys,
        classes: Buffer,
        lookalikes: Buffer | None,
        domains: tuple[int, int, int, int],
        endings: str,
        /,
    ) -> None: ...
    def add_prints(
        self,
        tags: Buffer,
        good: Buffer,
        rows: int,
        distances: Buffer,
        alike: bool,
        cover: tuple[int, int],
        /,
    ) -> None: ...
    def add_terms(
        self,
        heads: Buffer,
        tags: Buffer,
        numbers: Buffer,
        rows: int,
        exact: bytes,
        wild: bytes,
        /,
    ) -> None: ...
    def looks(self, text: str, photographed: bool, /) -> int: ...
    def hits(self, table: int, /) -> tuple[bytes, bytes, bytes]: ...
    def close(self) -> None: ...

def choose(cipher: int, /) -> None: ...
def letters(
    text: str, classes: Buffer, body: bool, units: Buffer, places: Buffer, /
) -> tuple[int, bool]: ...
def probe(
    tags: Buffer,
    rows: int,
    classes: int,
    good: Buffer | None,
    prints: Buffer,
    which: Buffer,
    lanes: Buffer,
    /,
) -> tuple[int, list[int]]: ...
def build(
    prints: Buffer, slots: Buffer | None, rows: int, cap: int, tags: Buffer, out: Buffer | None, /
) -> int: ...
def bodies(
    keys: Keys,
    texts: list[str],
    strides: bytes,
    classes: Buffer,
    domain: int,
    letters: Buffer,
    prints: Buffer,
    sketches: Buffer,
    units: Buffer | None,
    /,
) -> int: ...
