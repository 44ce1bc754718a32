"""Pages of the register: groups, one group, an application, and what waits for a signature."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from zhamen.deeds.deed import Refusal
from zhamen.errors import DeedError, OfficeError
from zhamen.groups.alarms import alarms
from zhamen.groups.book import BOOK
from zhamen.groups.group import State
from zhamen.office.acting import me
from zhamen.office.doors import role_of
from zhamen.office.groups import doing, reading
from zhamen.office.groups.forms import ApplyForm, DeedForm
from zhamen.office.groups.keeping import deed_of, deeds_of
from zhamen.office.groups.kinds import ALARMS, PlatformKind, StateKind
from zhamen.office.groups.models import Group, Proposal
from zhamen.office.groups.offering import offered
from zhamen.office.groups.wording import texts_of
from zhamen.office.people.forms import posted
from zhamen.office.people.kinds import Outcome
from zhamen.office.people.naming import names_of, people_of
from zhamen.office.roles import Role, open_to, signed_in
from zhamen.office.signing import unsigned
from zhamen.office.telling import details, people_in
from zhamen.office.words import both, in_english, say

_PAGE = 50
_ACTORS = open_to(Role.SYSTEM, Role.SECURITY, Role.PERSON)
WHOSE = {
    "builder": both("我是群主", "I built it"),
    "manager": both("我是管理员", "I manage it"),
    "inside": both("我在群里", "I am inside"),
}


def found(request: HttpRequest) -> reading.Register:
    """Return the lines of the register that a request asks for and its person may see."""
    person, asked = me(request), request.GET
    groups = reading.seen(person, role_of(request))
    for field, kinds in (("platform", PlatformKind), ("state", StateKind)):
        if asked.get(field) in kinds.values:
            groups = groups.filter(**{field: asked[field]})
    filters: dict[str, dict[str, Any]] = {
        "builder": {"builder": doing.identity(person)},
        "manager": {"ties__person": doing.identity(person), "ties__manages": True},
        "inside": {"ties__person": doing.identity(person), "ties__since__isnull": False},
    }
    own = filters.get(asked.get("whose", ""), {})
    words, burning = asked.get("q", "").strip().lower(), asked.get("alarms") == "1"
    return reading.Register(groups.filter(**own), words, burning_only=burning)


@signed_in
@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """List groups by filter, those first that cry out."""
    person, lines = me(request), found(request)
    page = Paginator(lines, _PAGE).get_page(request.GET.get("page"))
    return render(request, "groups/groups.html", {
        "page": page, "asked": request.GET, "platforms": PlatformKind.choices,
        "states": StateKind.choices, "whose": WHOSE.items(), "words": ALARMS,
        "names": names_of(each.group.builder for each in page),
        "burning": lines.burning,
        "waiting": _waiting(request).count(),
        "all": reading.sees_all(person, role_of(request)),
    })  # fmt: skip


def _waiting(request: HttpRequest) -> Any:
    return Proposal.objects.filter(waits_for=me(request), outcome=Outcome.OPEN)


@_ACTORS
def apply(request: HttpRequest) -> HttpResponse:
    """Apply for a group."""
    form = ApplyForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            number = doing.apply(me(request), **form.cleaned_data)
        except DeedError as error:
            for words in _reasons(error):
                form.add_error(None, words)
        else:
            messages.success(request, say("已申请，等保密办和分管领导批准。",
                                          "Applied for; office and leader decide."))  # fmt: skip
            return redirect("group", number)
    return render(request, "groups/apply.html", {"form": form})


@signed_in
@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """Show a group: who answers for it, who is inside, what is wrong, all that was done."""
    return _page(request, seen_one(request, number))


def seen_one(request: HttpRequest, number: str) -> Group:
    """Return a group that somebody sees; another does not exist for him."""
    return get_object_or_404(reading.seen(me(request), role_of(request)), pk=number)


def _page(request: HttpRequest, group: Group, refused: DeedForm | None = None) -> HttpResponse:
    deeds = list(deeds_of(group.pk))
    value = BOOK.replay(deeds)
    assert value is not None
    waiting = [
        *group.proposals.filter(outcome=Outcome.OPEN).select_related("by", "waits_for", "group")
    ]
    asked = [_proposed(each) for each in waiting]
    names = names_of(people_in([*deeds, *asked]))
    texts = texts_of([value.wording])[value.wording]
    may = offered(value, doing.identity(me(request))) if role_of(request) is not Role.AUDIT else []
    return render(request, "groups/group.html", {
        "group": group, "value": value, "texts": texts, "names": names,
        "people": people_of({value.builder, *value.members, *value.letters}),
        "alarms": [(ALARMS[each.kind], each) for each in
                   alarms(value, timezone.localdate(), reading.Roll(names))],
        "words": ALARMS, "today": timezone.localdate(), "me": me(request),
        "history": [(each, _title(each.name), details(each, names))
                    for each in reversed(deeds)],
        "proposals": [_line(*pair, names) for pair in zip(waiting, asked, strict=True)],
        "forms": [_form(name, value, texts, refused) for name in may], "signers": [me(request)],
        "refused": refused if refused and refused.deed not in may else None,
        "living": value.state in (State.APPROVED, State.OPEN, State.FROZEN),
    })  # fmt: skip


def _form(name: str, value: Any, texts: Any, refused: DeedForm | None) -> tuple[str, DeedForm]:
    form = refused if refused and refused.deed == name else DeedForm(name, value, texts)
    return _title(name), form


def _title(name: str) -> str:
    kind = BOOK.kinds[name]
    return say(kind.title, kind.title_en)


def _proposed(proposal: Proposal) -> Any:
    """Return the deed that a proposal would be."""
    by = doing.identity(proposal.by)
    return deed_of(proposal.name, proposal.made_at.isoformat(), by, proposal.facts)


def _line(proposal: Proposal, deed: Any, names: dict[str, str]) -> dict[str, Any]:
    """Return what is shown of a proposal: a new name in full, since it is what is signed."""
    now, new = proposal.group.wording, getattr(deed, "wording", "")
    texts = texts_of({now, new})
    return {
        "row": proposal, "title": _title(proposal.name), "details": details(deed, names),
        "now": texts[now], "texts": texts[new] if new else None,
    }  # fmt: skip


@_ACTORS
@require_POST
def perform(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Do a deed, or propose it where another must sign; refused with every reason."""
    group = seen_one(request, number)
    kind = BOOK.kinds.get(name)
    value = BOOK.replay(deeds_of(number))
    if kind is None or kind.begins or value is None:
        raise Http404
    form = DeedForm(name, value, texts_of([value.wording])[value.wording], request.POST)
    if not form.is_valid() or (form.is_signed and not _sign(request, form)):
        return _page(request, group, form)
    try:
        proposal = doing.act(me(request), group, name, **form.values())
    except (DeedError, OfficeError) as error:
        for words in _reasons(error):
            form.add_error(None, words)
        return _page(request, group, form)
    messages.success(request, _done(proposal))
    # Whoever has left sees the group no more.
    still = reading.seen(me(request), role_of(request)).filter(pk=number).exists()
    return redirect("group", number) if still else redirect("groups")


