"""The tree is that of RFC 9162: known roots, a naive twin, and no proof of what is not so."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhamen.journal.hashing import HASHINGS, hashing_of
from zhamen.journal.merkle import Frontier, Tree, is_consistent, root_of_inclusion

INTL, GM = HASHINGS["intl"], HASHINGS["gm"]
# The inputs and roots that implementations of Certificate Transparency test themselves with.
INPUTS = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def naive_root(entries: list[bytes]) -> bytes:
    """Return MTH as RFC 9162 section 2.1.1 writes it down, over SHA-256."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\0" + entries[0]).digest()
    split = max(1 << n for n in range(20) if 1 << n < len(entries))
    both = naive_root(entries[:split]) + naive_root(entries[split:])
    return hashlib.sha256(b"\1" + both).digest()


def tree_of(entries: list[bytes]) -> Tree:
    return Tree(INTL, [INTL.leaf(each) for each in entries])


@pytest.mark.parametrize("size", ROOTS)
def test_known_roots(size: int) -> None:
    """Tree and frontier come to the published roots."""
    frontier = Frontier(INTL)
    for each in INPUTS[:size]:
        frontier.append(INTL.leaf(each))

    assert tree_of(INPUTS).root(size).hex() == ROOTS[size]
    assert frontier.root().hex() == ROOTS[size]


def test_sm3_is_that_of_the_standard() -> None:
    """GB/T 32905 appendix A, example 1: `abc`."""
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"

    assert GM.digest(b"abc").hex() == expected


def test_both_sm3_agree() -> None:
    """Where OpenSSL came without SM3 the same digests come from `cryptography`."""
    from zhamen.journal.hashing import _sm3_of_cryptography

    assert _sm3_of_cryptography(b"x" * 300) == GM.digest(b"x" * 300)


@given(st.lists(st.binary(max_size=4), max_size=70), st.data())
def test_every_proof_of_the_tree_holds(entries: list[bytes], data: st.DataObject) -> None:
    """Roots are those of the naive twin; inclusion and consistency hold at every size."""
    tree = tree_of(entries)
    size = data.draw(st.integers(0, len(entries)))
    root = tree.root(size)

    assert root == naive_root(entries[:size])
    for index in range(size):
        proof = tree.inclusion(index, size)
        assert root_of_inclusion(INTL, INTL.leaf(entries[index]), index, size, proof) == root
    for first in range(1, size + 1):
        proof = tree.consistency(first, size)
        assert is_consistent(INTL, (first, tree.root(first)), (size, root), proof)


@given(st.integers(2, 60), st.data())
def test_a_bent_proof_is_refused(size: int, data: st.DataObject) -> None:
    """Another entry, another place, a flipped, lost or added node: none passes."""
    tree = tree_of([bytes([n]) for n in range(size)])
    index = data.draw(st.integers(0, size - 1))
    proof = tree.inclusion(index)
    leaf, root = INTL.leaf(bytes([index])), tree.root()
    at = data.draw(st.integers(0, len(proof) - 1))
    flipped = [*proof]
    flipped[at] = bytes([flipped[at][0] ^ 1]) + flipped[at][1:]
    elsewhere = data.draw(st.integers(0, size - 1).filter(lambda other: other != index))
    bent = [
        root_of_inclusion(INTL, INTL.leaf(b"?"), index, size, proof),
        root_of_inclusion(INTL, leaf, elsewhere, size, proof),
        root_of_inclusion(INTL, leaf, index, size, flipped),
        root_of_inclusion(INTL, leaf, index, size, proof[:-1]),
        root_of_inclusion(INTL, leaf, index, size, [*proof, leaf]),
        root_of_inclusion(INTL, leaf, size, size, proof),
    ]

    assert root not in bent


@given(st.integers(3, 60), st.data())
def test_a_rewritten_past_is_inconsistent(size: int, data: st.DataObject) -> None:
    """No proof of the new tree joins it to an old root of another history."""
    first = data.draw(st.integers(1, size - 1))
    tree = tree_of([bytes([n]) for n in range(size)])
    other = tree_of([b"other", *(bytes([n]) for n in range(1, size))])
    proof = tree.consistency(first)

    assert not is_consistent(INTL, (first, other.root(first)), (size, tree.root()), proof)
    assert not is_consistent(INTL, (first, tree.root(first)), (size, other.root()), proof)
    assert not is_consistent(INTL, (first, tree.root(first)), (size, tree.root()), proof[:-1])


@given(st.integers(0, 300))
def test_a_frontier_is_taken_up_where_it_was_left(size: int) -> None:
    """Peaks are all that the next entry needs."""
    whole, first = Frontier(GM), Frontier(GM)
    for number in range(size):
        whole.append(GM.leaf(bytes([number % 251])))
    for number in range(size // 2):
        first.append(GM.leaf(bytes([number % 251])))
    second = Frontier(GM, first.size, first.peaks)
    for number in range(size // 2, size):
        second.append(GM.leaf(bytes([number % 251])))

    assert second.root() == whole.root()


def test_a_suite_that_does_not_exist_is_refused() -> None:
    """The tag comes from files, and so may be anything."""
    from zhamen.errors import JournalError

    with pytest.raises(JournalError, match="md5"):
        hashing_of("md5")
