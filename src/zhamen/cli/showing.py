"""A verdict as a person reads it: decision, must-nots, masked evidence, the lawful way now."""

from collections.abc import Iterator

from zhamen.cli.terminal import Terminal
from zhamen.model.terms import Decision
from zhamen.model.verdict import Finding, Unread, Verdict
from zhamen.policy.loader import load_clauses
from zhamen.policy.reasons import reason_in_words

DECISIONS = {
    Decision.PASS: ("放行", "pass"),
    Decision.HINT: ("提示后可发", "hint"),
    Decision.HOLD: ("转人工", "hold"),
    Decision.BLOCK: ("拦截", "block"),
}
_MOST = 12
"""Findings shown; the JSON form has them all."""


def decision_word(decision: Decision, terminal: Terminal) -> str:
    """Return the decision in the person's language."""
    return terminal.pick(*DECISIONS[decision])


def show(verdict: Verdict, terminal: Terminal) -> None:
    """Print a verdict."""
    word = terminal.paint(f" {decision_word(verdict.decision, terminal)} ", str(verdict.decision))
    suspected = terminal.pick("疑似触犯", "suspected: must-not")
    cited = "、".join(str(clause) for clause in verdict.clauses)
    terminal.say(f"{word} {suspected} {cited}" if cited else word)
    for clause in verdict.clauses:
        law = load_clauses()[clause]
        title = terminal.pick(law.title, law.title_en)
        terminal.say(terminal.pick(f"  不得之{clause}：{title}", f"  must-not {clause}: {title}"))
    for finding in verdict.findings[:_MOST]:
        terminal.say("  · " + finding_line(finding, terminal))
    if len(verdict.findings) > _MOST:
        more = len(verdict.findings) - _MOST
        terminal.say(terminal.pick(f"  · 另有 {more} 处", f"  · and {more} more"))
    for line in _unread_lines(verdict.unread, terminal):
        terminal.say(line)
    _show_advice(verdict, terminal)
    for near in verdict.near_misses:
        terminal.say(terminal.paint(terminal.pick(f"  接近：{near}", f"  near: {near}"), "dim"))


def finding_line(finding: Finding, terminal: Terminal) -> str:
    """Return one finding on one line: masked evidence, where it stands, why."""
    place = finding.part
    if finding.page:
        place += terminal.pick(f" 第{finding.page}页", f" page {finding.page}")
    if finding.place:
        place += f" ({finding.place})"
    return f"{finding.masked}  {finding.why}  [{place} {finding.start}–{finding.end}]"


def _unread_lines(unread: tuple[Unread, ...], terminal: Terminal) -> Iterator[str]:
    for each in unread:
        reason = reason_in_words(each.reason, terminal.language)
        label = terminal.pick("未能检查", "not looked into")
        yield terminal.paint(f"  ! {label}：{each.part} — {reason}", "unread")


def _show_advice(verdict: Verdict, terminal: Terminal) -> None:
    if verdict.advice is None:
        return
    terminal.say(terminal.pick("  合规办法：", "  The lawful way: ") + verdict.advice.text)
    if verdict.advice.notice:
        terminal.say(terminal.pick("  可改发：", "  Send instead: ") + verdict.advice.notice)
