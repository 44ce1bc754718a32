"""Units and teams."""

from collections.abc import Sequence

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from zhamen.errors import OfficeError
from zhamen.office.people import staff
from zhamen.office.people.forms import UnitForm, posted
from zhamen.office.people.kinds import State
from zhamen.office.people.models import Unit
from zhamen.office.roles import Role, open_to
from zhamen.office.words import say


@open_to(Role.SYSTEM, Role.SECURITY, Role.AUDIT)
def browse(request: HttpRequest) -> HttpResponse:
    """Show the tree of units."""
    present = Count("people", filter=~Q(people__state=State.CLOSED))
    units = list(Unit.objects.filter(closed_at=None).annotate(present=present).order_by("name"))
    return render(request, "people/units.html", {"rows": list(_tree(units))})


def _tree(
    units: Sequence[Unit], parent: int | None = None, depth: int = 0
) -> list[tuple[int, Unit]]:
    """Return (depth, unit) from the top down."""
    rows: list[tuple[int, Unit]] = []
    for unit in units:
        if unit.parent_id == parent and depth < 20:
            rows += [(depth, unit), *_tree(units, unit.pk, depth + 1)]
    return rows


@open_to(Role.SYSTEM)
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Add or change a unit."""
    unit = get_object_or_404(Unit, pk=pk) if pk else None
    form = UnitForm(posted(request), instance=unit)
    if request.method == "POST" and form.is_valid():
        wish = form.save(commit=False)
        twin = Unit.objects.filter(parent=wish.parent, name=wish.name, closed_at=None)
        if twin.exclude(pk=wish.pk).exists():
            form.add_error("name", say("同一上级下已有同名单位。", "The name is taken there."))
        elif _within_itself(wish):
            form.add_error("parent", say("不能归自己的下级。", "Not below itself."))
        else:
            staff.save_unit(request, wish)
            return redirect("units")
    return render(request, "people/unit_form.html", {"form": form, "unit": unit})


def _within_itself(unit: Unit) -> bool:
    above, seen = unit.parent, 0
    while above is not None and seen < 50:
        if above.pk == unit.pk:
            return True
        above, seen = above.parent, seen + 1
    return False


@open_to(Role.SYSTEM)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a unit."""
    try:
        staff.close_unit(request, get_object_or_404(Unit, pk=pk))
    except OfficeError as error:
        messages.error(request, str(error))
    return redirect("units")
