"""Tables of study. Answers, attendance and letters only come; a published issue stays as it is."""

from django.db import models
from django.utils import timezone

from zhamen.office.people.models import Person, Unit
from zhamen.office.study.kinds import IssueState, Reason, Way, Weekday
from zhamen.office.words import both
from zhamen.study.issue import Issue as Value
from zhamen.study.issue import from_dict


class Issue(models.Model):
    """An issue being written, looked at, or out; its texts are `data`."""

    name = models.SlugField(both("名称", "Name"), max_length=40, unique=True)
    data = models.JSONField()
    state = models.CharField(max_length=10, choices=IssueState.choices, default=IssueState.DRAFT)
    edited_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    edited_at = models.DateTimeField(default=timezone.now)
    published_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, default="")
    """SHA-256 of the texts that were proposed; just these are published."""

    class Meta:
        """The newest first; whoever published did not write."""

        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(published_by=models.F("edited_by")), name="study_two_publish"
            ),
        )

    @property
    def value(self) -> Value:
        """Return the issue itself."""
        return from_dict(self.name, self.data)


class Rhythm(models.Model):
    """By which weekday a team has read each issue, and in how many sessions its shifts meet."""

    team = models.OneToOneField(Unit, models.PROTECT, primary_key=True, related_name="rhythm")
    weekday = models.PositiveSmallIntegerField(
        both("每周最晚", "Each week by"), choices=Weekday.choices, default=Weekday.FRIDAY
    )
    sessions = models.PositiveSmallIntegerField(both("每期几场", "Sessions an issue"), default=1)


class Due(models.Model):
    """A team owes an issue by a day."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="dues")
    team = models.ForeignKey(Unit, models.PROTECT, related_name="dues")
    by = models.DateField()
    sessions = models.PositiveSmallIntegerField(default=1)

    class Meta:
        """Each team owes each issue once."""

        ordering = ("by", "pk")
        constraints = (models.UniqueConstraint(fields=("issue", "team"), name="study_due_once"),)


class Session(models.Model):
    """A team meets over an issue: one shift, one place, one host."""

    due = models.ForeignKey(Due, models.PROTECT, related_name="meetings")
    host = models.ForeignKey(Person, models.PROTECT, related_name="+")
    place = models.CharField(both("地点", "Place"), max_length=60)
    minutes = models.PositiveSmallIntegerField(both("分钟", "Minutes"), default=5)
    secret = models.CharField(max_length=64)
    """Makes the codes on the leader's screen."""
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)
    heads = models.PositiveSmallIntegerField(null=True)
    """How many the leader counted: the codes must agree with it."""


class Attendance(models.Model):
    """Somebody attended, or made it up."""

    due = models.ForeignKey(Due, models.PROTECT, related_name="attended")
    session = models.ForeignKey(Session, models.PROTECT, null=True, related_name="attended")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attended")
    way = models.CharField(max_length=6, choices=Way.choices)
    minutes = models.PositiveSmallIntegerField(default=5)
    at = models.DateTimeField(default=timezone.now)
    device = models.CharField(max_length=32, default="")
    """Of a phone, for one session: it signs one person in."""

    class Meta:
        """Once for each issue; one device, one person."""

        constraints = (
            models.UniqueConstraint(fields=("due", "person"), name="study_attended_once"),
            models.UniqueConstraint(
                fields=("session", "device"), condition=~models.Q(device=""),
                name="study_one_device_one_person",
            ),
        )  # fmt: skip


class Absence(models.Model):
    """Somebody is excused, and makes it up by a day."""

    due = models.ForeignKey(Due, models.PROTECT, related_name="excused")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(both("原因", "Reason"), max_length=6, choices=Reason.choices)
    make_up = models.DateField(both("补学最晚", "Made up by"))

    class Meta:
        """Once for each issue."""

        constraints = (models.UniqueConstraint(fields=("due", "person"), name="study_away_once"),)


class Answer(models.Model):
    """One answer of one person."""

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="answers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="answers")
    question = models.PositiveSmallIntegerField()
    chosen = models.PositiveSmallIntegerField()
    right = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """From first to last."""

        ordering = ("pk",)


class Letter(models.Model):
    """A letter of commitment (承诺书), signed for a year."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="commitments")
    signed = models.DateField(default=timezone.localdate)
    until = models.DateField()
    digest = models.CharField(max_length=64)
    """Of the text that was signed."""

    class Meta:
        """The newest first."""

        ordering = ("-pk",)


class Certificate(models.Model):
    """What somebody has done in a year, as it was certified."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="certificates")
    year = models.PositiveSmallIntegerField()
    minutes = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
