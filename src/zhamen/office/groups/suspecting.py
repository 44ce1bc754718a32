"""Which groups may cry out, asked of the database: the others need not be looked at one by one.

Never fewer than `groups.alarms` finds (tests/office/groups/test_group_register.py): what is named
here is looked at by those rules, and what is not is calm.
"""

from datetime import date

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from zhamen.groups.group import LIVING
from zhamen.office.groups.models import Group, Tie
from zhamen.office.people.kinds import State
from zhamen.office.people.models import Person


def suspects(today: date) -> set[str]:
    """Return the numbers of the groups in which something may be wrong today."""
    living = Group.objects.filter(state__in=LIVING)
    promised = Tie.objects.filter(
        group=OuterRef("pk"), person=OuterRef("builder"), letter__gte=today
    )
    late = living.filter(Q(expires__lt=today) | Q(review_due__lt=today) | ~Exists(promised))
    ties = Tie.objects.filter(group__state__in=LIVING)
    unpromised = ties.filter(manages=True).exclude(letter__gte=today)
    active = Person.objects.filter(state=State.ACTIVE).values_list(
        Concat(Value("person:"), Cast("pk", CharField())), flat=True
    )
    strangers = ties.filter(since__isnull=False).exclude(person__in=active)
    return {
        *late.values_list("pk", flat=True),
        *unpromised.values_list("group_id", flat=True),
        *strangers.values_list("group_id", flat=True),
    }
