"""Histories of deeds: what is done by the rules or refused, and replayed from what was done."""
