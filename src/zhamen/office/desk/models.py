"""Tables of the desk: verdicts as the gates wrote them down (masked), holds, false alarms."""

from typing import Any

from django.db import models

from zhamen.office.desk.kinds import DecisionKind, Outcome
from zhamen.office.people.models import Person


class Source(models.Model):
    """One file of the spool, and how far it has been read."""

    name = models.CharField(max_length=120, unique=True)
    offset = models.BigIntegerField(default=0)


class Event(models.Model):
    """One verdict: who, where, when, what; its evidence masked, never a content."""

    source = models.ForeignKey(Source, models.PROTECT)
    offset = models.BigIntegerField()
    """Where its line begins: no line is loaded twice."""
    at = models.DateTimeField(db_index=True)
    channel = models.CharField(max_length=16)
    sender = models.CharField(max_length=200)
    group = models.CharField(max_length=200)
    decision = models.CharField(max_length=8, choices=DecisionKind.choices)
    clauses = models.CharField(max_length=20)
    """Numbers of the must-nots, each between commas: `,1,3,`."""
    unread = models.BooleanField(default=False)
    digest = models.CharField(max_length=32, db_index=True)
    """Keyed digest of the whole message; empty where the gate has no key."""
    verdict = models.JSONField()

    class Meta:
        """Each line once; the newest first."""

        constraints = (
            models.UniqueConstraint(fields=("source", "offset"), name="desk_line_once"),
        )  # fmt: skip
        # Rows carry whole verdicts: what lists and counts ask for is read from an index alone.
        indexes = (
            models.Index(fields=("decision", "at", "id"), name="desk_decided"),
            models.Index(
                fields=("at", "id", "decision", "clauses", "unread", "sender", "group"),
                name="desk_listed",
            ),
        )
        ordering = ("-at", "-pk")

    @property
    def numbers(self) -> list[int]:
        """Return the must-nots."""
        return [int(each) for each in self.clauses.split(",") if each]

    @property
    def findings(self) -> list[dict[str, Any]]:
        """Return the findings, as the gate masked them."""
        found: list[dict[str, Any]] = self.verdict.get("findings", [])
        return found

    @property
    def missed(self) -> list[dict[str, str]]:
        """Return what could not be looked into."""
        found: list[dict[str, str]] = self.verdict.get("unread", [])
        return found


class Hold(models.Model):
    """A held message waits for a second person, and not for ever."""

    event = models.OneToOneField(Event, models.PROTECT)
    due = models.DateTimeField(db_index=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.WAITING)
    by = models.ForeignKey(Person, models.PROTECT, null=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=400)
    until = models.DateTimeField(null=True)
    """How long the sender may send it again, where it was released."""

    class Meta:
        """Asked every second: what waits, and what is released, among years of others."""

        indexes = (
            models.Index(
                fields=("due",), condition=models.Q(outcome=Outcome.WAITING), name="desk_waiting"
            ),
            models.Index(
                fields=("until",), condition=models.Q(outcome=Outcome.RELEASED),
                name="desk_released",
            ),
        )  # fmt: skip

    @property
    def id_for_gates(self) -> str:
        """Return the id that a gate shows for it."""
        return f"R-{self.pk}"


class FalseAlarm(models.Model):
    """A sentence about which a rule is wrong in this unit, known by its digest alone."""

    event = models.ForeignKey(Event, models.PROTECT)
    rule = models.CharField(max_length=60)
    digest = models.CharField(max_length=32)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """One living entry for a rule and a sentence; two different people."""

        constraints = (
            models.UniqueConstraint(
                fields=("rule", "digest"), condition=models.Q(ended_at=None),
                name="desk_false_alarm_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(by=models.F("confirmed_by")),
                name="desk_false_alarm_by_two",
            ),
        )  # fmt: skip
