"""The waist: every gate hands its message in here and gets a verdict."""
