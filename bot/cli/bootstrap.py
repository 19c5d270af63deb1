"""Builds the environment on a fresh machine, then runs a command in it: `python3 bot/cli/bootstrap.py [--] COMMAND …`.

Runs on any Python 3 with the standard library alone; imports nothing of ours. Quiet where there is nothing to do.
"""

import glob
import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
UV_HOME = os.path.join(ROOT, ".uv")
VENV = os.path.join(ROOT, ".venv")
NEEDED_BYTES = 3 * 1024**3
WANTED = "3.10"


def stop(sentence):
    sys.exit(sentence)


def find_uv():
    """uv from PATH, from the usual place, or installed from the package registry into .uv/."""
    known = [shutil.which("uv"), os.path.expanduser("~/.local/bin/uv"), os.path.join(UV_HOME, "bin", "uv")]
    for path in known:
        if path and os.access(path, os.X_OK):
            return path
    print("Fetching uv, which builds the environment …", flush=True)
    install = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--target",
        UV_HOME,
        "uv",
    ]
    if subprocess.call(
        [sys.executable, "-m", "pip", "--version"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ):
        stop(
            "There is neither uv nor pip on this machine. Install one of them (e.g. the package python3-pip), then try again."
        )
    if subprocess.call(install, stderr=subprocess.DEVNULL):
        stop(
            "uv could not be fetched from the package registry. Check the network, or install uv by hand, then try again."
        )
    return os.path.join(UV_HOME, "bin", "uv")


def find_python(uv):
    """A Python of the wanted version: what uv finds, what pyenv keeps unactivated, or what uv can download."""
    patterns = [
        os.path.join(
            os.environ.get("PYENV_ROOT", os.path.expanduser("~/.pyenv")), "versions", WANTED + ".*", "bin", "python"
        )
    ]
    for pattern in patterns:
        for path in sorted(glob.glob(pattern), reverse=True):
            return path
    found = subprocess.run([uv, "python", "find", WANTED], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    if found.returncode == 0 and found.stdout.strip():
        return found.stdout.strip()
    print(f"Fetching Python {WANTED} …", flush=True)
    if subprocess.call([uv, "python", "install", WANTED], stderr=subprocess.DEVNULL):
        stop(
            f"Python {WANTED} is missing and could not be fetched. Install it (e.g. pyenv install {WANTED}), then try again."
        )
    return WANTED


def is_built():
    """Whether the environment was built from the present lock file."""
    stamp = os.path.join(VENV, "built-from")
    lock = os.path.join(ROOT, "uv.lock")
    try:
        with open(stamp) as file:
            return file.read() == fingerprint(lock)
    except OSError:
        return False


def fingerprint(path):
    import hashlib

    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def build():
    """Make .venv from the lock file."""
    free = shutil.disk_usage(ROOT).free
    if free < NEEDED_BYTES:
        stop("Not enough disk: the environment needs about 3 GB here, %.1f GB are free." % (free / 1024**3))
    uv = find_uv()
    python = find_python(uv)
    print("Building the environment from the lock file (a few minutes the first time) …", flush=True)
    command = [uv, "sync", "--frozen", "--quiet", "--project", ROOT, "--python", python]
    if subprocess.call(command, env=dict(os.environ, UV_PROJECT_ENVIRONMENT=VENV)):
        stop("The environment could not be built; the lines above say why. Check network and disk, then try again.")
    with open(os.path.join(VENV, "built-from"), "w") as file:
        file.write(fingerprint(os.path.join(ROOT, "uv.lock")))


def main(arguments):
    if not is_built():
        build()
    if not arguments:
        print("The environment is ready.")
        return
    os.chdir(ROOT)
    os.environ["PATH"] = os.path.join(VENV, "bin") + os.pathsep + os.environ["PATH"]
    os.environ["VIRTUAL_ENV"] = VENV
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    program = os.path.join(VENV, "bin", arguments[0])
    os.execv(program, [program, *arguments[1:]])


if __name__ == "__main__":
    main([argument for argument in sys.argv[1:] if argument != "--"])
