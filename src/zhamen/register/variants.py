"""Other readings of a photographed text, for the register: a doubtful letter may be another one.

Every second doubtful letter takes one rank of its guesses, the letters between take another. So
each pair of neighbours in doubt is seen in every combination, in a dozen readings of the whole.
"""

from collections.abc import Iterator
from itertools import product

from zhamen.model.passage import Folded, Guess, Passage
from zhamen.reading.normal import fold_character
from zhamen.register.found import Band, Match, Recogniser

_RANKS = 4
"""What a letter is tried as: itself, then its likeliest guesses."""


def match_read(register: Recogniser, passage: Passage) -> list[Match]:
    """Return what a register knows of a passage, other readings tried where it is in doubt."""
    found = register.match(passage.folded, passage.medium)
    if not passage.guesses or any(match.band is Band.CERTAIN for match in found):
        return found
    best = {(match.document, match.what): match for match in found}
    for folded in readings(passage.folded, passage.guesses):
        for match in register.match(folded, passage.medium):
            key = match.document, match.what
            if key not in best or _rank(match) > _rank(best[key]):
                best[key] = match
    return sorted(best.values(), key=_rank, reverse=True)


def _rank(match: Match) -> tuple[bool, float, int]:
    return match.band is Band.CERTAIN, match.bits, match.letters


def readings(folded: Folded, guesses: tuple[Guess, ...]) -> Iterator[Folded]:
    """Yield a folded text in which doubtful letters are other ones, at the same places."""
    places = {folded.offsets[at]: at for at in range(len(folded.text))}
    doubts = [
        (places[guess.at], letters)
        for guess in guesses
        if guess.at in places and (letters := _folded(guess.letters))
    ]
    if not doubts:
        return
    for ranks in product(range(_RANKS), repeat=2):
        if not any(ranks) or (len(doubts) == 1 and ranks[1]):
            continue
        text = list(folded.text)
        for number, (at, letters) in enumerate(doubts):
            rank = ranks[number % 2]
            if 0 < rank <= len(letters):
                text[at] = letters[rank - 1]
        yield Folded("".join(text), folded.offsets)


def _folded(letters: str) -> str:
    """Return the guesses that are one letter in normal form."""
    forms = map(fold_character, letters)
    return "".join(form for form in forms if len(form) == 1 and form.isalnum())
