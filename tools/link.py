"""Makes the checkout importable in its virtual environment and installs the `clearhall` command, without a build backend."""

import sys
import sysconfig
from pathlib import Path

SCRIPT = """#!{python}
import sys
from clearhall.cli import main
sys.exit(main())
"""


def link() -> None:
    root = Path(__file__).resolve().parents[1]
    site = Path(sysconfig.get_path("purelib"))
    (site / "clearhall-checkout.pth").write_text(f"{root / 'src'}\n")
    script = Path(sysconfig.get_path("scripts")) / "clearhall"
    script.write_text(SCRIPT.format(python=sys.executable))
    script.chmod(0o755)


if __name__ == "__main__":
    link()
