"""`zhamen explain`: the seven must-nots, and what each detector finds and leaves alone."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from zhamen.cli.terminal import Terminal
from zhamen.errors import UsageError
from zhamen.inspection.detecting import Detector, Example
from zhamen.inspection.inspector import load_detectors
from zhamen.policy.loader import Clause, load_clauses


class Explain:
    """Explains a clause by its number, a detector by its name, or lists both."""

    name = "explain"
    help = "说明“七个不得”和检测规则 / explain must-nots and detectors"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add what to explain."""
        parser.add_argument("what", nargs="?", metavar="1–7 | 规则名 NAME",
                            help="条款序号或规则名 / a clause's number or a detector's name")  # fmt: skip

    def run(self, options: Namespace, terminal: Terminal) -> int:
        """Print the explanation."""
        clauses = load_clauses()
        detectors = {detector.name: detector for detector in load_detectors()}
        if options.what is None:
            _overview(clauses.values(), detectors.values(), terminal)
        elif options.what.isdecimal() and int(options.what) in clauses:
            _clause(clauses[int(options.what)], detectors.values(), terminal)
        elif options.what in detectors:
            _detector(detectors[options.what], terminal)
        else:
            raise UsageError(f"没有 / nothing called {options.what!r}",
                             advice=f"1–7, {', '.join(detectors)}")  # fmt: skip
        return 0


def _overview(
    clauses: Iterable[Clause], detectors: Iterable[Detector], terminal: Terminal
) -> None:
    terminal.say(terminal.paint(terminal.pick("七个不得", "The seven must-nots"), "bold"))
    for clause in clauses:
        terminal.say(f"  {clause.number}  {terminal.pick(clause.title, clause.title_en)}")
    terminal.say(terminal.paint(terminal.pick("检测规则", "Detectors"), "bold"))
    for detector in detectors:
        speaks = ",".join(map(str, detector.clauses)) or "–"
        title = terminal.pick(detector.title, detector.title_en)
        terminal.say(f"  {detector.name:20} [{speaks}]  {title}")


def _clause(clause: Clause, detectors: Iterable[Detector], terminal: Terminal) -> None:
    terminal.say(terminal.paint(terminal.pick(clause.title, clause.title_en), "bold"))
    for citation in clause.law:
        terminal.say(f"  《{citation.title}》{citation.articles}：{citation.quote}")
    terminal.say(terminal.pick("  由以下规则检查：", "  Looked for by:"))
    for detector in detectors:
        if clause.number in detector.clauses:
            title = terminal.pick(detector.title, detector.title_en)
            terminal.say(f"    {detector.name:20} {title}")


def _detector(detector: Detector, terminal: Terminal) -> None:
    title = terminal.pick(detector.title, detector.title_en)
    speaks = ",".join(map(str, detector.clauses)) or "–"
    terminal.say(terminal.paint(f"{title}  {detector.name} [{speaks}]", "bold"))
    if detector.lists:
        lists = ", ".join(f"{name}.toml" for name in detector.lists)
        terminal.say(terminal.pick(f"  词表：{lists}", f"  phrase lists: {lists}"))
    terminal.say(terminal.pick("  能发现（均为虚构示例）：", "  finds (invented samples):"))
    for example in detector.found:
        _example(example, terminal)
    terminal.say(terminal.pick("  不误报：", "  leaves alone:"))
    for example in detector.left:
        _example(example, terminal)


def _example(example: Example, terminal: Terminal) -> None:
    text = example.text.replace("\n", " ⏎ ")
    medium = f" [{example.medium}]" if example.medium != "typed" else ""
    terminal.say(f"    {text}{medium}  — {example.because}")


VERB = Explain()
