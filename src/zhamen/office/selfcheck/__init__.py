"""发前一查: anyone signed in may ask about a text or a file before it is sent."""
