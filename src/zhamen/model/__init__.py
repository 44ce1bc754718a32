"""Frozen values that everyone knows: message, part, passage, finding, verdict. No I/O."""
