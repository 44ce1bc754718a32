"""The Merkle tree of RFC 9162 section 2.1: roots, and proofs of an entry or of an older log.

- `Frontier` holds a log by its right edge alone: enough to append and to name the root.
- `Tree` holds every complete subtree: enough to prove.
- `root_of_inclusion` and `is_consistent` check a proof with nothing but hashes.
"""

from collections.abc import Iterable, Sequence

from zhamen.journal.hashing import DIGEST, Hashing


class Frontier:
    """The complete subtrees at the right edge of a log, the largest first."""

    def __init__(self, hashing: Hashing, size: int = 0, peaks: Iterable[bytes] = ()) -> None:
        """Take up a log of `size` entries at its peaks, one for each bit of the size."""
        self._hashing = hashing
        self.size = size
        self.peaks = list(peaks)
        if len(self.peaks) != size.bit_count() or any(len(each) != DIGEST for each in self.peaks):
            raise ValueError("one peak of 32 bytes for each bit of the size")

    def append(self, leaf: bytes) -> None:
        """Add the hash of one entry."""
        self.peaks.append(leaf)
        # Each low bit of the size is a subtree that is now complete.
        size = self.size
        while size & 1:
            right = self.peaks.pop()
            self.peaks[-1] = self._hashing.node(self.peaks[-1], right)
            size >>= 1
        self.size += 1

    def root(self) -> bytes:
        """Return the root over all entries so far."""
        if not self.peaks:
            return self._hashing.empty()
        root = self.peaks[-1]
        for peak in self.peaks[-2::-1]:
            root = self._hashing.node(peak, root)
        return root


class Tree:
    """All complete subtrees of a log, level by level."""

    def __init__(self, hashing: Hashing, leaves: Iterable[bytes] = ()) -> None:
        """Grow a tree over the hashes of entries."""
        self._hashing = hashing
        self._levels: list[list[bytes]] = [[]]
        for leaf in leaves:
            self.append(leaf)

    def __len__(self) -> int:
        return len(self._levels[0])

    def append(self, leaf: bytes) -> None:
        """Add the hash of one entry."""
        node, level = leaf, 0
        self._levels[0].append(node)
        while len(self._levels[level]) % 2 == 0:
            node = self._hashing.node(self._levels[level][-2], node)
            level += 1
            if level == len(self._levels):
                self._levels.append([])
            self._levels[level].append(node)

    def root(self, size: int | None = None) -> bytes:
        """Return the root over the first `size` entries; over all if it is left out."""
        size = len(self) if size is None else size
        self._within(size)
        return self._over(0, size) if size else self._hashing.empty()

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """Return PATH(index, D[size]): the proof that the entry is among the first `size`."""
        size = len(self) if size is None else size
        self._within(size)
        if not 0 <= index < size:
            raise ValueError("the entry lies outside the log")
        proof, start, end = [], 0, size
        while end - start > 1:
            middle = start + _split(end - start)
            if index < middle:
                proof.append(self._over(middle, end))
                end = middle
            else:
                proof.append(self._over(start, middle))
                start = middle
        return proof[::-1]

    def consistency(self, first: int, size: int | None = None) -> list[bytes]:
        """Return PROOF(first, D[size]): that the first entries are still those they were."""
        size = len(self) if size is None else size
        self._within(size)
        if not 0 < first <= size:
            raise ValueError("the older log lies outside the log")
        proof, start, end, whole = [], 0, size, True
        while first != end:
            middle = start + _split(end - start)
            if first <= middle:
                proof.append(self._over(middle, end))
                end = middle
            else:
                proof.append(self._over(start, middle))
                start, whole = middle, False
        # Who checks knows the older root already, if the walk never left the left edge.
        return [*([] if whole else [self._over(start, end)]), *proof[::-1]]

    def _over(self, start: int, end: int) -> bytes:
        """Return the root over the entries `start` to `end`, which begins at a subtree's edge."""
        size = end - start
        if size & (size - 1) == 0:
            level = size.bit_length() - 1
            return self._levels[level][start >> level]
        middle = start + _split(size)
        return self._hashing.node(self._over(start, middle), self._over(middle, end))

    def _within(self, size: int) -> None:
        if not 0 <= size <= len(self):
            raise ValueError("the log is shorter")


def _split(size: int) -> int:
    """Return the largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def root_of_inclusion(
    hashing: Hashing, leaf: bytes, index: int, size: int, proof: Sequence[bytes]
) -> bytes | None:
    """Return the root that a proof leads to, None for a proof of the wrong shape.

    RFC 9162 section 2.1.3.2; the caller compares it with a root that is signed.
    """
    if not 0 <= index < size:
        return None
    at, last, root = index, size - 1, leaf
    for node in proof:
        if last == 0:
            return None
        if at & 1 or at == last:
            root = hashing.node(node, root)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            root = hashing.node(root, node)
        at, last = at >> 1, last >> 1
    return root if last == 0 else None


def is_consistent(
    hashing: Hashing, older: tuple[int, bytes], newer: tuple[int, bytes], proof: Sequence[bytes]
) -> bool:
    """Tell whether the older (size, root) is a beginning of the newer one: section 2.1.4.2."""
    first, first_root = older
    second, second_root = newer
    if first == second:
        return not proof and first_root == second_root
    if not 0 < first < second or not proof:
        return False
    nodes = list(proof) if first & (first - 1) else [first_root, *proof]
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old, new = hashing.node(node, old), hashing.node(node, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = hashing.node(new, node)
        at, last = at >> 1, last >> 1
    return last == 0 and (old, new) == (first_root, second_root)
