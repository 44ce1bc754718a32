"""Keyed, irreversible fingerprints of registered documents, and what recognises them."""
