"""Letters of commitment (承诺书): signed by oneself, good for a year, renewed in time."""

import hashlib
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from zhamen.journal.appending import Act
from zhamen.office.journal.keeping import record
from zhamen.office.people.models import Person
from zhamen.office.study.models import Letter
from zhamen.policy.loader import load_clauses

_YEAR = timedelta(days=365)
RENEW = timedelta(days=30)
"""How long before its end a letter may be renewed, and one is reminded of it."""
PROMISES = (
    "我知道自己接触的国家秘密、工作秘密和商业秘密该怎么管，学过，也会继续学。",
    "上网不涉密，涉密不上网。能用内部平台办的事，不用微信办。",
    "七个不得，一条不犯；别人要我发，我不发，并且告诉保密员。",
    "发错了或者看到不该看的：不转、不存、不删记录，马上报告。",
    "离开岗位以前，交清全部涉密载体；离开以后，仍然守口如瓶。",
)


def text() -> str:
    """Return what is signed."""
    clauses = [f"{clause.number}. {clause.title}" for clause in load_clauses().values()]
    return "\n".join((*PROMISES, *clauses))


def current(person: Person, today: date) -> Letter | None:
    """Return the letter that is good today."""
    return person.commitments.filter(until__gte=today).order_by("-until").first()


def may_sign(person: Person, today: date) -> bool:
    """Tell whether there is none, or one that ends soon."""
    letter = current(person, today)
    return letter is None or letter.until - today <= RENEW


def sign(person: Person) -> Letter:
    """Sign for a year: from the end of the letter before, where that still runs."""
    today = timezone.localdate()
    digest = hashlib.sha256(text().encode()).hexdigest()
    with transaction.atomic():
        before = current(person, today)
        start = before.until if before else today
        letter = Letter.objects.create(person=person, until=start + _YEAR, digest=digest)
        facts = {"digest": digest, "until": letter.until.isoformat()}
        who = f"person:{person.pk}"
        record(Act("study.letter.signed", who, person.role, who, facts))
    return letter
