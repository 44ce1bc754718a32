"""Pictures: made plain, asked for notes, codes, their look, and handed to who reads letters."""
