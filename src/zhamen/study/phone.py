"""An issue for the phone: one HTML file that asks nothing of anybody and answers at once."""

from base64 import b64encode
from hashlib import sha256
from html import escape
from importlib.resources import files
from string import Template

from zhamen.study.issue import Case, Issue, Question
from zhamen.study.pictures import motif
from zhamen.study.seven import SEVEN

_HERE = files("zhamen.study")


def page(issue: Issue, script: str = "") -> str:
    """Return the page; `script` is run besides, for whoever wants to know the answers."""
    style = _text("phone.css")
    scripts = [each for each in (_text("phone.js"), script) if each]
    return Template(_text("phone.html")).substitute(
        style=style, style_digest=_digest(style), script_digests=" ".join(map(_digest, scripts)),
        scripts="".join(f"<script>{each}</script>" for each in scripts),
        title=escape(issue.title), publisher=escape(issue.publisher),
        numbers=f"{issue.year} 年第 {issue.number} 期　总第 {issue.total} 期",
        kicker=escape(issue.kicker), headline=_lines(issue.headline), deck=_lines(issue.deck),
        picture=_picture(issue), intro=escape(issue.intro), law_title=escape(issue.law.title),
        law_articles=escape(issue.law.articles), law_gist=escape(issue.law.gist),
        cases="".join(_case(number, each) for number, each in enumerate(issue.cases)),
        doing="".join(f"<li>{escape(each)}</li>" for each in issue.doing),
        questions="".join(
            _question(number, each) for number, each in enumerate(issue.questions, 1)
        ),
        seven="".join(_must_not(number, name, issue) for number, name in enumerate(SEVEN, 1)),
        credit=escape(issue.credit),
    )  # fmt: skip


def _picture(issue: Issue) -> str:
    drawn = motif(issue.motif)
    return drawn.replace("<svg ", f'<svg role="img" aria-label="{escape(issue.motif_alt)}" ', 1)


def _case(number: int, case: Case) -> str:
    return (
        f'<article><p class="label">案例{"一二三"[number]}　{escape(case.label)}</p>'
        f"<h3>{escape(case.title)}</h3><p>{escape(case.story)}</p>"
        f"<p><b>分析</b>{escape(case.analysis)}</p>"
        f'<p class="warning"><b>警示</b>{escape(case.warning)}</p></article>'
    )


def _question(number: int, question: Question) -> str:
    options = "".join(
        f'<button type="button" data-option="{place}"><i>{letter}</i>{escape(option)}</button>'
        for place, (letter, option) in enumerate(
            zip("ABCDE", question.options, strict=False), 1
        )
    )  # fmt: skip
    return (
        f'<li data-answer="{question.answer}"><p class="asked">{escape(question.text)}</p>{options}'
        f'<p class="why" role="status" hidden><b></b>{escape(question.explanation)}</p></li>'
    )


def _must_not(number: int, name: str, issue: Issue) -> str:
    chosen = ' class="chosen"' if number in issue.clauses else ""
    return f"<li{chosen}><b>{number}</b>{name}</li>"


def _lines(text: str) -> str:
    return "<br>".join(map(escape, text.split("\n")))


def _text(name: str) -> str:
    return (_HERE / name).read_text("utf-8")


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"
