"""Where in a file the lines of some keys begin: two numbers a key, whatever the keys are."""

from array import array
from collections.abc import Iterator

_FEW = 1 << 10


class Offsets:
    """An open-addressed table of (first eight bytes of a key, offset); offsets are not 0."""

    def __init__(self) -> None:
        self._count = 0
        self._clear(_FEW)

    def _clear(self, places: int) -> None:
        self._heads = array("Q", bytes(8 * places))
        self._offsets = array("Q", bytes(8 * places))

    def add(self, key: bytes, offset: int) -> None:
        """Note where a key's line begins. Keys are digests: at least eight bytes, spread evenly."""
        if 2 * self._count >= len(self._offsets):
            self._grow()
        self._count += 1
        self._place(int.from_bytes(key[:8], "big"), offset)

    def _place(self, head: int, offset: int) -> None:
        last = len(self._offsets) - 1
        at = head & last
        while self._offsets[at]:
            at = (at + 1) & last
        self._heads[at], self._offsets[at] = head, offset

    def _grow(self) -> None:
        heads, offsets = self._heads, self._offsets
        self._clear(2 * len(offsets))
        for head, offset in zip(heads, offsets, strict=True):
            if offset:
                self._place(head, offset)

    def at(self, key: bytes) -> Iterator[int]:
        """Yield the offsets noted for keys that begin like this one."""
        head = int.from_bytes(key[:8], "big")
        last = len(self._offsets) - 1
        at = head & last
        while self._offsets[at]:
            if self._heads[at] == head:
                yield self._offsets[at]
            at = (at + 1) & last
