"""The table at the end of a scan: what was found, by must-not, and what could not be read."""

from typing import Any

from zhamen.cli.naming import plain
from zhamen.cli.scanning.summary import Summary, suspicion
from zhamen.cli.showing import decision_word
from zhamen.cli.terminal import Terminal, columns
from zhamen.model.terms import Decision
from zhamen.policy.loader import load_clauses
from zhamen.policy.reasons import reason_in_words, remedy_in_words

_MOST_FILES = 20


def show_table(summary: Summary, seconds: float, terminal: Terminal) -> None:
    """Print the files to look at, then the numbers."""
    _show_files(summary, terminal)
    rate = summary.files / seconds if seconds else 0.0
    size = f"{summary.bytes / 1e6:,.1f} MB"
    terminal.say(terminal.pick(
        f"共检查 {summary.files:,} 个文件，{size}，用时 {seconds:.1f} 秒（{rate:,.0f} 个/秒）",
        f"{summary.files:,} files, {size} in {seconds:.1f} s ({rate:,.0f}/s)",
    ))  # fmt: skip
    for count, words in (
        (summary.resumed, ("个沿用上次的结果", "taken from the journal")),
        (
            summary.copied,
            ("个与查过的文件内容相同，没有再读", "of the same content as others, not read again"),
        ),
        (summary.repeats, ("处重复，已在原处检查", "repeats, inspected where they stand")),
    ):
        if count:
            terminal.say(f"  {count:,} {terminal.pick(*words)}")
    terminal.say()
    for decision in (Decision.BLOCK, Decision.HOLD, Decision.HINT):
        _row(
            decision_word(decision, terminal), summary.suspected[decision], str(decision), terminal
        )
    _row(terminal.pick("未能检查", "not looked into"), summary.unread, "unread", terminal)
    _row(terminal.pick("未发现疑似", "nothing suspected"), summary.clean, "dim", terminal)
    _show_clauses(summary, terminal)
    _show_reasons(summary, terminal)


def _show_files(summary: Summary, terminal: Terminal) -> None:
    verdicts = summary.kept(Decision.BLOCK, Decision.HOLD)
    for verdict in verdicts[:_MOST_FILES]:
        decision = suspicion(verdict)
        word = terminal.paint(f" {decision_word(decision, terminal)} ", str(decision))
        terminal.say(f"{word} {plain(verdict['id'])}")
        terminal.say(f"        {_evidence(verdict, decision, terminal)}")
    if summary.stopped > _MOST_FILES:
        more = summary.stopped - _MOST_FILES
        terminal.say(terminal.pick(
            f"  另有 {more:,} 个文件，见 --report 或 --jsonl",
            f"  and {more:,} more: see --report or --jsonl",
        ))  # fmt: skip
    if verdicts:
        terminal.say()


def _evidence(verdict: dict[str, Any], decision: Decision, terminal: Terminal) -> str:
    finding = next(f for f in verdict["findings"] if f["decision"] == decision)
    clause = finding.get("clause")
    cited = "" if clause is None else terminal.pick(f"不得之{clause}  ", f"must-not {clause}  ")
    page = finding.get("page")
    place = "" if page is None else terminal.pick(f"（第 {page} 页）", f" (page {page})")
    return f"{cited}{plain(finding['masked'])}  {finding['why']}{place}"


def _row(label: str, count: int, style: str, terminal: Terminal) -> None:
    shown = terminal.paint(label, style if count else "dim")
    terminal.say(f"  {shown}{' ' * (18 - columns(label))}{count:>9,}")


def _show_clauses(summary: Summary, terminal: Terminal) -> None:
    if not summary.clauses:
        return
    terminal.say()
    for number, count in sorted(summary.clauses.items()):
        clause = load_clauses()[number]
        label = terminal.pick(f"不得之{number}", f"must-not {number}")
        title = terminal.pick(clause.title, clause.title_en)
        terminal.say(f"  {label}{' ' * (18 - columns(label))}{count:>9,}  {title}")


def _show_reasons(summary: Summary, terminal: Terminal) -> None:
    if not summary.reasons:
        return
    terminal.say()
    title = terminal.pick(
        "未能检查的内容（不能视为安全，请人工核对）：",
        "Not looked into (not called clean; check by hand):",
    )
    terminal.say("  " + terminal.paint(title, "unread"))
    for reason, count in summary.reasons.most_common():
        terminal.say(f"  {'':18}{count:>9,}  {reason_in_words(reason, terminal.language)}")
        remedy = remedy_in_words(reason, terminal.language)
        terminal.say(f"  {'':29}{terminal.paint(remedy, 'dim')}")
