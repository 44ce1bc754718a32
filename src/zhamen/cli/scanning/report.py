"""The report of a scan: cover, summary, what was not looked into, details, handling, signatures.

One HTML file without scripts and without a request to anywhere; it prints on A4. It carries
masks and offsets, never text, and says 疑似 throughout.
"""

import getpass
import html
import platform
from argparse import Namespace
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from zhamen import __version__
from zhamen.cli.naming import plain, shown
from zhamen.cli.paper import filled
from zhamen.cli.scanning.masking import masked_path
from zhamen.cli.scanning.summary import Summary, suspicion
from zhamen.cli.scanning.words import HANDLING, SORTS, WORDS
from zhamen.model.terms import Decision
from zhamen.policy.advice import load_advice
from zhamen.policy.loader import load_channels, load_clauses
from zhamen.policy.reasons import reason_in_words

_MOST_DETAILS = 2000
_MOST_FINDINGS = 8
_MOST_NAMES = 200
"""Names of unread files listed for one reason."""
_ROWS_TO_FILL = 8
_MOST_HANDLED = 60

Row = dict[str, Any]


def render(summary: Summary, options: Namespace, rules: str, language: str) -> str:
    """Return the report as one HTML page; `rules` names the rules that were in force."""
    return _Report(summary, options, rules, language).page()


