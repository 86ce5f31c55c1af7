"""Makes `.venv` with everything pinned in requirements.txt; says first, in a sentence, what would stop it.

    python3 requirements/prepare.py [--port 8000]

Needs a Python of 3.11 or newer with pip: no ensurepip, no root, no uv (fetched where it can be, for speed).
A second run with the same pins does nothing. Written so that a far older Python can at least say so.
"""

import hashlib
import os
import shutil
import socket
import subprocess
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
BOOTSTRAP = os.path.join(ROOT, "var", "bootstrap")
PINS = os.path.join(ROOT, "requirements.txt")
STAMP = os.path.join(VENV, "installed-pins")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
# A person's own settings that would send these packages elsewhere or refuse them; uv trusts whom the system trusts.
TOOL_ENVIRONMENT = {
    "PIP_REQUIRE_VIRTUALENV": "0",
    "PIP_USER": "0",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "UV_SYSTEM_CERTS": "1",
    "UV_PYTHON_DOWNLOADS": "never",
}


def say(text):
    """One progress line, at once."""
    sys.stdout.write("==> " + text + "\n")
    sys.stdout.flush()


def stop(sentence):
    """End with a sentence for the person and exit status 1."""
    sys.exit("\n" + sentence)


def run(command, quiet=True, **environment):
    """Whether the command ended well; its output is shown only where `quiet` is off."""
    env = dict(os.environ, **TOOL_ENVIRONMENT)
    env.update(environment)
    with open(os.devnull, "w") as nowhere:
        sink = nowhere if quiet else None
        try:
            return subprocess.call(command, stdout=sink, stderr=sink, env=env) == 0
        except OSError:
            return False


def check_python():
    """A Python that is too old hands over to a newer one on this machine, or says what is missing."""
    if sys.version_info >= OLDEST:
        return
    for name in ("python3.13", "python3.12", "python3.11", "python3.14"):
        if run([name, "-c", "import pip"]):
            os.execvp(name, [name] + sys.argv)
    stop(
        "Counterclaim needs Python 3.11 or newer; %s is %d.%d. Install a newer one, then name it:\n"
        "    make setup PYTHON=/path/to/python3.11" % (sys.executable, sys.version_info[0], sys.version_info[1])
    )


def check_port(text):
    """The port must be a number of 1 to 65535 on which nothing listens."""
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        stop('PORT is "%s". Write a number between 1 and 65535, e.g. make demo PORT=8001' % text)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except PermissionError:
            stop("Port %s needs more rights than you have. Choose one above 1023, e.g. make demo PORT=8001" % text)
        except OSError:
            stop("Port %s is taken. Stop what listens there, or choose another: make demo PORT=8001" % text)


def fingerprint():
    """What `.venv` was made from: the pins and the Python that runs this."""
    with open(PINS, "rb") as file:
        pins = hashlib.sha256(file.read()).hexdigest()
    return "%s python%d.%d\n" % (pins, sys.version_info[0], sys.version_info[1])


def is_ready():
    """Whether `.venv` runs and holds exactly these pins."""
    if not (os.path.exists(STAMP) and run([VENV_PYTHON, "-c", "import django"])):
        return False
    with open(STAMP) as file:
        return file.read() == fingerprint()


def is_usable():
    """Whether `.venv` has a Python of the version that runs this."""
    return run([VENV_PYTHON, "-c", "import sys; sys.exit(sys.version_info[:2] != %r)" % (sys.version_info[:2],)])


def pip_into_bootstrap(name):
    """Whether pip put the pinned tool into var/bootstrap, where "externally managed" does not apply."""
    pins = os.path.join(ROOT, "requirements", name + ".txt")
    target = os.path.join(BOOTSTRAP, name)
    # fmt: off
    return os.path.isdir(target) or run([
        sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "--only-binary", ":all:",
        "--target", target, "-r", pins,
    ])
    # fmt: on


def find_uv():
    """The path of uv, fetched by pip if need be; empty where it cannot be had or COUNTERCLAIM_UV=off."""
    if os.environ.get("COUNTERCLAIM_UV") == "off":
        return ""
    pip_into_bootstrap("uv")
    path = os.path.join(BOOTSTRAP, "uv", "bin", "uv")
    return path if run([path, "--version"]) else ""


def install_with_uv(uv):
    """Whether uv made `.venv` and filled it; seconds on a fresh machine."""
    if not is_usable():
        say("making .venv")
        shutil.rmtree(VENV, ignore_errors=True)
        if not run([uv, "venv", "--quiet", "--python", sys.executable, VENV]):
            return False
    say("installing the pinned packages with uv")
    return run([uv, "pip", "install", "--quiet", "--python", VENV_PYTHON, "--require-hashes", "-r", PINS])


def make_venv():
    """Whether `.venv` exists with a pip: by the standard venv, else by virtualenv, which brings pip along."""
    if is_usable() and run([VENV_PYTHON, "-m", "pip", "--version"]):
        return True
    say("making .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    if run([sys.executable, "-m", "venv", VENV]):
        return True
    say("the venv module is incomplete here; fetching virtualenv")
    shutil.rmtree(VENV, ignore_errors=True)
    tool = os.path.join(BOOTSTRAP, "virtualenv")
    return pip_into_bootstrap("virtualenv") and run(
        [sys.executable, "-m", "virtualenv", "--quiet", "--python", sys.executable, VENV], PYTHONPATH=tool
    )


def install_with_pip():
    """Whether plain pip made `.venv` and filled it; a minute or two on a fresh machine."""
    if not make_venv():
        return False
    say("installing the pinned packages with pip (a minute or two)")
    # Twice quiet: errors alone are shown.
    return run([VENV_PYTHON, "-m", "pip", "install", "-qq", "--require-hashes", "-r", PINS], quiet=False)


def prepare():
    """Make `.venv` ready, or stop with what to mend."""
    if is_ready():
        say("packages are up to date")
        return
    if not run([sys.executable, "-m", "pip", "--version"]):
        stop("%s has no pip. Install it (on Debian: apt install python3-pip), then try again." % sys.executable)
    say("Python %d.%d.%d, packages into .venv" % sys.version_info[:3])
    uv = find_uv()
    if not (uv and install_with_uv(uv)) and not install_with_pip():
        stop("The packages could not be installed. What stopped it stands above; a network is needed the first time.")
    with open(STAMP, "w") as file:
        file.write(fingerprint())


def main():
    """Check the Python and the port, then install."""
    check_python()
    if sys.argv[1:2] == ["--port"]:
        check_port(sys.argv[2])
    prepare()


if __name__ == "__main__":
    main()
