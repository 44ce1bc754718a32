"""A photographed text is known again although letters of it were read wrongly."""

from pathlib import Path

import pytest

from zhamen.model.passage import Guess, Passage
from zhamen.model.terms import Medium
from zhamen.reading.normal import fold
from zhamen.register.found import Band
from zhamen.register.keys import MasterKey
from zhamen.register.register import Register
from zhamen.register.registry import Registry
from zhamen.register.variants import match_read, readings

from .conftest import invented

LINE = invented(3).splitlines()[4][:24]


def misread(every: int, rank: int) -> Passage:
    """Return a line in which every so-manieth letter was read wrongly, the right one guessed."""
    letters, guesses = list(LINE), []
    for at in range(2, len(LINE), every):
        right, letters[at] = letters[at], "龘"
        guesses.append(Guess(at, ("囍麤"[:rank]) + right))
    text = "".join(letters)
    return Passage("a.jpg", text, fold(text), Medium.OCR, guesses=tuple(guesses))


@pytest.mark.parametrize(("every", "rank"), [(4, 0), (6, 1), (5, 2)])
def test_other_guesses_are_tried(
    registry: Registry, master: MasterKey, every: int, rank: int
) -> None:
    """Two doubtful letters in every window are put right by the reader's own guesses."""
    path: Path = registry.path
    registry.close()
    register = Register([(path, lambda: master)])
    passage = misread(every, rank)

    assert not register.match(passage.folded, Medium.OCR)
    (match,) = match_read(register, passage)
    assert (match.document.id, match.band) == ("D-3", Band.CERTAIN)
    assert not match_read(register, passage._replace(guesses=()))
    register.close()


def test_pairs_of_doubts_in_every_combination() -> None:
    """Neighbours in doubt are each tried as every guess of both; the places stay the same."""
    folded = fold("示甲例乙")
    seen = {each.text for each in readings(folded, (Guess(1, "一二三"), Guess(3, "四五六")))}

    assert len(seen) == 15
    assert {"示一例六", "示甲例五", "示三例乙"} <= seen
    assert all(len(each) == 4 for each in seen)
