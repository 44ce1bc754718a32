"""The desk: what the gates decided, what waits for a second person, what was a false alarm."""
