"""Backups: one sealed file, from which the whole office comes back or nothing does."""
