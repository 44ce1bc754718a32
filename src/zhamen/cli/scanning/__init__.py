"""Scanning folders: walk, inspect in processes, remember, report."""
