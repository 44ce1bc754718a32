"""Every rule that can refuse has words in both languages, and no word is left over."""

import re
from pathlib import Path

import pytest

from zhamen.custody.ledger import LEDGER
from zhamen.custody.terms import Status
from zhamen.deeds.deed import Refusal
from zhamen.deeds.history import History
from zhamen.deeds.house import Duty
from zhamen.groups.book import BOOK
from zhamen.groups.group import State

SOURCE = Path(__file__).parents[2] / "src" / "zhamen"
MADE = re.compile(r'Refusal\((f?)"([a-z_{}.]+)"(?: if [a-z.]+ else "([a-z_]+)")?')
ONE_OF = {"{copy.status}": Status, "{group.state}": State, "{duty}": Duty}


def codes(*folders: str) -> set[str]:
    """Return the codes of all refusals that the sources of these folders can make."""
    found: set[str] = set()
    for folder in folders:
        for path in (SOURCE / folder).rglob("*.py"):
            for formatted, code, other in MADE.findall(path.read_text("utf-8")):
                found |= set(filled(code) if formatted else [code]) | {other}
    return found - {""}


def filled(code: str) -> list[str]:
    """Return every code that a formatted one can become."""
    (hole,) = (each for each in ONE_OF if each in code)
    return [code.replace(hole, str(value)) for value in ONE_OF[hole]]


@pytest.mark.parametrize(
    ("history", "folder"), [(LEDGER, "custody"), (BOOK, "groups")], ids=["custody", "groups"]
)
def test_every_refusal_has_words(history: History[object], folder: str) -> None:
    """Whatever may be refused is said in both languages."""
    for code in codes("deeds", folder):
        assert history.in_words(Refusal(code, "1"))
        assert history.in_words(Refusal(code, "1"), "en").isascii()


def test_no_word_is_left_over() -> None:
    """A sentence that no rule says is deleted with its rule."""
    said = set(LEDGER._words) | set(BOOK._words)

    assert said - codes("deeds", "custody", "groups") == set()
