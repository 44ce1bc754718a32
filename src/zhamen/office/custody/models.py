"""Tables of custody: deeds, which only come, and what follows from them, made again at will."""

from django.db import models
from django.utils import timezone

from zhamen.office.people.models import Person
from zhamen.office.words import both


class Place(models.Model):
    """A place where copies are kept or read; its id stands in deeds."""

    name = models.CharField(both("名称", "Name"), max_length=60, unique=True)
    reading = models.BooleanField(
        both("绝密件阅读场所", "Top secrets may be read here"), default=False
    )


class Document(models.Model):
    """A document as it stands: a view of its deeds."""

    number = models.CharField(primary_key=True, max_length=40)
    version = models.PositiveIntegerField()
    level = models.CharField(max_length=20)
    carrier = models.CharField(max_length=20)


class Copy(models.Model):
    """A copy as it stands: a view of its document's deeds."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="copies")
    number = models.CharField(max_length=40)
    status = models.CharField(max_length=30, db_index=True)
    holder = models.CharField(max_length=40, db_index=True)
    place = models.CharField(max_length=40, blank=True)
    due = models.DateField(null=True)
    recalled = models.DateField(null=True)
    since = models.DateTimeField()
    """When holder or status last changed."""
    unseen = models.DateTimeField(null=True)
    """The first stocktake in a row that did not find it."""
    stray = models.DateTimeField(null=True)
    """The first stocktake in a row that found it although it has left."""

    class Meta:
        """A number is a copy's own."""

        constraints = (
            models.UniqueConstraint(fields=("document", "number"), name="custody_copy_once"),
        )


class Deed(models.Model):
    """One deed that was done; the journal has it too."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="deeds")
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=40)
    at = models.CharField(max_length=40)
    by = models.CharField(max_length=40)
    facts = models.JSONField()

    class Meta:
        """Two deeds never make the same version: whoever was slower is refused."""

        constraints = (
            models.UniqueConstraint(fields=("document", "version"), name="custody_one_after_other"),
        )
        ordering = ("version",)


class Stocktake(models.Model):
    """A count under way, or closed; what came of it is in the deeds of its documents."""

    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    second = models.ForeignKey(
        Person, models.PROTECT, related_name="+", verbose_name=both("第二人", "Second person")
    )
    place = models.ForeignKey(
        Place, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=both("地点", "Place"),
    )  # fmt: skip
    """Whose documents are counted; none: all."""
    begun_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        """Two people count, and an officer one thing at a time."""

        constraints = (
            models.CheckConstraint(
                condition=~models.Q(by=models.F("second")), name="custody_two_count"
            ),
            models.UniqueConstraint(
                fields=("by",), condition=models.Q(closed_at=None), name="custody_one_count_at_once"
            ),
        )
        ordering = ("-begun_at",)


class Sighting(models.Model):
    """A copy that was in somebody's hand during a count."""

    stocktake = models.ForeignKey(Stocktake, models.CASCADE, related_name="sightings")
    copy = models.ForeignKey(Copy, models.PROTECT, related_name="+")
    place = models.CharField(max_length=40, blank=True)
    """Where; empty if nobody said."""
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Each copy once."""

        constraints = (
            models.UniqueConstraint(fields=("stocktake", "copy"), name="custody_sighted_once"),
        )
