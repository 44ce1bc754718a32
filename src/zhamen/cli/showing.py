"""A verdict as a person reads it: decision, must-nots, masked evidence, the lawful way now."""

from itertools import groupby

from zhamen.cli.naming import plain
from zhamen.cli.terminal import Terminal
from zhamen.model.terms import Decision
from zhamen.model.verdict import Finding, Unread, Verdict
from zhamen.policy.loader import load_clauses
from zhamen.policy.places import page_pair, place_pair, places_of
from zhamen.policy.reasons import reason_in_words

DECISIONS = {
    Decision.PASS: ("放行", "pass"),
    Decision.HINT: ("提示后可发", "hint"),
    Decision.HOLD: ("转人工", "hold"),
    Decision.BLOCK: ("拦截", "block"),
}
_MOST = 6
"""Findings of one must-not that are shown; the JSON form has them all."""
_MOST_UNREAD = 12


def decision_word(decision: Decision, terminal: Terminal) -> str:
    """Return the decision in the person's language."""
    return terminal.pick(*DECISIONS[decision])


def show(verdict: Verdict, terminal: Terminal) -> None:
    """Print a verdict."""
    word = terminal.paint(f" {decision_word(verdict.decision, terminal)} ", str(verdict.decision))
    terminal.say(f"{word}  {_summary(verdict, terminal)}")
    by_clause = sorted(verdict.findings, key=lambda finding: finding.clause or 9)
    for clause, findings in groupby(by_clause, key=lambda finding: finding.clause):
        _show_clause(clause, list(findings), terminal)
    show_unread(verdict.unread, terminal)
    if verdict.advice is not None:
        terminal.box(terminal.pick("合规的办法", "The lawful way"), verdict.advice.text)
        if verdict.advice.notice:
            title = terminal.pick("可以改发这一条", "Send this instead")
            terminal.box(title, verdict.advice.notice)
    for near in verdict.near_misses:
        label = terminal.pick("接近命中", "near miss")
        terminal.say(terminal.paint(f"  {label}  {near}", "dim"))


def _summary(verdict: Verdict, terminal: Terminal) -> str:
    if verdict.clauses:
        cited = "、".join(map(str, verdict.clauses))
        if verdict.decision is Decision.HINT:
            return terminal.pick(f"请留意不得之 {cited}", f"mind must-not {cited}")
        return terminal.pick(f"疑似触犯不得之 {cited}", f"suspected breach of must-not {cited}")
    if verdict.findings:
        return terminal.pick("留意下列内容", "mind the following")
    if verdict.unread:
        return terminal.pick("有内容未能检查", "something could not be looked into")
    return terminal.pick("未发现疑似涉密内容", "nothing suspected")


def _show_clause(number: int | None, findings: list[Finding], terminal: Terminal) -> None:
    if number is not None:
        clause = load_clauses()[number]
        title = terminal.pick(clause.title, clause.title_en)
        label = terminal.pick(f"不得之{number}", f"must-not {number}")
        terminal.paragraph(f"{label}  {title}", "  ")
    for finding in findings[:_MOST]:
        terminal.say("    " + finding_line(finding, terminal))
    if len(findings) > _MOST:
        more = len(findings) - _MOST
        terminal.say(terminal.pick(f"    另有 {more} 处", f"    and {more} more"))


def finding_line(finding: Finding, terminal: Terminal) -> str:
    """Return one finding on one line: masked evidence, why, where it stands."""
    place = place_of(finding, terminal)
    where = terminal.paint(terminal.pick(f"（{place}）", f" ({place})"), "dim")
    why = terminal.pick(finding.why, f"{finding.detector}: {finding.why}")
    return f"{terminal.paint(plain(finding.masked), 'bold')}  {why}{where}"


def place_of(finding: Finding, terminal: Terminal) -> str:
    """Return part, page, place and offsets in words."""
    words = [terminal.pick("文字", "text") if finding.part == "text" else plain(finding.part)]
    if finding.page:
        words.append(terminal.pick(*page_pair(finding.page, finding.place)))
    words += [place_word(place, terminal) for place in places_of(finding.place)]
    start, end = finding.start + 1, max(finding.end, finding.start + 1)
    words.append(terminal.pick(f"第 {start}–{end} 字", f"characters {start}–{end}"))
    return terminal.pick("，", ", ").join(words)


def place_word(place: str, terminal: Terminal) -> str:
    """Return one word of a place in the person's language."""
    return terminal.pick(*place_pair(place))


def show_unread(
    unread: tuple[Unread, ...], terminal: Terminal, *, most: int = _MOST_UNREAD
) -> None:
    """Print what could not be looked into, and why."""
    for each in unread[:most]:
        reason = reason_in_words(each.reason, terminal.language)
        label = terminal.paint(terminal.pick("未能检查", "not looked into"), "unread")
        terminal.say(f"  {label}  {plain(each.part)}：{reason}")
    if len(unread) > most:
        more = len(unread) - most
        terminal.say(terminal.pick(f"  另有 {more} 部分", f"  and {more} more"))
