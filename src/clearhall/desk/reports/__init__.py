"""A report: what a resident, business, body or watchpost says happened, as it was received.

Owns the text, the indicators found in it, the receipt, and the near-duplicate group. What is done about it is a case.
Charter R1: there is no column here for who wrote the reported item, and none may be added; `place` is the place of the item.
"""