class _Report:
    def __init__(self, summary: Summary, options: Namespace, rules: str, language: str) -> None:
        self._summary = summary
        self._options = options
        self._rules = rules
        self._language = language
        self._english = language == "en"
        suspected = summary.kept(Decision.BLOCK, Decision.HOLD, Decision.HINT)
        self._suspected = list(enumerate(suspected[:_MOST_DETAILS], 1))

    def page(self) -> str:
        """Fill the template."""
        words = {name: pair[self._english] for name, pair in WORDS.items()}
        return filled(
            "zhamen.cli.scanning",
            "report.html",
            **words,
            lang="en" if self._english else "zh-CN",
            cover="".join(self._cover()),
            numbers="".join(self._numbers()),
            conclusion=self._conclusion(),
            clauses="".join(self._clauses()) or _none(words["nothing"], 3),
            reasons="".join(self._reasons()) or _none(words["all_read"], 2),
            details="".join(self._details()) or f"<p>{words['nothing']}</p>",
            heads="".join(f"<th>{pair[self._english]}</th>" for pair in HANDLING),
            handling="".join(self._handling()),
        )

    def _say(self, chinese: str, english: str) -> str:
        return english if self._english else chinese

    def _path(self, path: str) -> str:
        return html.escape(masked_path(path) if self._options.mask_paths else plain(path))

    def _cover(self) -> Iterator[str]:
        options = self._options
        channel = load_channels()[options.channel]
        scope = [self._path(shown(str(path.absolute()))) for path in options.path]
        rows = (
            ("检查人", "Person", _text(options.person or _login())),
            ("所在部门", "Unit", _text(options.unit)),
            ("计算机", "Device", _text(f"{platform.node()}  {platform.system()}")),
            ("检查时间", "Time", f"{datetime.now():%Y-%m-%d %H:%M}"),
            ("检查范围", "Range", "<br>".join(scope)),
            ("判定渠道", "Judged for", self._say(channel.title, channel.title_en)),
            ("工具版本", "Tool", f"Zhamen 闸门 {__version__}"),
            ("规则版本", "Rules", self._rules),
        )
        for chinese, english, value in rows:
            value = value or '<span class="fill"></span>'
            yield f"<dt>{self._say(chinese, english)}</dt><dd>{value}</dd>"

    def _numbers(self) -> Iterator[str]:
        summary = self._summary
        counts = {"": summary.files, "unread": summary.unread}
        counts |= {str(decision): summary.suspected[decision] for decision in Decision}
        for sort, pair in SORTS:
            quiet = "" if counts[sort] else " quiet"
            yield (
                f'<div class="number {sort}{quiet}"><b>{counts[sort]:,}</b>'
                f"<span>{pair[self._english]}</span></div>"
            )

    def _conclusion(self) -> str:
        """Return the two sentences that somebody in a hurry reads."""
        summary = self._summary
        if summary.stopped:
            said = self._say(
                f"有 {summary.stopped:,} 个文件含疑似不得外发的内容，请按“四、处置记录”逐项处理。",
                f"{summary.stopped:,} files seem to hold what must not leave; see section 4.",
            )
        else:
            said = self._say(
                "未发现应当拦截或转人工的文件。", "No file to hold or block was found."
            )
        page = f"<p>{said}</p>"
        if summary.unread:
            said = self._say(
                f"有 <b>{summary.unread:,}</b> 个文件未能完整检查。未能检查不等于没有问题，"
                "请人工逐一核对。",
                f"<b>{summary.unread:,}</b> files could not be looked into completely. "
                "They are not called clean: check them by hand.",
            )
            page += f'<p class="warn">{said}</p>'
        return page

    def _clauses(self) -> Iterator[str]:
        advice = load_advice().clauses
        for number, count in sorted(self._summary.clauses.items()):
            clause = load_clauses()[number]
            title = self._say(clause.title, clause.title_en)
            label = self._say(f"不得之{number}", f"must-not {number}")
            yield (
                f'<tr><th scope="row">{label}</th><td>{title}'
                f'<p class="soft">{advice[number].say(self._language)}</p></td>'
                f'<td class="count">{count:,}</td></tr>'
            )

    def _reasons(self) -> Iterator[str]:
        """Yield a row for each reason, with the names of the files to be checked by hand."""
        named: dict[str, dict[str, list[str]]] = {}
        for verdict in self._summary.kept(*reversed(Decision)):
            for unread in verdict["unread"]:
                inner = unread["part"].partition("!/")[2]
                files = named.setdefault(unread["reason"], {})
                files.setdefault(self._path(verdict["id"]), []).append(inner)
        for reason, count in self._summary.reasons.most_common():
            words = html.escape(reason_in_words(reason, self._language))
            names = "".join(self._names(named.get(reason, {}), count))
            yield (
                f'<tr><td>{words}<ul class="names">{names}</ul></td>'
                f'<td class="count">{count:,}</td></tr>'
            )

    def _names(self, files: dict[str, list[str]], count: int) -> Iterator[str]:
        for name, inner in islice(files.items(), _MOST_NAMES):
            inside = [self._path(each) for each in inner if each]
            count -= len(inner)
            within = f'<span class="soft"> ▸ {"、".join(inside)}</span>' if inside else ""
            yield f"<li>{name}{within}</li>"
        if count > 0:
            yield f"<li>{self._say(f'另有 {count:,} 项', f'and {count:,} more')}</li>"

    def _details(self) -> Iterator[str]:
        for number, verdict in self._suspected:
            yield self._item(number, verdict)
        total = sum(self._summary.suspected[each] for each in list(Decision)[1:])
        if total > len(self._suspected):
            more = total - len(self._suspected)
            yield f"<p>{self._say(f'另有 {more:,} 个文件，从略。', f'{more:,} more files.')}</p>"

    def _item(self, number: int, verdict: Row) -> str:
        decision = suspicion(verdict)
        label = dict(SORTS)[str(decision)][self._english]
        ordered = sorted(verdict["findings"], key=lambda f: -Decision(f["decision"]).rank)
        lines = "".join(self._finding(finding) for finding in ordered[:_MOST_FINDINGS])
        if len(ordered) > _MOST_FINDINGS:
            more = len(ordered) - _MOST_FINDINGS
            lines += f"<li><span></span>{self._say(f'另有 {more} 处', f'and {more} more')}</li>"
        return (
            f'<article><div class="no">{number}</div><div><h3>{self._path(verdict["id"])}'
            f'</h3><ul>{lines}</ul></div><span class="tag {decision}">{label}</span></article>'
        )

    def _finding(self, finding: Row) -> str:
        clause = finding.get("clause")
        cited = "" if clause is None else self._say(f"不得之{clause}", f"must-not {clause}")
        inner = finding["part"].partition("!/")[2]
        page = finding.get("page")
        where = [self._path(inner)] if inner else []
        if page is not None:
            where.append(self._say(f"第 {page} 页", f"page {page}"))
        first = finding["start"] + 1
        where.append(self._say(f"第 {first:,} 字起", f"from character {first:,}"))
        return (
            f'<li><span class="cite">{cited}</span><code>{html.escape(finding["masked"])}</code>'
            f"<span>{html.escape(finding['why'])}<i>{' · '.join(where)}</i></span></li>"
        )

    def _handling(self) -> Iterator[str]:
        """Yield a line to fill for each file that was held or blocked, and some empty ones."""
        stopped = (
            (number, self._path(verdict["id"]))
            for number, verdict in self._suspected
            if suspicion(verdict) is not Decision.HINT
        )
        rows = list(islice(stopped, _MOST_HANDLED))
        for number, path in rows:
            yield _row((str(number), path))
        for _ in range(max(2, _ROWS_TO_FILL - len(rows))):
            yield _row(("", ""))


def _row(filled: Iterable[str]) -> str:
    cells = [*filled, *[""] * len(HANDLING)][: len(HANDLING)]
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _none(words: str, columns: int) -> str:
    return f'<tr><td colspan="{columns}">{words}</td></tr>'


def _text(value: str | None) -> str:
    return html.escape(plain(value)) if value else ""


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
