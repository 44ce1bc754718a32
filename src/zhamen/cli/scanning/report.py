"""The report of a scan: cover, summary, what was not looked into, details, handling, signatures.

One HTML file without scripts and without a request to anywhere; it prints on A4. It carries
masks and offsets, never text, and says 疑似 throughout.
"""

import getpass
import html
import platform
from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime
from importlib.resources import files
from pathlib import PurePath
from string import Template
from typing import Any

from zhamen import __version__
from zhamen.cli.scanning.summary import Summary
from zhamen.cli.showing import DECISIONS
from zhamen.model.terms import Decision
from zhamen.policy.loader import load_clauses
from zhamen.policy.reasons import reason_in_words
from zhamen.policy.version import rules_version

_WORDS = {
    "heading": ("保密自查报告", "Secrecy self-inspection"),
    "subtitle": ("计算机文件外发风险自查 · 由本人运行，结果保存在本机",
                 "Files checked by their owner; the result stays on this machine"),
    "summary_title": ("一、汇总", "1  Summary"),
    "unread_title": ("二、未能检查", "2  Not looked into"),
    "details_title": ("三、明细", "3  Details"),
    "handling_title": ("四、处置记录", "4  Handling"),
    "clause_title": ("疑似触犯", "Suspected must-not"),
    "count_title": ("文件数", "Files"),
    "sign_self": ("本人签字　　　　　　　年　　月　　日", "Signed by the owner, date"),
    "sign_reviewer": ("复核人签字　　　　　　　年　　月　　日", "Signed by the reviewer, date"),
    "none": ("未发现疑似问题。", "Nothing suspected."),
    "all_read": ("全部文件均已检查。", "Every file was looked into."),
    "masked_path": ("（路径已隐去）", "(path hidden)"),
    "warning": ("有 {} 个文件未能完整检查。未能检查不等于没有问题，请逐一人工核对。",
                "{} files could not be looked into completely. They are not called clean: check them by hand."),
    "disclaimer": (
        "本软件未经国家保密行政管理部门检测，不得用于涉密信息系统；检测结果仅为疑似线索，"
        "不作为定密或鉴定依据。报告只含打码片段，不含原文。",
        "Not certified by the secrecy administration; not for classified systems; results are "
        "suspicions, no classification or appraisal. The report holds masks, no text."),
}  # fmt: skip
_HANDLING = (
    ("序号", "处置措施（删除、移交、移至内部平台…）", "处置人", "日期"),
    ("No.", "Measure (deleted, handed over, moved to the internal platform …)", "By", "Date"),
)
_MOST_DETAILS = 2000


def render(summary: Summary, options: Namespace, language: str) -> str:
    """Return the report as one HTML page."""
    english = language == "en"
    words = {name: pair[english] for name, pair in _WORDS.items()}
    unread = [verdict for verdict in summary.kept if verdict["unread"]]
    template = Template((files("zhamen.cli.scanning") / "report.html").read_text("utf-8"))
    heads = _HANDLING[english]
    return template.substitute(
        words,
        lang="en" if english else "zh-CN",
        title=words["heading"],
        cover=_cover(options, english),
        numbers=_numbers(summary, len(unread), english),
        warning=f'<p class="warn">{words["warning"].format(len(unread))}</p>' if unread else "",
        clauses="".join(_clause_rows(summary, english)) or f"<tr><td>{words['none']}</td></tr>",
        unread_section=_unread_section(summary, words, language),
        details="".join(_details(summary, options, language)) or f"<p>{words['none']}</p>",
        handling_heads="".join(f"<th>{head}</th>" for head in heads),
        handling_rows=('<tr><td class="write"></td>' + "<td></td>" * 3 + "</tr>") * 5,
    )


def _cover(options: Namespace, english: bool) -> str:
    names = (
        ("检查人", "Person"), ("所在部门", "Unit"), ("计算机", "Device"), ("检查时间", "Time"),
        ("检查范围", "Range"), ("判定渠道", "Judged for"), ("工具版本", "Tool"), ("规则版本", "Rules"),
    )  # fmt: skip
    hidden = _WORDS["masked_path"][english]
    scope = hidden if options.mask_paths else "\n".join(str(path) for path in options.path)
    channel = ("互联网渠道（微信、QQ 等）", "internet channels") if options.channel == "internet" else (
        "内部平台", "internal platform")  # fmt: skip
    values = (
        _person(), None, platform.node(), f"{datetime.now():%Y-%m-%d %H:%M}", scope,
        channel[english], f"Zhamen 闸门 {__version__}", rules_version(options.phrases),
    )  # fmt: skip
    rows = zip(names, values, strict=True)
    return "".join(_cover_row(name[english], value) for name, value in rows)


