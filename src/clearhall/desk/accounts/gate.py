"""The gate of the staff pages, under the name by which features above this one know it; see `lib/gate.py`."""

from clearhall.desk.lib.gate import ask_again, ask_to_sign_in, sensitive, signed_in_only, staff_only

__all__ = ["ask_again", "ask_to_sign_in", "sensitive", "signed_in_only", "staff_only"]
