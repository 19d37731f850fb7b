"""`python -m clearhall`."""

from clearhall.cli import main

main()
