"""Keeping what is being enrolled in memory, and out of swap and core files."""

import contextlib
import ctypes
import resource
import sys

_PR_SET_DUMPABLE = 4
_MCL_CURRENT, _MCL_FUTURE, _MCL_ONFAULT = 1, 2, 4


def guard_memory(*, lock: bool = True) -> None:
    """Forbid core files and, with `lock` and where the system allows it, swapping.

    It holds for this process from now on. Memory is locked only where no limit is set on that:
    under a limit, the allocation that passes it would fail in the middle of the work.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not sys.platform.startswith("linux"):
        return
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
        if lock and resource.getrlimit(resource.RLIMIT_MEMLOCK)[0] == resource.RLIM_INFINITY:
            libc.mlockall(_MCL_CURRENT | _MCL_FUTURE | _MCL_ONFAULT)
