"""An office that is open."""

import pytest
from office_cast import Cast, opened

from zhamen.office.places import Places


@pytest.fixture
def cast(desk: Places) -> Cast:
    """Three administrators, on SQLite."""
    return opened()


@pytest.fixture
def cast_on_each(office: Places) -> Cast:
    """Three administrators, on SQLite and on PostgreSQL."""
    return opened()
