"""What the tests want of the system: PostgreSQL's server and Chromium. `make test` runs this first.

Installs with apt-get what is missing where that can be done (Debian, root); elsewhere says which tests are left out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


def find_postgres() -> Path | None:
    """The folder of PostgreSQL's server programs, or None."""
    found = shutil.which("pg_ctl")
    candidates = [Path(found).resolve().parent] if found else []
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


def find_chromium() -> str | None:
    """The path of a Chromium or Chrome, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next(filter(None, map(shutil.which, names)), None)


@dataclass(frozen=True)
class Wanted:
    """A Debian package, how to see that it is there, and the tests that need it."""

    package: str
    find: Callable[[], object]
    tests: str


WANTED = (
    Wanted("postgresql", find_postgres, "the store on PostgreSQL"),
    Wanted("chromium", find_chromium, "the page in a browser"),
)


def main() -> None:
    """Install what is missing, or say what is left out."""
    missing = [each for each in WANTED if each.find() is None]
    if missing and os.getuid() == 0 and shutil.which("apt-get"):
        names = [each.package for each in missing]
        print(f"Installing {' and '.join(names)} for the tests …", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
        for command in (["update", "-qq"], ["install", "-y", "-qq", *names]):
            subprocess.run(["apt-get", *command], check=False, **quiet)
    for each in WANTED:
        if each.find() is None:
            print(f"{each.package} is missing and cannot be installed here: {each.tests} is not tested.", flush=True)


if __name__ == "__main__":
    main()