def _cover_row(name: str, value: str | None) -> str:
    if value is None:
        return f'<dt>{name}</dt><dd class="blank"></dd>'
    return f"<dt>{name}</dt><dd>{html.escape(value)}</dd>"


def _person() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "—"


def _numbers(summary: Summary, unread: int, english: bool) -> str:
    shown = [("", ("检查文件", "files inspected"), summary.files)]
    shown += [
        (str(decision), DECISIONS[decision], _with_findings(summary, decision))
        for decision in (Decision.BLOCK, Decision.HOLD, Decision.HINT)
    ]
    shown.append(("unread", ("未能检查", "not looked into"), unread))
    return "".join(
        f'<div class="number {kind}"><b>{count}</b><span>{names[english]}</span></div>'
        for kind, names, count in shown
    )


def _with_findings(summary: Summary, decision: Decision) -> int:
    """Count the files whose strongest finding has this decision; unread alone is counted apart."""
    return sum(1 for verdict in summary.kept if _strongest(verdict) == decision)


def _strongest(verdict: dict[str, Any]) -> str:
    found = [Decision(finding["decision"]) for finding in verdict["findings"]]
    return max(found, key=lambda decision: decision.rank, default=Decision.PASS)


def _clause_rows(summary: Summary, english: bool) -> Iterator[str]:
    for number, count in sorted(summary.clauses.items()):
        clause = load_clauses()[number]
        title = clause.title_en if english else clause.title
        label = f"must-not {number}" if english else f"不得之{number}"
        yield f'<tr><td><b>{label}</b>　{title}</td><td class="count">{count}</td></tr>'


def _unread_section(summary: Summary, words: dict[str, str], language: str) -> str:
    rows = "".join(
        f'<tr><td>{html.escape(reason_in_words(reason, language))}</td>'
        f'<td class="count">{count}</td></tr>'
        for reason, count in summary.reasons.most_common()
    )  # fmt: skip
    rows = rows or f"<tr><td>{words['all_read']}</td></tr>"
    return f"<section><h2>{words['unread_title']}</h2><table><tbody>{rows}</tbody></table></section>"


def _details(summary: Summary, options: Namespace, language: str) -> Iterator[str]:
    def weight(verdict: dict[str, Any]) -> int:
        return -Decision(_strongest(verdict)).rank

    for verdict in sorted(summary.kept, key=weight)[:_MOST_DETAILS]:
        yield _item(verdict, options, language)
    if len(summary.kept) > _MOST_DETAILS:
        yield f"<p>… +{len(summary.kept) - _MOST_DETAILS}</p>"


def _item(verdict: dict[str, Any], options: Namespace, language: str) -> str:
    english = language == "en"
    decision = Decision(_strongest(verdict))
    kind = "unread" if decision is Decision.PASS else str(decision)
    label = ("未能检查", "unread") if kind == "unread" else DECISIONS[decision]
    path = PurePath(verdict["id"])
    name = _WORDS["masked_path"][english] + path.suffix if options.mask_paths else str(path)
    lines = [_finding(finding, english) for finding in verdict["findings"][:8]]
    lines += [_unread(each, language) for each in verdict["unread"][:8]]
    advice = verdict.get("advice", {}).get("text", "") if decision is not Decision.PASS else ""
    note = f'<p class="advice">{html.escape(advice)}</p>' if advice else ""
    return (
        f'<div class="item"><h3><span class="tag {kind}">{label[english]}</span>'
        f"{html.escape(name)}</h3><ul>{''.join(lines)}</ul>{note}</div>"
    )


def _finding(finding: dict[str, Any], english: bool) -> str:
    clause = finding.get("clause")
    cited = "" if clause is None else f"must-not {clause}: " if english else f"不得之{clause}："
    page = finding.get("page")
    place = "" if page is None else f" page {page}" if english else f" 第{page}页"
    return (
        f"<li>{cited}{html.escape(finding['why'])} <code>{html.escape(finding['masked'])}</code>"
        f"{place}</li>"
    )


def _unread(unread: dict[str, Any], language: str) -> str:
    inner = unread["part"].partition("!/")[2]
    where = f"<code>{html.escape(inner)}</code> " if inner else ""
    return f"<li>{where}{html.escape(reason_in_words(unread['reason'], language))}</li>"