def _sign(request: HttpRequest, form: DeedForm) -> bool:
    """Tell whether the person's own code came with the form; the form says so if not."""
    for words in unsigned(request, [me(request)]):
        form.add_error(None, words)
    return not form.errors


def _done(proposal: Proposal | None) -> str:
    if proposal is None:
        return say("已办，已记入日志。", "Done, and on record.")
    who = proposal.waits_for.name
    return say(f"已提出，等 {who} 本人签字才生效。", f"Proposed; it takes effect when {who} signs.")


def _reasons(error: DeedError | OfficeError) -> list[str]:
    """Return every reason of a refusal, with names instead of ids."""
    refusals = [each for each in getattr(error, "refusals", ()) if isinstance(each, Refusal)]
    names = names_of(each.about for each in refusals)
    language = "en" if in_english() else "zh"
    told = [replace(each, about=names.get(each.about, each.about)) for each in refusals]
    return [BOOK.in_words(each, language) for each in told] or [str(error)]


@signed_in
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """List what waits for one's signature, one's own proposals, and applications."""
    person = me(request)
    rows = Proposal.objects.filter(outcome=Outcome.OPEN).select_related("by", "waits_for", "group")
    mine, made = rows.filter(waits_for=person), rows.filter(by=person)
    applied = Group.objects.filter(state=StateKind.APPLIED).prefetch_related("ties")
    asked = reading.listed(applied if reading.is_officer(person) else applied.none())
    names = names_of(
        {each.group.builder for each in asked}
        | people_in([_proposed(each) for each in [*mine, *made]])
    )
    return render(request, "groups/waiting.html", {
        "mine": [_line(each, _proposed(each), names) for each in mine],
        "made": [_line(each, _proposed(each), names) for each in made],
        "applied": asked, "names": names, "signers": [person],
    })  # fmt: skip


@_ACTORS
@require_POST
def settle(request: HttpRequest, pk: int, answer: str) -> HttpResponse:
    """Sign a proposal, decline to, or take one's own back."""
    proposal = get_object_or_404(Proposal, pk=pk)
    person = me(request)
    concerned = person.pk in (proposal.waits_for_id, proposal.by_id)
    if not concerned or answer not in ("sign", "refuse"):
        raise Http404
    try:
        if answer == "sign":
            if missing := unsigned(request, [person]):
                raise OfficeError(" ".join(missing))
            doing.sign(person, proposal)
            messages.success(request, say("已签字，已生效。", "Signed, and in force."))
        else:
            doing.refuse(person, proposal)
            messages.success(request, say("没有签，什么也没有改。", "Not signed; nothing changed."))
    except (DeedError, OfficeError) as error:
        for words in _reasons(error):
            messages.error(request, words)
    return redirect("groups_waiting")
