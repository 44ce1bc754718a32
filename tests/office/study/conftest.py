"""A team of twelve in an office of this test's own."""

import pytest
from study_cast import Team

from zhamen.office.places import Places


@pytest.fixture
def team(desk: Places) -> Team:
    """A team, on SQLite."""
    return Team()


@pytest.fixture
def team_on_each(office: Places) -> Team:
    """A team, on each database."""
    return Team()
