"""A secrecy officer, a leader and two readers in an office of these tests; 示例 all of them."""

import time
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.test import Client

SEED = b"12345678901234567890"


class Staff:
    """A secrecy officer, a leader and two readers, with authenticators; 示例."""

    def __init__(self) -> None:
        """Put them into the tables."""
        from zhamen.office.custody.models import Place
        from zhamen.office.people.access import seal_seed
        from zhamen.office.people.models import Duty, Person, Unit

        unit = Unit.objects.create(name="示例")
        self.people: dict[str, Any] = {}
        for number, kind in (("K1", "officer"), ("L1", "leader"), ("R1", ""), ("R2", "")):
            person = Person.objects.create(
                number=number, name=f"示例{number}", clearance="core", state="active"
            )
            person.seed = seal_seed(person, SEED)
            person.save()
            self.people[number] = person
            if kind:
                Duty.objects.create(person=person, unit=unit, kind=kind)
        self.place = f"place:{Place.objects.create(name='保密室', reading=True).pk}"

    def browser(self, number: str) -> Client:
        """Return a client in which somebody is signed in."""
        client, person, now = (
            Client(headers={"host": "localhost"}),
            self.people[number],
            time.time(),
        )
        session = client.session
        proof = person.get_session_auth_hash()
        session.update({"person": person.pk, "proof": proof, "began": int(now), "seen": int(now)})
        session.save()
        client.cookies["__Host-zhamen"] = session.session_key or ""
        return client

    def signatures(self, *numbers: str, code: str = "") -> dict[str, str]:
        """Return the codes that these people type in; each time step is used once."""
        from zhamen.office.people.models import Person

        Person.objects.update(step=0)
        fresh = TOTP(SEED, 6, SHA1(), 30, enforce_key_length=False).generate(int(time.time()))
        return {f"sign_{self.people[n].pk}": code or fresh.decode() for n in numbers}

    def do(self, way: str, by: str = "K1", **values: Any) -> str:
        """Send a deed and return the page that comes."""
        answer = self.browser(by).post(f"/custody/{way}", values, secure=True, follow=True)
        return answer.content.decode()


def staffed() -> Staff:
    """Return them, and a document of two copies in store."""
    made = Staff()
    made.do("do/receive", document="D-1", level="secret", carrier="paper", issuer="U-9",
            copies="1，2", intact="on", scope="R1 K1", **made.signatures("K1"))  # fmt: skip
    made.do("document/D-1/do/enter", copies="1,2", place=made.place, **made.signatures("K1"))
    return made


def lending(staff: Staff, **changes: str) -> dict[str, str]:
    """Return the fields of a loan."""
    usual = {"copy": "1", "reader": "R1", "approver": "L1", "place": staff.place}
    return usual | {"due": "2099-01-01"} | changes
