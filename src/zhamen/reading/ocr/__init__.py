"""Reading the letters in a picture: our own way round three networks."""
