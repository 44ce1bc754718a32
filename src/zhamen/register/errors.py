"""What can be wrong with a register: one error, which says what to do now."""

from zhamen.errors import ZhamenError


class RegisterError(ZhamenError):
    """A bundle or its key cannot be used; nothing passes under half a register."""
