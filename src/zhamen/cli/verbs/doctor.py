"""`zhamen doctor`: is this installation able to do its work?"""

import platform
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version

from zhamen.cli.terminal import Terminal
from zhamen.errors import ZhamenError
from zhamen.inspection.detecting import Detector, Example
from zhamen.inspection.inspector import Inspector, load_detectors
from zhamen.model.message import Message, Part
from zhamen.model.terms import Decision
from zhamen.policy.loader import load_policy
from zhamen.reading.reader import Reader
from zhamen.settings import Limits

Check = tuple[str, bool, str]
"""What was looked at, whether it is well, and what was seen or what to do now."""
_PACKAGES = ("hyperscan", "google-re2", "lxml", "numpy", "pypdfium2", "rich")
_BROKEN_PDF = b"%PDF-1.7\n%broken"


class Doctor:
    """Looks at Python, packages, policy, detectors and the worker."""

    name = "doctor"
    help = "检查安装是否完好 / check this installation"

    def arguments(self, parser: ArgumentParser) -> None:
        """Need nothing."""

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Print one line for each check; status 3 if any is not well."""
        well = True
        for look in (_python, _packages, _policy, _detectors, _engines, _worker):
            for name, good, remark in _guarded(look, terminal):
                sign = terminal.paint(
                    terminal.pick(" 好 ", " ok ") if good else terminal.pick(" 坏 ", " bad "),
                    "pass" if good else "block",
                )
                terminal.say(f"{sign} {name}：{remark}")
                well = well and good
        return 0 if well else 3


Look = Callable[[Terminal], Iterator[Check]]


def _guarded(look: Look, terminal: Terminal) -> Iterator[Check]:
    try:
        yield from look(terminal)
    except ZhamenError as error:
        yield look.__name__.strip("_"), False, str(error)


def _python(terminal: Terminal) -> Iterator[Check]:
    good = sys.version_info >= (3, 11)
    advice = "" if good else terminal.pick(" → 需要 3.11 或更新", " → needs 3.11 or newer")
    yield "Python", good, f"{platform.python_version()} {platform.machine()}{advice}"


def _packages(terminal: Terminal) -> Iterator[Check]:
    for name in _PACKAGES:
        try:
            yield name, True, version(name)
        except PackageNotFoundError:
            # Either of the two engines will do; the sieve takes what there is.
            replaceable = name in ("hyperscan", "google-re2")
            advice = terminal.pick("未安装 → ./zhamen 会重新准备环境", "missing → run ./zhamen")
            yield name, replaceable, advice


def _policy(terminal: Terminal) -> Iterator[Check]:
    policy = load_policy(terminal.settings.policy.phrases, terminal.settings.policy.organisations)
    words = sum(len(rule.words) for phrases in policy.phrases.values() for rule in phrases.rules)
    yield terminal.pick("策略", "policy"), len(policy.clauses) == 7, terminal.pick(
        f"{len(policy.clauses)} 条不得，{len(policy.phrases)} 个词表，{words} 个词",
        f"{len(policy.clauses)} must-nots, {len(policy.phrases)} lists, {words} words",
    )


def _detectors(terminal: Terminal) -> Iterator[Check]:
    """Let every detector prove its own examples."""
    detectors = load_detectors()
    wrong = [f"{d.name}: {e.text!r}" for d in detectors for e in _unproved(d)]
    remark = "; ".join(wrong) or terminal.pick(
        f"{len(detectors)} 个规则的示例全部符合", f"all examples of {len(detectors)} hold"
    )
    yield terminal.pick("规则", "detectors"), not wrong, remark


def _unproved(detector: Detector) -> Iterator[Example]:
    with Reader() as reader:
        inspector = Inspector(load_policy(), detectors=[detector], reader=reader)
        for examples, expected in ((detector.found, True), (detector.left, False)):
            for example in examples:
                part = Part("text", text=example.text, medium=example.medium)
                verdict = inspector.inspect(Message("-", (part,), context=example.context))
                stopped = verdict.decision is not Decision.PASS
                if expected != stopped and detector.clauses:
                    yield example


def _engines(terminal: Terminal) -> Iterator[Check]:
    """Ask both sieve engines the same question."""
    for engine in ("vectorscan", "re2"):
        try:
            inspector = Inspector(load_policy(), engine=engine)
        except ImportError:
            yield engine, engine == "vectorscan", terminal.pick("未安装", "not installed")
            continue
        verdict = inspector.inspect(Message.of_text("机密★10年（示例）"))
        yield engine, verdict.decision is Decision.BLOCK, str(verdict.decision)


def _worker(terminal: Terminal) -> Iterator[Check]:
    """Give the worker a broken file and see that it answers and that nothing is called clean."""
    with Reader(Limits(seconds=10)) as reader:
        reading = reader.read(Message("-", (Part("broken.pdf", data=_BROKEN_PDF),)))
    reasons = [unread.reason for unread in reading.unread]
    yield terminal.pick("解析进程", "worker"), reasons == ["damaged"], ", ".join(reasons)


VERB = Doctor()
