"""A group and its people in an office of these tests; 示例 all of them."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from office_cast import somebody

if TYPE_CHECKING:
    from zhamen.office.groups.models import Group
    from zhamen.office.people.models import Person

NAME, PURPOSE = "值班联络一群（示例）", "值班排班和到岗提醒（示例）"


def in_a_year() -> date:
    """Return a day on which a letter signed today is still good."""
    from django.utils import timezone

    return timezone.localdate() + timedelta(days=360)


def on_duty(number: str, kind: str) -> "Person":
    """Return somebody with a duty, made if need be."""
    from zhamen.office.people.models import Duty, Unit

    person = somebody(number)
    unit, _ = Unit.objects.get_or_create(name="保密办（示例）")
    Duty.objects.get_or_create(person=person, unit=unit, kind=kind)
    return person


def officer() -> "Person":
    """Return the 保密员."""
    return on_duty("B1", "officer")


def chief() -> "Person":
    """Return the 分管领导."""
    return on_duty("L1", "leader")


def row(number: str) -> "Group":
    """Return a group's row."""
    from zhamen.office.groups.models import Group

    return Group.objects.get(pk=number)


def done(person: "Person", number: str, name: str, /, **fields: Any) -> None:
    """Do a deed; whoever must sign too, signs."""
    from zhamen.office.groups import doing

    proposal = doing.act(person, row(number), name, **fields)
    if proposal is not None:
        doing.sign(proposal.waits_for, proposal)


def applied(builder: "Person", name: str = NAME, **changes: Any) -> str:
    """Return the number of a group that is applied for."""
    from zhamen.groups.group import Platform
    from zhamen.office.groups import doing

    fields = {"platform": Platform.WECHAT, "expires": in_a_year(), **changes}
    return doing.apply(builder, name, PURPOSE, **fields)


def living(builder: "Person", *members: "Person", name: str = NAME) -> str:
    """Return the number of a group that is approved, opened, and has members."""
    from zhamen.office.groups.doing import identity

    number = applied(builder, name)
    done(officer(), number, "approve", leader=identity(chief()))
    done(builder, number, "sign_letter", until=in_a_year())
    done(builder, number, "open", noticed=True)
    if members:
        done(builder, number, "admit", people=frozenset(map(identity, members)))
    return number
