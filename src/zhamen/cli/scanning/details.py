"""The middle of a report: every suspected file with its evidence, and what was not looked into."""

import html
from collections import Counter
from collections.abc import Iterator
from itertools import groupby, islice
from typing import Any

from zhamen.cli.scanning.pen import Pen
from zhamen.cli.scanning.places import Place
from zhamen.cli.scanning.summary import Summary, suspicion
from zhamen.cli.scanning.words import SORTS
from zhamen.model.terms import Decision
from zhamen.policy.advice import load_advice
from zhamen.policy.places import page_pair, place_pair, places_of
from zhamen.policy.reasons import reason_in_words, remedy_in_words

MOST_DETAILS = 2000
_MOST_FINDINGS = 8
_FEW_NAMES = 6
_MOST_NAMES = 200
"""Names of unread files listed for one reason; all but a few are folded away."""

Row = dict[str, Any]
Numbered = tuple[int, Row]


def numbered(summary: Summary) -> list[Numbered]:
    """Return the suspected files with their numbers: places with most of them first."""
    verdicts = summary.kept(Decision.BLOCK, Decision.HOLD, Decision.HINT)[:MOST_DETAILS]
    place_of = summary.places.of
    here = Counter(place_of(verdict["id"]).whole for verdict in verdicts)

    def order(verdict: Row) -> tuple[int, Place, int]:
        place = place_of(verdict["id"])
        return -here[place.whole], place, -suspicion(verdict).rank

    verdicts.sort(key=order)
    return list(enumerate(verdicts, 1))


def details(summary: Summary, pen: Pen, rows: list[Numbered]) -> Iterator[str]:
    """Yield the suspected files, grouped by account or folder and then by conversation."""
    place_of = summary.places.of
    for whole, group in groupby(rows, key=lambda row: place_of(row[1]["id"]).whole):
        yield f'<h3 class="place">{pen.place(whole)}</h3>'
        for place, members in groupby(group, key=lambda row: place_of(row[1]["id"])):
            if within := pen.within(place):
                yield f'<h4 class="within">{within}</h4>'
            for number, verdict in members:
                yield _item(number, verdict, pen, place)
    total = sum(summary.suspected[each] for each in list(Decision)[1:])
    if total > len(rows):
        more = total - len(rows)
        yield f"<p>{pen.say(f'另有 {more:,} 个文件，从略。', f'{more:,} more files.')}</p>"


def _item(number: int, verdict: Row, pen: Pen, place: Place) -> str:
    decision = suspicion(verdict)
    label = dict(SORTS)[str(decision)][pen.english]
    ordered = sorted(verdict["findings"], key=lambda f: -Decision(f["decision"]).rank)
    lines = "".join(_finding(finding, pen) for finding in ordered[:_MOST_FINDINGS])
    if len(ordered) > _MOST_FINDINGS:
        more = len(ordered) - _MOST_FINDINGS
        lines += f"<li><span></span>{pen.say(f'另有 {more} 处', f'and {more} more')}</li>"
    folder, _, name = verdict["id"].rpartition("/")
    return (
        f'<article><div class="no">{number}</div><div><h5>{pen.path(name)}</h5>'
        f'<p class="path">{pen.path(folder)}</p><ul>{lines}</ul>{_way(ordered[0], pen)}</div>'
        f'<span class="tag {decision}">{label}</span></article>'
    )


def _way(finding: Row, pen: Pen) -> str:
    """Return the lawful way for a file's strongest finding."""
    words = load_advice().clauses.get(finding.get("clause", 0))
    if words is None:
        return ""
    label = pen.say("办法", "The lawful way")
    return f'<p class="way"><b>{label}</b>{words.say(pen.language)}</p>'


def _finding(finding: Row, pen: Pen) -> str:
    inner = finding["part"].partition("!/")[2]
    page = finding.get("page")
    where = [pen.path(inner)] if inner else []
    if page is not None:
        where.append(pen.say(*page_pair(page, finding.get("place", ""))))
    where += [
        html.escape(pen.say(*place_pair(word))) for word in places_of(finding.get("place", ""))
    ]
    first = finding["start"] + 1
    where.append(pen.say(f"第 {first:,} 字起", f"from character {first:,}"))
    return (
        f'<li><span class="cite">{pen.clause(finding.get("clause"))}</span>'
        f"<code>{html.escape(finding['masked'])}</code>"
        f"<span>{html.escape(finding['why'])}<i>{' · '.join(where)}</i></span></li>"
    )


def reasons(summary: Summary, pen: Pen) -> Iterator[str]:
    """Yield a row for each reason: what to do, and the files to be checked by hand."""
    named: dict[str, dict[str, list[str]]] = {}
    for verdict in summary.kept(*reversed(Decision)):
        for unread in verdict["unread"]:
            inner = unread["part"].partition("!/")[2]
            files = named.setdefault(unread["reason"], {})
            files.setdefault(verdict["id"], []).append(inner)
    for reason, count in summary.reasons.most_common():
        words = html.escape(reason_in_words(reason, pen.language))
        remedy = html.escape(remedy_in_words(reason, pen.language))
        yield (
            f'<tr><td><b>{words}</b><p class="way">{remedy}</p>'
            f'{_names(named.get(reason, {}), count, pen)}</td><td class="count">{count:,}</td></tr>'
        )


def _names(files: dict[str, list[str]], count: int, pen: Pen) -> str:
    lines = []
    for path, inner in islice(files.items(), _MOST_NAMES):
        inside = [pen.path(each) for each in inner if each]
        count -= len(inner)
        within = f'<span class="soft"> ▸ {"、".join(inside)}</span>' if inside else ""
        lines.append(f"<li>{pen.path(path)}{within}</li>")
    rest = f"<li>{pen.say(f'另有 {count:,} 项', f'and {count:,} more')}</li>" if count > 0 else ""
    shown = f'<ul class="names">{"".join(lines[:_FEW_NAMES])}</ul>'
    hidden = "".join(lines[_FEW_NAMES:]) + rest
    if not hidden:
        return shown
    more = len(lines) - _FEW_NAMES
    label = (
        pen.say(f"再列 {more:,} 个", f"{more:,} more names")
        if more > 0
        else pen.say("其余", "more")
    )
    return f'{shown}<details><summary>{label}</summary><ul class="names">{hidden}</ul></details>'
