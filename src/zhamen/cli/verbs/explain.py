"""`zhamen explain`: the seven must-nots, and what each detector finds and leaves alone."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterable

from zhamen.cli.helping import picked
from zhamen.cli.terminal import Terminal
from zhamen.errors import UsageError
from zhamen.inspection.detecting import Detector, Example, TraceDetector
from zhamen.inspection.inspector import load_detectors
from zhamen.model.trace import TraceKind
from zhamen.policy.advice import load_advice
from zhamen.policy.loader import Clause, load_clauses

_TRACES = {
    TraceKind.PICTURE: (
        "图片和页面的样子：和登记过的图片比对，转存、截图、裁剪、翻拍后仍能认出；比对靠登记库，"
        "所以没有文字示例。",
        "How pictures and pages look: compared with registered ones, and known again when saved "
        "anew, cropped or photographed. The register does it, so there are no examples.",
    ),
    TraceKind.SOUND: (
        "录音的声音：和登记过的录音比对，转码、翻录、只剩一段也能认出；比对靠登记库，所以没有文字示例。",
        "How recordings sound: compared with registered ones, and known again when re-encoded, "
        "re-recorded or cut. The register does it, so there are no examples in words.",
    ),
    TraceKind.POSITION: (
        "照片里记下的拍摄位置（经纬度）：落在登记过的保密要害部门、部位范围之内的，转人工处理；部位登记在登记库里，"
        "所以没有文字示例。",
        "Where a photograph was taken, as its camera noted: inside a registered site it is held. "
        "Sites are in the register, so there are no examples in words.",
    ),
    TraceKind.COPY: (
        "印在页边的份号编码（zhamen mark-copy）：照片里只要有一小块页边，就知道是哪一份。",
        "The codes in the margins of numbered copies (zhamen mark-copy): a photograph of a piece "
        "of the margin tells which copy it was.",
    ),
}


class Explain:
    """Explains a clause by its number, a detector by its name, or lists both."""

    name = "explain"
    help = "说明“七个不得”和检测规则 / explain must-nots and detectors"

    def arguments(self, parser: ArgumentParser) -> None:
        """Add what to explain."""
        parser.add_argument(
            "what",
            nargs="?",
            metavar="1–7|NAME",
            help="条款序号或规则名；不写则全部列出 / a clause's number or a detector's name",
        )

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
            raise UsageError(
                terminal.pick(
                    f"没有 {options.what} 这一条或规则", f"nothing called {options.what}"
                ),
                advice=f"1–7, {', '.join(detectors)}",
            )
        return 0


def _overview(clauses: Iterable[Clause], detectors: Iterable[Detector], terminal: Terminal) -> None:
    terminal.say(terminal.paint(terminal.pick("七个不得", "The seven must-nots"), "bold"))
    for clause in clauses:
        terminal.say(f"  {clause.number}  {terminal.pick(clause.title, clause.title_en)}")
    terminal.say()
    terminal.say(terminal.paint(terminal.pick("检测规则", "Detectors"), "bold"))
    for detector in detectors:
        _entry(detector, terminal)
    terminal.say()
    terminal.say(terminal.pick(
        "详细说明：zhamen explain 3，zhamen explain mark",
        "More: zhamen explain 3, zhamen explain mark",
    ))  # fmt: skip


def _entry(detector: Detector, terminal: Terminal) -> None:
    speaks = ",".join(map(str, detector.clauses)) or "–"
    title = terminal.pick(detector.title, detector.title_en)
    terminal.say(f"  {detector.name:<20} {f'[{speaks}]':<10} {title}")


def _clause(clause: Clause, detectors: Iterable[Detector], terminal: Terminal) -> None:
    label = terminal.pick(f"不得之{clause.number}", f"must-not {clause.number}")
    title = terminal.pick(clause.title, clause.title_en)
    terminal.paragraph(f"{terminal.paint(label, 'bold')}  {title}")
    _heading("依据", "Rests on", terminal)
    for citation in clause.law:
        terminal.paragraph(f"《{citation.title}》{citation.articles}：{citation.quote}", "  ")
    _heading("检测规则", "Looked for by", terminal)
    for detector in detectors:
        if clause.number in detector.clauses:
            _entry(detector, terminal)
    _heading("合规的办法", "The lawful way", terminal)
    terminal.paragraph(load_advice().clauses[clause.number].say(terminal.language), "  ")
    _heading("学习课目", "Lesson", terminal)
    terminal.say(f"  {clause.lesson}")


def _heading(chinese: str, english: str, terminal: Terminal) -> None:
    terminal.say()
    terminal.say(terminal.paint(terminal.pick(chinese, english), "bold"))


def _detector(detector: Detector, terminal: Terminal) -> None:
    title = terminal.pick(detector.title, detector.title_en)
    speaks = terminal.pick("、", ", ").join(map(str, detector.clauses))
    if speaks:
        clauses = terminal.pick(f"不得之 {speaks}", f"must-not {speaks}")
    else:
        clauses = terminal.pick("只作参考，不单独触发", "evidence only")
    terminal.say(f"{terminal.paint(title, 'bold')}  {detector.name} · {clauses}")
    if detector.lists:
        lists = ", ".join(f"{name}.toml" for name in detector.lists)
        terminal.say(terminal.pick(f"词表：{lists}", f"phrase lists: {lists}"))
    if isinstance(detector, TraceDetector):
        _heading("看的不是文字", "Looks at no text", terminal)
        for kind in detector.traces:
            terminal.paragraph(terminal.pick(*_TRACES[kind]), "  ")
    for sign, examples, heading in (
        ("●", detector.found, ("能发现（均为虚构示例）", "Finds (invented samples)")),
        ("○", detector.left, ("不误报", "Leaves alone")),
    ):
        if examples:
            _heading(*heading, terminal)
        for example in examples:
            _example(sign, example, terminal)


def _example(sign: str, example: Example, terminal: Terminal) -> None:
    text = example.text.replace("\n", " ⏎ ")
    medium = f" [{example.medium}]" if example.medium != "typed" else ""
    terminal.say(f"  {sign} {text}{medium}")
    if example.context:
        before = terminal.pick("上文：", "after: ") + " ⏎ ".join(example.context)
        terminal.say(terminal.paint(f"      {before}", "dim"))
    terminal.say(terminal.paint(f"      {picked(example.because, terminal.language)}", "dim"))


VERB = Explain()
