"""A Bloom filter whose bits of one print all lie in one word: one load answers.

It holds the heads of terms: whether any term begins with three letters (three bits a print), and
whether one of a certain length does (two more in the same word).
"""

import numpy
from numpy.typing import NDArray

from zhamen.register.suite import Words

_PRINTS_A_WORD = 4
_FEWEST = 64
_LOW = numpy.uint64(0xFFFFFFFF)
_STEP, _MIX = numpy.uint64(0x9E3779B1), numpy.uint64(0x85EBCA6B)
_ONE, _BITS = numpy.uint64(1), numpy.uint64(63)
_ANY = (numpy.uint64(0), numpy.uint64(6), numpy.uint64(12))
_TOP, _MIDDLE = numpy.uint64(26), numpy.uint64(20)
_SPREAD = numpy.uint64(18)


def build(prints: Words, lengths: NDArray[numpy.integer]) -> Words:
    """Return the filter of prints, each with the length of its term."""
    size = _FEWEST
    while size * _PRINTS_A_WORD < len(prints):
        size *= 2
    words = numpy.zeros(size, numpy.uint64)
    bits = _any_bits(prints) | _length_bits(prints, lengths.astype(numpy.uint64))
    numpy.bitwise_or.at(words, _places(words, prints), bits)
    return words


def known(words: Words, prints: Words) -> NDArray[numpy.bool_]:
    """Return whether each print is (in all likelihood) in the filter, with whatever length."""
    bits = _any_bits(prints)
    found: NDArray[numpy.bool_] = (words[_places(words, prints)] & bits) == bits
    return found


def known_lengths(words: Words, prints: Words, lengths: Words) -> NDArray[numpy.bool_]:
    """Return whether each print is in the filter with each length; shape (prints, lengths)."""
    bits = _length_bits(prints[:, None], lengths[None, :])
    found: NDArray[numpy.bool_] = words[_places(words, prints)][:, None] & bits == bits
    return found


def _places(words: Words, prints: Words) -> NDArray[numpy.intp]:
    return (prints >> numpy.uint64(65 - len(words).bit_length())).astype(numpy.intp)


def _any_bits(prints: Words) -> Words:
    first, second, third = (_ONE << (prints >> shift & _BITS) for shift in _ANY)
    bits: Words = first | second | third
    return bits


def _length_bits(prints: Words, lengths: Words) -> Words:
    mixed = ((prints >> _SPREAD & _LOW) + lengths * _STEP & _LOW) * _MIX & _LOW
    bits: Words = _ONE << (mixed >> _TOP) | _ONE << (mixed >> _MIDDLE & _BITS)
    return bits
