"""Every detector in the tray keeps its own promises; a new file is tested without a new test."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhamen.inspection.detecting import Detector, Example
from zhamen.inspection.inspector import Inspector, load_detectors
from zhamen.model.message import Message, Part
from zhamen.model.terms import Decision
from zhamen.policy.loader import load_clauses, load_policy
from zhamen.register.register import Register
from zhamen.register.sample import sample_register

DETECTORS = {detector.name: detector for detector in load_detectors()}
POLICY = load_policy()


def sample(detector: Detector) -> Register | None:
    """Return a real register of what the detector's examples want registered."""
    texts = {example.registered for example in (*detector.found, *detector.left)} - {""}
    if not texts:
        return None
    return sample_register(sorted(texts), Path(FOLDER.name))


FOLDER = TemporaryDirectory()
ALONE = {
    name: Inspector(POLICY, detectors=[d], register=sample(d)) for name, d in DETECTORS.items()
}


@dataclass(frozen=True)
class Case:
    """A detector and one of its examples."""

    detector: Detector
    example: Example

    def __str__(self) -> str:
        return f"{self.detector.name}: {self.example.because}"


def cases(attribute: str) -> list[Case]:
    return [Case(d, e) for d in DETECTORS.values() for e in getattr(d, attribute)]


def findings(case: Case) -> list[str]:
    part = Part("text", text=case.example.text, medium=case.example.medium)
    message = Message("-", (part,), context=case.example.context)
    reading = ALONE[case.detector.name].inspect(message)
    return [finding.detector for finding in reading.findings]


@pytest.mark.parametrize("case", cases("found"), ids=str)
def test_finds_what_it_says_it_finds(case: Case) -> None:
    """Each `found` example gives a finding of its own detector."""
    if not case.detector.clauses:
        pytest.skip("evidence of release lowers other findings and shows none")
    assert case.detector.name in findings(case)


@pytest.mark.parametrize("case", cases("left"), ids=str)
def test_leaves_alone_what_it_says_it_leaves_alone(case: Case) -> None:
    """No `left` example gives a finding of its own detector."""
    assert findings(case) == []


def test_every_clause_is_spoken_to() -> None:
    """Each must-not has a detector, and no detector names a clause that does not exist."""
    named = {clause for detector in DETECTORS.values() for clause in detector.clauses}

    assert set(load_clauses()) == named


def test_an_inspector_without_detectors_refuses_to_start() -> None:
    """An inspector that looks for nothing would call everything clean."""
    from zhamen.errors import PluginError

    class NoDetectors(list):  # type: ignore[type-arg]
        """A sequence that is there, and empty."""

        def __bool__(self) -> bool:
            return True

    with pytest.raises(PluginError):
        Inspector(POLICY, detectors=NoDetectors())


PIECES = st.sampled_from(
    [
        *"机密绝秘★·10年长期:：（）\n\t 内部资料发群里电报稿㎏①🐔é",
        "密级：",
        "工作秘密",
        "\ud800",
        "jimi",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(PIECES).map("".join))


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_any_text_gets_a_verdict(text: str) -> None:
    """No text raises, and every span lies inside the text that it speaks of."""
    for inspector in ALONE.values():
        verdict = inspector.inspect(Message.of_text(text))
        for finding in verdict.findings:
            assert 0 <= finding.start <= finding.end <= len(text)


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_both_sieves_give_the_same_verdict(text: str) -> None:
    """Vectorscan and RE2 wake the same detectors."""
    verdicts = [engine.inspect(Message.of_text(text)) for engine in ENGINES]

    assert verdicts[0].findings == verdicts[1].findings


ENGINES = [Inspector(POLICY, engine=engine) for engine in ("vectorscan", "re2")]


def test_a_masked_finding_shows_only_its_shape() -> None:
    """The evidence of a finding carries no word of what was found."""
    verdict = ENGINES[0].inspect(Message.of_text("密级：机密★十年（示例）"))

    assert Decision.BLOCK is verdict.decision
    assert all("十年" not in finding.masked for finding in verdict.findings)
