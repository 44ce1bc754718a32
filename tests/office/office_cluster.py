"""A PostgreSQL cluster of one's own in a temporary folder, reached by its socket alone."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def control() -> Path | None:
    """Return the `pg_ctl` of the newest PostgreSQL on this machine, None without one."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"))
    return found[-1] if found else None


@contextmanager
def running(*, durable: bool = False) -> Iterator[str]:
    """Run a cluster until the block ends and yield its address, without a database's name."""
    program = control()
    assert program is not None
    # pg_ctl refuses to run as root.
    user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    folder = Path(tempfile.mkdtemp(prefix="zhamen-pg-"))
    shutil.chown(folder, user)
    run = {"cwd": folder, "user": user, "check": True, "capture_output": True}
    try:
        subprocess.run([program.with_name("initdb"), "-D", folder / "data", "-A", "trust", "-E",
                        "UTF8", "--no-sync", "-U", "zhamen"], **run)  # fmt: skip
        options = f"-k {folder} -c listen_addresses='' -c fsync={'on' if durable else 'off'}"
        subprocess.run([program, "-D", folder / "data", "-o", options, "-l", folder / "log", "-w",
                        "start"], **{**run, "capture_output": False})  # fmt: skip
        yield f"postgresql://zhamen@{str(folder).replace('/', '%2F')}"
    finally:
        subprocess.run([program, "-D", folder / "data", "-m", "immediate", "stop"], **run)
        shutil.rmtree(folder, ignore_errors=True)
