"""The list of what is registered, for those who sign for it: on paper, without a title or text."""

import html
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from zhamen import __version__
from zhamen.cli.naming import plain
from zhamen.cli.paper import filled
from zhamen.cli.registering._words import KINDS, LEVELS, STATUSES
from zhamen.register.container import identity
from zhamen.register.registry import Registry

_WORDS = {
    "heading": ("涉密文件登记清单", "Register of documents"),
    "subtitle": (
        "本清单只列编号，不含标题和正文。请与纸质登记簿逐项核对后签字。",
        "Ids only, no titles and no text. Compare with the paper register, then sign.",
    ),
    "summary_title": ("一、分类汇总", "1  By kind and level"),
    "list_title": ("二、清单", "2  Documents"),
    "kind_title": ("类别", "Kind"),
    "level_title": ("密级", "Level"),
    "count_title": ("份数", "Documents"),
    "foot": (
        "本清单不作为定密依据；登记不改变文件的密级和知悉范围。",
        "This list is no classification; to register a document changes nothing about it.",
    ),
}
_HEADS = (
    ("编号", "Id"), ("类别", "Kind"), ("密级", "Level"), ("保密期限", "Term"),
    ("不得", "Must-nots"),
    ("状态", "Status"), ("原件", "Version of"), ("字数", "Letters"),
)  # fmt: skip
_SIGNS = (("经办人", "Registered by"), ("审核人", "Reviewed by"))
_CAVEATS = (
    ("没有钥匙，指纹库不能还原出文字。", "Without its key the bundle tells no text."),
    ("持有钥匙者可以逐字猜验：钥匙与指纹库必须分开保管。",
     "Whoever has the key can test guesses: keep the two apart."),
)  # fmt: skip


def render(rows: list[dict[str, Any]], registry: Registry, language: str) -> str:
    """Return the list as one HTML page."""
    english = language == "en"
    words = {name: pair[english] for name, pair in _WORDS.items()}
    return filled(
        "zhamen.cli.registering",
        "manifest.html",
        **words,
        lang="en" if english else "zh-CN",
        cover="".join(_cover(rows, registry, english)),
        caveats="".join(f"<li>{pair[english]}</li>" for pair in _CAVEATS),
        classes="".join(_classes(rows, english)),
        heads="".join(_head(pair[english], pair[1]) for pair in _HEADS),
        rows="".join(_line(row, english) for row in rows),
        signs="".join(_sign(pair[english], english) for pair in _SIGNS),
    )


def _cover(rows: list[dict[str, Any]], registry: Registry, english: bool) -> Iterator[str]:
    commit = identity(registry.path)
    letters = sum(row["letters"] for row in rows)
    pairs = (
        ("登记单位", "Unit", ""),
        ("库号", "Bundle", f"{commit.bundle} · {commit.suite}"),
        ("钥匙", "Key", f"{commit.fingerprint} · {'epoch' if english else '第'} {commit.epoch}"
                        f"{'' if english else ' 期'}"),
        ("提交", "Commit", f"{commit.generation} · {commit.manifest[2][:16]}"),
        ("文件", "Documents", f"{len(rows):,}"),
        ("字数", "Letters", f"{letters:,}"),
        ("日期", "Date", f"{datetime.now():%Y-%m-%d %H:%M}"),
        ("工具版本", "Tool", f"Zhamen 闸门 {__version__}"),
    )  # fmt: skip
    for chinese, english_word, value in pairs:
        filled_in = html.escape(value) or '<span class="fill"></span>'
        yield f"<dt>{english_word if english else chinese}</dt><dd>{filled_in}</dd>"


def _classes(rows: list[dict[str, Any]], english: bool) -> Iterator[str]:
    counts = Counter((row["kind"], row["level"]) for row in rows)
    order = [(kind, level) for kind in KINDS for level in LEVELS]
    for kind, level in sorted(counts, key=order.index):
        yield (
            f"<tr><td>{KINDS[kind][english]}</td><td>{LEVELS[level][english]}</td>"
            f'<td class="count">{counts[kind, level]:,}</td></tr>'
        )


def _line(row: dict[str, Any], english: bool) -> str:
    cells: Iterable[str] = (
        plain(row["id"]),
        KINDS[row["kind"]][english],
        LEVELS[row["level"]][english],
        plain(row["term"]),
        ("、", ", ")[english].join(map(str, row["clauses"])),
        STATUSES[row["status"]][english],
        plain(row["family"]),
    )
    marked = "".join(f"<td>{html.escape(cell)}</td>" for cell in cells)
    return f'<tr>{marked}<td class="count">{row["letters"]:,}</td></tr>'


def _head(words: str, english: str) -> str:
    return f'<th class="count">{words}</th>' if english == "Letters" else f"<th>{words}</th>"


def _sign(words: str, english: bool) -> str:
    date = "date" if english else "　　年　　月　　日"
    return f"<div>{words}<span>{date}</span></div>"
