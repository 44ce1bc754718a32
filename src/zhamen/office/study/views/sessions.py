"""Pages of a team that meets: the leader's screen with its code, the phone that signs in, paper."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from zhamen.errors import OfficeError
from zhamen.office.acting import me
from zhamen.office.people.forms import posted
from zhamen.office.people.models import Unit
from zhamen.office.roles import Role, anybody, open_to
from zhamen.office.study import attending, codes
from zhamen.office.study.forms import AwayForm, PaperForm, RhythmForm, SessionForm
from zhamen.office.study.kinds import Reason
from zhamen.office.study.models import Due, Rhythm, Session
from zhamen.office.words import say
from zhamen.study.pictures import code

_LEADERS = open_to(Role.SYSTEM, Role.SECURITY, Role.PERSON)
_SHOWN = 30


@_LEADERS
def browse(request: HttpRequest) -> HttpResponse:
    """List what one's teams owe and have held; open a session."""
    teams = attending.led_by(me(request))
    dues = Due.objects.filter(team__in=teams).select_related("issue", "team").order_by("-pk")
    form = SessionForm(dues, posted(request))
    if request.method == "POST" and form.is_valid():
        session = attending.open_session(me(request), **form.cleaned_data)
        return redirect("study_session", session.pk)
    held = Session.objects.filter(due__team__in=teams).select_related("due__issue", "due__team")
    return render(request, "study/sessions.html", {
        "form": form, "sessions": held.order_by("-pk")[:_SHOWN], "teams": teams,
        "rhythms": [(team, RhythmForm(instance=_rhythm(team), prefix=str(team.pk)))
                    for team in teams],
    })  # fmt: skip


def _rhythm(team: Unit) -> Rhythm:
    return Rhythm.objects.filter(team=team).first() or Rhythm(team=team, weekday=4)


def _own(request: HttpRequest, pk: int) -> Session:
    teams = attending.led_by(me(request))
    return get_object_or_404(Session.objects.filter(due__team__in=teams), pk=pk)


@_LEADERS
@require_POST
def set_rhythm(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep by which weekday a team reads, and in how many sessions."""
    team = get_object_or_404(attending.led_by(me(request)), pk=pk)
    form = RhythmForm(request.POST, instance=_rhythm(team), prefix=str(team.pk))
    if form.is_valid():
        attending.set_rhythm(me(request), form.save(commit=False))
        messages.success(request, say("已保存，从下一期起算。", "Saved, from the next issue on."))
    else:
        messages.error(request, say("节奏没有填对，没有保存。", "Not right: nothing was saved."))
    return redirect("study_sessions")


@_LEADERS
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the code to be scanned, who is there, and who is not."""
    session = _own(request, pk)
    due = session.due
    away = due.excused.select_related("person")
    return render(request, "study/session.html", {
        "session": session, "due": due, "value": due.issue.value,
        "drawn": "" if session.closed_at else _drawn(request, session),
        "should": attending.wanted(due).count(), "counted": session.attended.count(),
        "attended": due.attended.select_related("person").order_by("at"),
        "missing": attending.missing(due), "away": away,
        "paper": PaperForm(attending.missing(due)), "excuse": AwayForm(attending.missing(due)),
    })  # fmt: skip


def _drawn(request: HttpRequest, session: Session) -> str:
    return code(request.build_absolute_uri(f"/study/in/{codes.code_of(session)}"))


@_LEADERS
@require_safe
def shown_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the code of this moment, and how many are there."""
    session = _own(request, pk)
    if session.closed_at:
        return JsonResponse({"closed": True})
    there = session.due.attended.count()
    return JsonResponse({"drawn": _drawn(request, session), "there": there})


@_LEADERS
@require_POST
def act(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Take the paper sheet, excuse somebody, or close the session."""
    session = _own(request, pk)
    try:
        if step == "paper":
            _take_paper(request, session)
        elif step == "excuse":
            _excuse(request, session)
        elif step == "close":
            attending.close_session(me(request), session)
        else:
            raise Http404
    except OfficeError as error:
        messages.error(request, str(error))
    return redirect("study_session", pk)


def _take_paper(request: HttpRequest, session: Session) -> None:
    form = PaperForm(attending.missing(session.due), request.POST)
    if not form.is_valid():
        raise OfficeError(say("人数没有填对。", "The number of heads is not right."))
    attending.by_paper(me(request), session, **form.cleaned_data)


def _excuse(request: HttpRequest, session: Session) -> None:
    form = AwayForm(attending.missing(session.due), request.POST)
    if not form.is_valid():
        raise OfficeError(say("缺席没有填对。", "The excuse is not right."))
    got = form.cleaned_data
    reason, day = Reason(got["reason"]), got["make_up"]
    attending.excuse(me(request), session.due, got["person"], reason, day)


@_LEADERS
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the sheet that is signed where there is no phone."""
    session = _own(request, pk)
    return render(request, "study/paper.html", {
        "session": session, "due": session.due, "value": session.due.issue.value,
        "people": attending.wanted(session.due), "today": timezone.localdate(),
    })  # fmt: skip


@anybody
@require_safe
def scan(request: HttpRequest, token: str) -> HttpResponse:
    """Bind ten minutes of grace to a phone that scanned the code while it was shown."""
    session = codes.session_of(token)
    response = render(
        request, "study/scan.html", {"session": session}, status=200 if session else 410
    )
    if session is not None:
        codes.grant(request, response, session)
    return response


@open_to(*Role)
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in on the phone that scanned."""
    grace = codes.grace_of(request)
    if request.method != "POST" or grace is None:
        return render(request, "study/enter.html", {"grace": grace}, status=200 if grace else 410)
    try:
        session = attending.sign_in(me(request), grace)
    except OfficeError as error:
        messages.error(request, str(error))
        return render(request, "study/enter.html", {"grace": None}, status=409)
    messages.success(request, say("已签到。读完答三道题。", "You are in. Read, then answer."))
    return redirect("read_issue", session.due.issue_id)
