"""Custody in the office: deeds are done by the rules, kept for good, and shown as they stand."""
