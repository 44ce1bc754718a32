"""What one file may cost. Beyond a limit it is unread, under the limit's own name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one file; the names in quotes are the reasons that a verdict shows."""

    seconds: float = 10.0
    """`timeout`: wall-clock time in the worker."""
    memory_bytes: int = 512 << 20
    """`memory`: address space that the worker may add to its own."""
    input_bytes: int = 256 << 20
    """`too_large`: size of the file itself."""
    output_chars: int = 32 << 20
    """`too_much_text`: characters of text in all its passages."""
    expanded_bytes: int = 256 << 20
    """`expansion`: bytes of all members of a package, unpacked."""
    members: int = 10_000
    """`too_many_members`: entries of a package."""
    depth: int = 10
    """`nesting`: packages within packages."""
