"""Matrix: events and files of a homeserver as messages, their media, and the bot that explains."""
