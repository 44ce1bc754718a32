"""The report of a scan: what to handle now and where, what was not looked into, signatures.

One HTML file without scripts and without a request to anywhere; it prints on A4. It carries
masks and offsets, never text nor pictures, and says 疑似 throughout.
"""

import getpass
import platform
from argparse import Namespace
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from zhamen import __version__
from zhamen.cli.naming import shown
from zhamen.cli.paper import filled
from zhamen.cli.scanning import details, overview
from zhamen.cli.scanning.pen import Pen
from zhamen.cli.scanning.summary import Summary, suspicion
from zhamen.cli.scanning.words import HANDLING, WORDS
from zhamen.model.terms import Decision
from zhamen.policy.loader import load_channels

_ROWS_TO_FILL = 8
_MOST_HANDLED = 60


def render(summary: Summary, options: Namespace, rules: str, language: str) -> str:
    """Return the report as one HTML page; `rules` names the rules that were in force."""
    pen = Pen(language, options.mask_paths)
    words = {name: pair[pen.english] for name, pair in WORDS.items()}
    rows = details.numbered(summary)
    now = datetime.now()
    return filled(
        "zhamen.cli.scanning",
        "report.html",
        **words,
        lang="en" if pen.english else "zh-CN",
        byline=_byline(options, now, pen),
        cover="".join(_cover(options, rules, now, pen)),
        numbers="".join(overview.numbers(summary, pen)),
        conclusion=overview.conclusion(summary, pen),
        clauses="".join(overview.clauses(summary, pen)) or _none(words["nothing"], 3),
        places="".join(overview.places(summary, pen)),
        reasons="".join(details.reasons(summary, pen)) or _none(words["all_read"], 2),
        details="".join(details.details(summary, pen, rows)) or f"<p>{words['nothing']}</p>",
        heads="".join(f"<th>{pair[pen.english]}</th>" for pair in HANDLING),
        handling="".join(_handling(rows, pen)),
    )


def _byline(options: Namespace, now: datetime, pen: Pen) -> str:
    """Return who inspected, for whom and when, on one line."""
    said = (pen.text(options.person or _login()), pen.text(options.unit), f"{now:%Y-%m-%d %H:%M}")
    return "　".join(filter(None, said))


def _cover(options: Namespace, rules: str, now: datetime, pen: Pen) -> Iterator[str]:
    """Yield the particulars that a signature rests on."""
    channel = load_channels()[options.channel]
    scope = [pen.path(shown(str(path.absolute()))) for path in options.path]
    rows = (
        ("检查人", "Person", pen.text(options.person or _login())),
        ("所在部门", "Unit", pen.text(options.unit)),
        ("计算机", "Device", pen.text(f"{platform.node()}  {platform.system()}")),
        ("检查时间", "Time", f"{now:%Y-%m-%d %H:%M}"),
        ("检查范围", "Range", "<br>".join(scope)),
        ("判定渠道", "Judged for", pen.say(channel.title, channel.title_en)),
        ("工具版本", "Tool", f"Zhamen 闸门 {__version__}"),
        ("规则版本", "Rules", rules),
    )
    for chinese, english, value in rows:
        value = value or '<span class="fill"></span>'
        yield f"<dt>{pen.say(chinese, english)}</dt><dd>{value}</dd>"


def _handling(rows: list[details.Numbered], pen: Pen) -> Iterator[str]:
    """Yield a line to fill for each file that was held or blocked, and some empty ones."""
    stopped = (
        (number, pen.path(verdict["id"].rpartition("/")[2]))
        for number, verdict in rows
        if suspicion(verdict) is not Decision.HINT
    )
    named = list(islice(stopped, _MOST_HANDLED))
    for number, path in named:
        yield _row((str(number), path))
    for _ in range(max(2, _ROWS_TO_FILL - len(named))):
        yield _row(("", ""))


def _row(values: Iterable[str]) -> str:
    cells = [*values, *[""] * len(HANDLING)][: len(HANDLING)]
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _none(words: str, columns: int) -> str:
    return f'<tr><td colspan="{columns}">{words}</td></tr>'


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
