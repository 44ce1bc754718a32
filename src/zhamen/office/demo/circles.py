"""Groups of the demonstration: applied for, approved, alive, frozen, dissolved."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from zhamen.groups.group import Platform
from zhamen.office.groups import doing
from zhamen.office.groups.models import Group
from zhamen.office.people.models import Person

_OF_OFFICER = ("approve", "freeze", "review")


def fill(people: Mapping[str, Person], rows: list[dict[str, Any]]) -> None:
    """Lead each group as far as its row says; one application waits for the leader."""
    for row in rows:
        number = _applied(people, row["builder"], row["name"], row["purpose"])
        for step in row["steps"]:
            _step(people, number, row["builder"], row["members"], step)
        if not row["steps"]:
            leader = doing.identity(people["L1"])
            doing.act(people["B1"], Group.objects.get(pk=number), "approve", leader=leader)


def fill_many(people: Mapping[str, Person], crowd: list[Person], count: int) -> None:
    """Let there be so many groups more, of twenty members each."""
    builders = ["T1", "G1", "G2", "G3"]
    for serial in range(count):
        builder = builders[serial % len(builders)]
        start = serial * 20 % max(len(crowd) - 20, 1)
        with transaction.atomic():
            number = _applied(people, builder, f"示例群{serial}", "示例")
            for step in ("approve", "sign_letter", "open"):
                _step(people, number, builder, [], step)
            inside = frozenset(map(doing.identity, crowd[start : start + 20]))
            if inside:
                group = Group.objects.get(pk=number)
                doing.act(people[builder], group, "admit", people=inside)


def _applied(people: Mapping[str, Person], builder: str, name: str, purpose: str) -> str:
    expires = timezone.localdate() + timedelta(days=300)
    return doing.apply(people[builder], name, purpose, platform=Platform.WECHAT, expires=expires)


def _step(
    people: Mapping[str, Person], number: str, builder: str, members: list[str], step: str
) -> None:
    told: dict[str, dict[str, Any]] = {
        "approve": {"leader": doing.identity(people["L1"])},
        "freeze": {"leader": doing.identity(people["L1"])},
        "sign_letter": {"until": timezone.localdate() + timedelta(days=300)},
        "open": {"noticed": True},
        "admit": {"people": frozenset(doing.identity(people[each]) for each in members)},
        "review": {"in_order": True},
    }
    who = people["B1" if step in _OF_OFFICER else builder]
    proposal = doing.act(who, Group.objects.get(pk=number), step, **told.get(step, {}))
    if proposal is not None:
        doing.sign(proposal.waits_for, proposal)
