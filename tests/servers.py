"""Servers that tests and benches start for themselves: a free port, a private PostgreSQL."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.system_packages import find_postgres


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def private_postgres() -> Iterator[str | None]:
    """URL of a PostgreSQL server that runs for as long as the block; None where none is installed.

    It refuses to run as root, so root lends it a user, and a folder that this user may enter.
    """
    binaries = find_postgres()
    if binaries is None:
        yield None
        return
    folder, port = Path(tempfile.mkdtemp(prefix="postgres-")), free_port()
    data, user = folder / "data", "nobody" if os.getuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "user": user, "cwd": folder}
    subprocess.run([binaries / "initdb", "-D", data, "-U", "test", "-A", "trust", "-E", "UTF8"], **quiet)
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    subprocess.run([binaries / "pg_ctl", "-D", data, "-o", options, "-l", folder / "log", "-w", "start"], **quiet)
    try:
        yield f"postgresql://test@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop"], **quiet)
        shutil.rmtree(folder)
