"""The first page of a report: what must be handled now, by must-not and by place."""

from collections.abc import Iterator

from zhamen.cli.scanning.pen import Pen
from zhamen.cli.scanning.summary import Summary, Tally
from zhamen.cli.scanning.words import SORTS
from zhamen.model.terms import Decision
from zhamen.policy.advice import load_advice
from zhamen.policy.loader import load_clauses

_MOST_PLACES = 12


def numbers(summary: Summary, pen: Pen) -> Iterator[str]:
    """Yield the numbers of all files."""
    counts = {"": summary.files, "unread": summary.unread}
    counts |= {str(decision): summary.suspected[decision] for decision in Decision}
    for sort, pair in SORTS:
        quiet = "" if counts[sort] else " quiet"
        yield (
            f'<div class="number {sort}{quiet}"><b>{counts[sort]:,}</b>'
            f"<span>{pair[pen.english]}</span></div>"
        )


def conclusion(summary: Summary, pen: Pen) -> str:
    """Return the two sentences that somebody in a hurry reads."""
    if summary.stopped:
        page = pen.say(
            f'<p class="lead stop">现在要处理 <b>{summary.stopped:,}</b> 个文件'
            "<span>疑似含有不得外发的内容：停止转发，逐项处理并填写处置记录。</span></p>",
            f'<p class="lead stop"><b>{summary.stopped:,}</b> files must be handled now'
            "<span>They seem to hold what must not leave: send none of them on.</span></p>",
        )
    else:
        page = pen.say(
            '<p class="lead">没有发现应当拦截或转人工的文件</p>',
            '<p class="lead">No file to hold or block was found</p>',
        )
    if summary.unread:
        page += '<p class="warn">' + pen.say(
            f"有 <b>{summary.unread:,}</b> 个文件未能完整检查。未能检查不等于没有问题，"
            "请按原因逐类处理。</p>",
            f"<b>{summary.unread:,}</b> files could not be looked into completely. "
            "They are not called clean: handle them by reason.</p>",
        )
    return page


def clauses(summary: Summary, pen: Pen) -> Iterator[str]:
    """Yield a row for each must-not that seems to be broken."""
    advice = load_advice().clauses
    for number, count in sorted(summary.clauses.items()):
        clause = load_clauses()[number]
        title = pen.say(clause.title, clause.title_en)
        yield (
            f'<tr><th scope="row">{pen.clause(number)}</th><td>{title}'
            f'<p class="way">{advice[number].say(pen.language)}</p></td>'
            f'<td class="count">{count:,}</td></tr>'
        )


def places(summary: Summary, pen: Pen) -> Iterator[str]:
    """Yield a row for each account or folder, those with most to handle first."""
    ordered = sorted(summary.tallies.items(), key=lambda each: _weight(each[1]), reverse=True)
    widest = max((tally.files for tally in summary.tallies.values()), default=0)
    for place, tally in ordered[:_MOST_PLACES]:
        where = f"{pen.place(place)}{_bar(tally, widest)}"
        yield f'<tr><td class="where">{where}</td>{_counts(tally)}</tr>'
    left = [tally for _, tally in ordered[_MOST_PLACES:]]
    if left:
        rest = Tally(sum(each.files for each in left), sum(each.unread for each in left))
        for each in left:
            rest.suspected.update(each.suspected)
        label = pen.say(f"其余 {len(left):,} 处", f"{len(left):,} other places")
        yield f'<tr><td class="where soft">{label}</td>{_counts(rest)}</tr>'


def _weight(tally: Tally) -> tuple[int, int, int]:
    stopped = _stopped(tally)
    return stopped, tally.unread, tally.files


def _stopped(tally: Tally) -> int:
    return tally.suspected[Decision.BLOCK] + tally.suspected[Decision.HOLD]


def _counts(tally: Tally) -> str:
    cells = (("stop", _stopped(tally)), ("unread", tally.unread), ("", tally.files))
    return "".join(
        f'<td class="count {sort if count else "quiet"}">{count:,}</td>' for sort, count in cells
    )


def _bar(tally: Tally, widest: int) -> str:
    """Return a bar as long as the place has files: to be handled, not looked into, the rest."""
    unit = 1000 / max(widest, 1)
    shares = (("stop", _stopped(tally)), ("unread", tally.unread), ("rest", tally.files))
    at, drawn = 0.0, ""
    for sort, count in shares:
        width = min(count * unit, tally.files * unit - at)
        # What must be handled is never too thin to be seen.
        width = max(width, 12.0) if sort == "stop" and count else width
        drawn += f'<rect class="{sort}" x="{at:.1f}" width="{max(width, 0):.1f}" height="8"/>'
        at += width
    return f'<svg class="bar" viewBox="0 0 1000 8" preserveAspectRatio="none">{drawn}</svg>'
