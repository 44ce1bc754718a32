"""How the tables of groups came about."""
