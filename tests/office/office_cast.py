"""The people of these tests: three administrators and whoever else is needed; 示例 all of them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from zhamen.office.roles import Role

if TYPE_CHECKING:
    from django.test import Client

    from zhamen.office.people.models import Person

PASSWORD = "示例：一句很长的口令 2026"


@dataclass
class Cast:
    """An opened office and its three administrators, all taken up."""

    system: "Person"
    security: "Person"
    audit: "Person"

    def of(self, role: Role) -> "Person":
        """Return the administrator in a role; for staff, somebody without a seat."""
        return somebody("G1") if role is Role.PERSON else getattr(self, role)


def opened() -> Cast:
    """Open the office."""
    from zhamen.office.people import opening
    from zhamen.office.people.models import Person

    people = {
        Role.SYSTEM: ("S1", "示例甲"),
        Role.SECURITY: ("S2", "示例乙"),
        Role.AUDIT: ("S3", "示例丙"),
    }
    opening.open_office("青崖钢铁（示例）", people)
    cast = Cast(*(Person.objects.get(number=number) for number in ("S1", "S2", "S3")))
    for person in (cast.system, cast.security, cast.audit):
        take_up(person)
    return cast


def take_up(person: "Person") -> None:
    """Set somebody's password, as if the account had been taken up."""
    person.set_unusable_password()
    person.state = "active"
    person.save()


def somebody(number: str, **values: Any) -> "Person":
    """Return somebody without a seat, made if need be."""
    from zhamen.office.people.models import Person

    found, _ = Person.objects.get_or_create(
        number=number, defaults={"name": f"示例{number}", "state": "active", **values}
    )
    return found


def signature(person: "Person") -> dict[str, str]:
    """Return the code of somebody's authenticator, as a form sends it; it is good once."""
    import time

    from cryptography.hazmat.primitives.hashes import SHA1
    from cryptography.hazmat.primitives.twofactor.totp import TOTP

    from zhamen.office.people.access import seal_seed

    seed = b"12345678901234567890"
    type(person).objects.filter(pk=person.pk).update(seed=seal_seed(person, seed), step=0)
    totp = TOTP(seed, 6, SHA1(), 30, enforce_key_length=False)
    return {f"sign_{person.pk}": totp.generate(int(time.time())).decode()}


def browser_of(person: "Person | None") -> "Client":
    """Return a test client in which somebody is signed in; over TLS, as cookies demand."""
    import time

    from django.test import Client

    client = Client(headers={"host": "localhost"})
    if person is not None:
        session = client.session
        now = int(time.time())
        proof = person.get_session_auth_hash()
        session.update({"person": person.pk, "proof": proof, "began": now, "seen": now})
        session.save()
        client.cookies["__Host-zhamen"] = session.session_key or ""
    return client
