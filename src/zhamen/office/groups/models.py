"""Tables of groups: deeds, which only come, what follows from them, and what waits for a second.

What a group is called and for is in `Wording` alone; deeds and journal know its digest.
"""

from django.db import models
from django.utils import timezone

from zhamen.office.groups.kinds import PlatformKind, StateKind
from zhamen.office.people.kinds import Outcome
from zhamen.office.people.models import Person


class Wording(models.Model):
    """A name and a purpose under their digest; the salt keeps short names from being guessed."""

    digest = models.CharField(primary_key=True, max_length=64)
    salt = models.CharField(max_length=32)
    name = models.CharField(max_length=60)
    purpose = models.CharField(max_length=200)


class Group(models.Model):
    """A group as it stands: a view of its deeds."""

    number = models.CharField(primary_key=True, max_length=40)
    version = models.PositiveIntegerField()
    platform = models.CharField(max_length=10, choices=PlatformKind.choices)
    state = models.CharField(max_length=10, choices=StateKind.choices, db_index=True)
    builder = models.CharField(max_length=40, db_index=True)
    wording = models.CharField(max_length=64)
    """Digest of name and purpose. No foreign key: a table that lost a text is told so."""
    expires = models.DateField()
    at = models.DateTimeField()
    noticed = models.DateTimeField(null=True)
    review_due = models.DateField(null=True)

    class Meta:
        """The newest first."""

        ordering = ("-number",)


class Tie(models.Model):
    """What ties somebody to a group: being inside, managing, a letter. A view of its deeds."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="ties")
    person = models.CharField(max_length=40, db_index=True)
    since = models.DateTimeField(null=True)
    """Since when he is inside; none: he is not."""
    manages = models.BooleanField(default=False)
    letter = models.DateField(null=True)
    """Until when his letter of responsibility is good."""

    class Meta:
        """One row for each."""

        constraints = (models.UniqueConstraint(fields=("group", "person"), name="groups_tie_once"),)


class Deed(models.Model):
    """One deed that was done; the journal has it too."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="history")
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=40)
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=40)
    facts = models.JSONField()

    class Meta:
        """Two deeds never make the same version: whoever was slower is refused."""

        constraints = (
            models.UniqueConstraint(fields=("group", "version"), name="groups_one_after_other"),
        )
        ordering = ("version",)


class Proposal(models.Model):
    """A deed that one has signed and another must sign before it is done."""

    group = models.ForeignKey(Group, models.PROTECT, related_name="proposals")
    name = models.CharField(max_length=40)
    facts = models.JSONField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    role = models.CharField(max_length=10)
    """In which role it was made: the deed is recorded in the same."""
    waits_for = models.ForeignKey(Person, models.PROTECT, related_name="to_sign")
    made_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)

    class Meta:
        """One of a kind at a time; the second person is another."""

        constraints = (
            models.UniqueConstraint(
                fields=("group", "name"), condition=models.Q(outcome=Outcome.OPEN),
                name="groups_proposed_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(by=models.F("waits_for")), name="groups_two_sign"
            ),
        )  # fmt: skip
