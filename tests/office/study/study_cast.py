"""A team of these tests: a leader, eleven others, an officer, and an issue that is out."""

from typing import TYPE_CHECKING

from office_cast import Cast, opened, somebody

if TYPE_CHECKING:
    from zhamen.office.people.models import Person
    from zhamen.office.study.models import Due, Issue


class Team:
    """甲班 of twelve; the first leads it."""

    def __init__(self) -> None:
        from zhamen.office.people.models import Duty, Unit

        self.cast: Cast = opened()
        top = Unit.objects.create(name="炼铁部（示例）")
        self.unit = Unit.objects.create(name="甲班（示例）", kind="team", parent=top)
        self.people: list[Person] = [
            somebody(f"T{number:02}", unit=self.unit, clearance="ordinary")
            for number in range(1, 13)
        ]
        self.leader = self.people[0]
        self.officer: Person = somebody("O1", unit=top)
        Duty.objects.create(person=self.leader, unit=self.unit, kind="team_leader")
        Duty.objects.create(person=self.officer, unit=top, kind="officer")

    def issue(self) -> "Issue":
        """Return the first shipped issue, as if it had gone its way and were out today."""
        from django.utils import timezone

        from zhamen.office.study import issues
        from zhamen.office.study.models import Issue
        from zhamen.study.shipped import shipped

        issue = issues.begin(self.officer, shipped()[0])
        issue.state, issue.published_by = "published", self.cast.security
        issue.published_at = timezone.now()
        issue.save()
        issues._owe(issue)
        return Issue.objects.get(pk=issue.pk)

    def due(self) -> "Due":
        """Return what the team owes."""
        due: Due = self.issue().dues.get()
        return due
