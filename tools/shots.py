"""Takes a picture of every page (tests/browser/every_page.py): phone and desktop, each language, large print, dark.

    python tools/shots.py [NAME ...]      only pages whose name begins with NAME; all of them without one

Pictures go to ./shots/, which git ignores. It runs as a test, because the tests know how to start a site and fill it.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main(names: list[str]) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/browser/shots.py"]
    status = subprocess.call(command, cwd=ROOT, env={**os.environ, "CLEARHALL_SHOTS": " ".join(names)})
    print("Pictures are in shots/")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
