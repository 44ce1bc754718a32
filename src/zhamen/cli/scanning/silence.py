"""Whether a file's name says anything to the rules; one that does not can be any other.

A verdict on content is good for every copy of it, but a name is inspected too, may lower what
stands in the file, and tells formats by its ending. So copies share a verdict if their endings
are the same and neither name wakes a rule; otherwise their whole names must agree.
"""

from pathlib import PurePath

from zhamen.gatehouse.house import Gatehouse
from zhamen.inspection.inspector import load_detectors
from zhamen.inspection.matcher import matchers
from zhamen.inspection.waking import UNWRAP, Waker
from zhamen.model.message import Message, Part
from zhamen.model.passage import Passage
from zhamen.model.terms import Medium
from zhamen.policy.loader import load_policy
from zhamen.reading.normal import fold
from zhamen.reading.unwrap import unwrap
from zhamen.settings import Settings


class Silence:
    """Knows by which name a verdict may be kept."""

    def __init__(self, settings: Settings, house: Gatehouse) -> None:
        """`house` answers for what no word can tell: the register."""
        policy = load_policy(settings.policy.phrases, settings.policy.organisations)
        lists = {name: matchers(phrases) for name, phrases in policy.phrases.items()}
        self._waker = Waker(load_detectors(), lists, "auto")
        self._house = house

    def name(self, name: str) -> str:
        """Return the name whole, or only its ending where the rest says nothing."""
        if self._wakes(Passage(name, name, fold(name), Medium.NAME)) or self._known(name):
            return name
        return "/" + "".join(PurePath(name).suffixes[-2:]).lower()

    def _wakes(self, passage: Passage) -> bool:
        woken = self._waker.woken(passage.folded)
        if woken == {UNWRAP}:
            return any(
                not isinstance(each, Passage) or self._rings(each) for each in unwrap(passage)
            )
        return bool(woken)

    def _rings(self, passage: Passage) -> bool:
        return bool(self._waker.woken(passage.folded) - {UNWRAP})

    def _known(self, name: str) -> bool:
        """Tell whether the gate itself has anything to say of a name, or cannot say."""
        if not self._house.register_state:
            return False
        part = Part("name", text=name, medium=Medium.NAME)
        verdict = self._house.pass_through(Message("-", (part,)))
        return bool(verdict.findings or verdict.unread)
