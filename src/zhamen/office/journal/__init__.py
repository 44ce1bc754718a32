"""The office's journal: it keeps what everybody did, and nobody writes past it."""
