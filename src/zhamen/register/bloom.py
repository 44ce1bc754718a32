"""A Bloom filter whose bits of one print all lie in one word: one load answers.

It holds the heads of terms in two halves. The first says whether any term begins with three
letters, and is small enough to stay in a processor's cache; the second, asked for what the first
lets pass, whether one of a certain length does.
"""

import numpy
from numpy.typing import NDArray

from zhamen.register.suite import Words

_PRINTS_A_WORD = 4
"""At most, in either half: half of that on average lets one strange print in 300 pass."""
_FEWEST = 64
_LOW = numpy.uint64(0xFFFFFFFF)
_STEP, _MIX = numpy.uint64(0x9E3779B1), numpy.uint64(0x85EBCA6B)
_ONE, _BITS = numpy.uint64(1), numpy.uint64(63)
_ANY = (numpy.uint64(0), numpy.uint64(6), numpy.uint64(12))
_OF_LENGTH = (numpy.uint64(26), numpy.uint64(20), numpy.uint64(14))
_SPREAD = numpy.uint64(18)
_SECOND = 20
"""Bits by which a print is shifted before its word in the second half is chosen."""


def build(prints: Words, lengths: NDArray[numpy.integer]) -> Words:
    """Return both halves, one behind the other, of prints with the lengths of their terms."""
    size = _FEWEST
    while size * _PRINTS_A_WORD < len(prints):
        size *= 2
    words = numpy.zeros(2 * size, numpy.uint64)
    for shift, half, bits in (
        (0, words[:size], _any_bits(prints)),
        (_SECOND, words[size:], _length_bits(prints, lengths.astype(numpy.uint64))),
    ):
        numpy.bitwise_or.at(half, _places(words, prints, shift), bits)
    return words


def known(words: Words, prints: Words) -> NDArray[numpy.bool_]:
    """Return whether each print is (in all likelihood) in the filter, with whatever length."""
    bits = _any_bits(prints)
    found: NDArray[numpy.bool_] = (words[_places(words, prints, 0)] & bits) == bits
    return found


def known_lengths(words: Words, prints: Words, lengths: Words) -> NDArray[numpy.bool_]:
    """Return whether each print is in the filter with each length; shape (prints, lengths)."""
    bits = _length_bits(prints[:, None], lengths[None, :])
    held = words[len(words) // 2 + _places(words, prints, _SECOND)]
    found: NDArray[numpy.bool_] = (held[:, None] & bits) == bits
    return found


def _places(words: Words, prints: Words, turned: int) -> NDArray[numpy.intp]:
    if turned:
        prints = prints << numpy.uint64(turned)
    return (prints >> numpy.uint64(66 - len(words).bit_length())).astype(numpy.intp)


def _any_bits(prints: Words) -> Words:
    first, second, third = (_ONE << (prints >> shift & _BITS) for shift in _ANY)
    bits: Words = first | second | third
    return bits


def _length_bits(prints: Words, lengths: Words) -> Words:
    mixed = ((prints >> _SPREAD & _LOW) + lengths * _STEP & _LOW) * _MIX & _LOW
    first, second, third = (_ONE << (mixed >> shift & _BITS) for shift in _OF_LENGTH)
    bits: Words = first | second | third
    return bits
