"""What opens an account opens it for its person, once, and for a while."""

from datetime import timedelta

import pytest
from office_cast import PASSWORD, Cast, browser_of, somebody, take_up

RFC_SEED = b"12345678901234567890"
# RFC 6238 appendix B, SHA-1, the last six of eight digits.
RFC_CODES = {59: "287082", 1111111109: "081804", 1234567890: "005924", 2000000000: "279037"}


@pytest.mark.parametrize(("at", "code"), RFC_CODES.items())
def test_codes_are_those_of_the_standard(cast: Cast, at: int, code: str) -> None:
    """Each is taken in its own step and the two beside it, and once."""
    from zhamen.office.people.access import code_of_now, seal_seed

    person = somebody("G1")
    person.seed = seal_seed(person, RFC_SEED)

    assert code_of_now(person, code, at) == at // 30
    assert code_of_now(person, code, at + 30) and not code_of_now(person, code, at + 90)
    person.step = at // 30
    assert not code_of_now(person, code, at)


def test_a_seed_of_another_row_opens_nothing(cast: Cast) -> None:
    """Seeds are sealed to their person: copying one into another row is of no use."""
    from zhamen.office.people.access import code_of_now, seal_seed

    person, other = somebody("G1"), somebody("G2")
    sealed = seal_seed(person, RFC_SEED)
    other.seed = sealed

    assert RFC_SEED not in sealed
    assert not code_of_now(other, "287082", 59)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "２８７０８２", "abcdef"])
def test_what_is_no_code_is_none(cast: Cast, code: str) -> None:
    """Nor does it raise anything."""
    from zhamen.office.people.access import code_of_now, seal_seed

    person = somebody("G1")
    person.seed = seal_seed(person, RFC_SEED)

    assert code_of_now(person, code, 59) == 0


def test_a_one_time_code_opens_once_and_for_a_while(cast: Cast) -> None:
    """With or without its dashes; not after 72 hours; not another's."""
    from django.utils import timezone

    from zhamen.office.people.access import code_opens, issue_code

    person = somebody("G1")
    code = issue_code(person)

    assert code_opens(person, code.lower().replace("-", " "))
    assert not code_opens(somebody("G2"), code)
    person.code_until = timezone.now() - timedelta(seconds=1)
    assert not code_opens(person, code)


@pytest.mark.parametrize(
    "password",
    ["short", "aaaaaaaaaaaaaaaa", "1q2w3e4r5t6y", "xG1-long-enough", "示例G1的口令很长很长啊"],
)
def test_poor_passwords_are_refused(cast: Cast, password: str) -> None:
    """Short, repeated, common, or made of one's own particulars."""
    from django.core.exceptions import ValidationError

    from zhamen.office.people.access import check_password

    with pytest.raises(ValidationError):
        check_password(somebody("G1"), password)
    check_password(somebody("G1"), PASSWORD)


def test_five_wrong_passwords_lock_and_the_lock_doubles(cast: Cast) -> None:
    """The right one does not open a locked account, and the journal tells of it."""
    from django.utils import timezone

    from zhamen.office.journal.reading import entries
    from zhamen.office.people.entering import by_password

    person = somebody("G1")
    person.set_password(PASSWORD)
    person.save()
    assert by_password("G1", PASSWORD) == person
    for _ in range(5):
        assert by_password("G1", "wrong") is None
    assert by_password("G1", PASSWORD) is None
    person.refresh_from_db()
    first = person.locked_until
    person.locked_until = timezone.now()
    person.save()
    for _ in range(5):
        by_password("G1", "wrong")
    person.refresh_from_db()

    assert first and person.locked_until
    assert timedelta(minutes=29) < person.locked_until - timezone.now() < timedelta(minutes=31)
    assert entries(act="people.login.locked").count() == 2
    assert entries(act="people.login.refused").count() == 10


def test_an_address_that_tries_too_often_waits() -> None:
    """Thirty failures in five minutes; another address is not held up."""
    from zhamen.office.people.entering import Throttle

    throttle = Throttle(most=3, seconds=60, addresses=2)
    for _ in range(3):
        throttle.count("a")

    assert throttle.closed("a") and not throttle.closed("b")
    for name in "bc":
        throttle.count(name)
    assert not throttle.closed("a")


def test_a_session_ends_by_itself(cast: Cast) -> None:
    """After a rest of fifteen minutes, after eight hours, with the password, with the account."""
    import time

    def alive(**session: int) -> bool:
        client = browser_of(cast.system)
        changed = client.session
        changed.update(session)
        changed.save()
        return client.get("/", secure=True).status_code == 200

    now = int(time.time())
    assert alive()
    assert not alive(seen=now - 16 * 60)
    assert not alive(began=now - 8 * 3600 - 1)
    client = browser_of(cast.system)
    take_up(cast.system)
    assert client.get("/", secure=True).status_code == 302
    client = browser_of(cast.system)
    cast.system.state = "closed"
    cast.system.save()
    assert client.get("/", secure=True).status_code == 302
