"""What a picture says is judged with its doubtful letters, and shown where it stands."""

from collections.abc import Iterator

import pytest

from zhamen.inspection.inspector import Inspector
from zhamen.model.message import Message, Part
from zhamen.model.passage import Guess, Passage, Spot
from zhamen.model.terms import Decision, Medium
from zhamen.model.verdict import Verdict
from zhamen.policy.loader import Policy
from zhamen.reading.normal import fold
from zhamen.reading.reader import Reader


class Photographed(Reader):
    """A reader that has read these passages of a picture."""

    passages: tuple[Passage, ...] = ()

    def contents(self, message: Message) -> Iterator[Passage]:
        """Yield them."""
        yield from self.passages


@pytest.fixture(scope="module")
def looking(policy: Policy) -> Iterator[Inspector]:
    """An inspector whose reader is told what it has read."""
    with Photographed() as reader:
        yield Inspector(policy, reader=reader)


def verdict(looking: Inspector, text: str, *guesses: Guess) -> Verdict:
    """Return the verdict on a picture that says this, perhaps something else."""
    spot = Spot(0, len(text), (0, 0, 10 * len(text), 0, 10 * len(text), 10, 0, 10))
    passage = Passage("a.jpg", text, fold(text), Medium.OCR, guesses=guesses, spots=(spot,))
    looking._reader.passages = (passage,)  # type: ignore[attr-defined]
    return looking.inspect(Message("-", (Part("a.jpg", data=b"x"),)))


def test_a_mark_by_its_guesses(looking: Inspector) -> None:
    """The reader's second thoughts make a mark of what is none."""
    assert verdict(looking, "枫完★10年").decision is Decision.HOLD
    seen = verdict(looking, "枫完★10年", Guess(0, "杭机"), Guess(1, "宓密"))

    assert seen.decision is Decision.BLOCK
    assert seen.findings[0].confidence < 0.9


def test_words_by_their_guesses(looking: Inspector) -> None:
    """A door plate is known although one letter of it was read as another."""
    seen = verdict(looking, "保密耍害部位 未经批准 禁止入内", Guess(2, "要妥"))

    assert seen.decision is Decision.BLOCK
    assert seen.clauses == (7,)


def test_what_is_certain_is_told_once(looking: Inspector) -> None:
    """Other readings add nothing where the first one found the same."""
    seen = verdict(looking, "机密★10年（示例）", Guess(7, "列倒"))

    assert [each.detector for each in seen.findings] == ["mark"]
    assert seen.findings[0].box == (0, 0, 60, 10)
    assert seen.to_dict()["findings"][0]["box"] == [0, 0, 60, 10]
