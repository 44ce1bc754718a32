"""From bytes to passages: everything that can carry text is read, or honestly unread."""
