"""The register of groups: what may cry out is asked of the database, and nothing is passed over."""

from datetime import timedelta
from random import Random

import pytest
from group_acting import living
from office_cast import Cast, opened, somebody

from zhamen.office.places import Places


@pytest.fixture
def cast(office: Places) -> Cast:
    """Three administrators, on each database."""
    return opened()


def spoilt(random: Random) -> None:
    """Spoil some of the tables that the rules look at: dates, letters, people, states, texts."""
    from django.utils import timezone

    from zhamen.office.groups.models import Group, Tie, Wording
    from zhamen.office.people.models import Person

    past = timezone.localdate() - timedelta(days=1)
    for group in Group.objects.all():
        changes = random.choice([
            {}, {}, {"expires": past}, {"review_due": past}, {"review_due": None},
            {"state": "dissolved"}, {"state": "frozen"}, {"builder": "person:9999"},
        ])  # fmt: skip
        Group.objects.filter(pk=group.pk).update(**changes)
    for tie in Tie.objects.all():
        changes = random.choice([
            {}, {}, {}, {"letter": None}, {"letter": past}, {"manages": True}, {"since": None},
        ])  # fmt: skip
        Tie.objects.filter(pk=tie.pk).update(**changes)
    for person in Person.objects.filter(number__startswith="G"):
        if random.random() < 0.2:
            Person.objects.filter(pk=person.pk).update(state="closed")
    lost = random.choice(list(Wording.objects.all()))
    lost.delete()


@pytest.mark.parametrize("seed", range(4))
def test_whatever_cries_out_is_suspected(cast: Cast, seed: int) -> None:
    """The register by the database is the one by the rules alone, line for line, in order."""
    from zhamen.office.groups.models import Group
    from zhamen.office.groups.reading import Register, listed

    people = [somebody(f"G{number}") for number in range(6)]
    random = Random(seed)
    for number in range(12):
        builder, *members = random.sample(people, 3)
        living(builder, *members, name=f"示例群{number}")
    spoilt(random)
    groups = Group.objects.prefetch_related("ties")
    every = listed(groups)
    register = Register(groups)

    def told(lines: object) -> list[object]:
        return [(line.group.pk, line.alarms, line.texts) for line in lines]  # type: ignore[attr-defined]

    assert told(register[:]) == told(every)
    assert told(register[i] for i in range(len(register))) == told(every)
    assert register[3:7] == register[:][3:7]
    assert register.burning == sum(bool(line.alarms) for line in every) > 0
    assert told(Register(groups, burning_only=True)[:]) == told(e for e in every if e.alarms)
    assert told(Register(groups, "示例群1")[:]) == told(
        e for e in every if "示例群1" in e.texts.name
    )
