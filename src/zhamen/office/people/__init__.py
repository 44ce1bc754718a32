"""People: persons, units, teams, duties, and the three administrators that nobody may combine."""
