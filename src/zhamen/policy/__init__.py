"""What the regime says, as data: clauses, channels, phrases, words of advice."""
