"""The self-service page: a form, and the answer above it; no address leads there again."""

from typing import cast

from django.apps import apps
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from zhamen.gatehouse.counters import Busy
from zhamen.model.verdict import Verdict
from zhamen.office.acting import act
from zhamen.office.journal.keeping import record
from zhamen.office.roles import signed_in
from zhamen.office.selfcheck.answering import Answer, answer_of
from zhamen.office.selfcheck.apps import SelfcheckConfig
from zhamen.office.selfcheck.asking import MOST_BYTES, MOST_LETTERS, NotAsked, message_of
from zhamen.office.selfcheck.window import PER_MINUTE, Closed, TooOften, Window
from zhamen.office.words import say


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
def ask(request: HttpRequest) -> HttpResponse:
    """Show the form; with a question, show its answer above an empty form."""
    if request.method != "POST":
        return _page(request)
    try:
        message = message_of(request)
        verdict = window().ask(message)
    except NotAsked as refusal:
        return _page(request, trouble=refusal.words, status=refusal.status)
    except TooOften:
        return _page(request, trouble=_too_often(), status=429)
    except Busy:
        return _page(request, trouble=_busy(), status=503)
    except Closed:
        return _page(request, trouble=_closed(), status=503)
    _note(request, verdict)
    return _page(request, answer=answer_of(verdict, message))


def window() -> Window:
    """Return what inspects."""
    return cast(SelfcheckConfig, apps.get_app_config("selfcheck")).window


def _note(request: HttpRequest, verdict: Verdict) -> None:
    """Put on record that somebody asked, and what he was told; nothing of what it was about."""
    clauses = [str(number) for number in verdict.clauses]
    with transaction.atomic():
        record(act(request, "selfcheck.asked", decision=str(verdict.decision), clauses=clauses))


def _page(
    request: HttpRequest, *, answer: Answer | None = None, trouble: str = "", status: int = 200
) -> HttpResponse:
    return render(
        request,
        "selfcheck/ask.html",
        {
            "answer": answer, "trouble": trouble, "bytes": MOST_BYTES, "size": MOST_BYTES >> 20,
            "letters": MOST_LETTERS,
        },
        status=status,
    )  # fmt: skip


def _too_often() -> str:
    return say(
        f"一分钟最多问 {PER_MINUTE} 次，请稍等。每问一次，都等于猜一次登记的文件，所以有限制。",
        f"{PER_MINUTE} questions a minute at most; please wait. Each is a guess at what is "
        "registered, hence the limit.",
    )


def _busy() -> str:
    return say(
        "现在查的人多，没有检查。请过一会儿再放进来。",
        "Too many are asking; nothing was inspected. Please try again in a moment.",
    )


def _closed() -> str:
    return say(
        "现在查不了，没有检查，不能当作没有问题。请告诉系统管理员；先不要发。",
        "Nothing can be inspected now, so it is not called clean. Tell the system administrator, "
        "and do not send it yet.",
    )
