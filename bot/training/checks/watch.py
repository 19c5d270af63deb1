"""Running again whenever a file that the checks read has changed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from watchfiles import Change, DefaultFilter, watch


class _Ours(DefaultFilter):
    """YAML that the checks read; what else changes beside it is no matter."""

    def __call__(self, change: Change, path: str) -> bool:
        """Whether the changed file, or a new folder, is one to look at."""
        file = Path(path)
        return (
            (file.suffix == ".yml" or file.is_dir())
            and not file.name.startswith(".")
            and super().__call__(change, path)
        )


def _folders(root: Path) -> list[Path]:
    """The root and data's folders, each watched by itself: a whole root holds far too much."""
    return [root, root / "data", *(path for path in sorted((root / "data").rglob("*")) if path.is_dir())]


def check_on_change(root: Path, check: Callable[[], object], stop: threading.Event | None = None) -> None:
    """Call `check` now and after each change, until Ctrl-C or until `stop` is set."""
    while True:
        folders = _folders(root)
        check()
        for _ in watch(*folders, recursive=False, watch_filter=_Ours(), stop_event=stop, raise_interrupt=False):
            if _folders(root) != folders:
                break  # a folder has come: watch it, too
            check()
        else:
            return
