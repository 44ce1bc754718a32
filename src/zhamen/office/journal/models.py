"""Tables of the journal; `zhamen.journal.sources` reads them without Django.

Triggers refuse every change but a longer head, so that a fault of ours cannot bend the journal
either. Whoever takes the triggers away is found by `zhamen journal verify`.
"""

from django.db import models


class Entry(models.Model):
    """One record, as the text that is hashed."""

    number = models.BigIntegerField(primary_key=True)
    record = models.TextField()


class Checkpoint(models.Model):
    """A signed note that is kept."""

    size = models.BigIntegerField(primary_key=True)
    note = models.TextField()


class Head(models.Model):
    """The signed note over all entries, and the edge of the tree. There is one row."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField()
    note = models.TextField()
    peaks = models.BinaryField()

    class Meta:
        """One row."""

        constraints = (models.CheckConstraint(condition=models.Q(id=1), name="journal_one_head"),)
