"""How the desk's tables came about."""
