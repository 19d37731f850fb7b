"""Intake: the one way by which a report comes in, whether by form, API, batch or file.

A report is made by a person or an accredited watchpost (charter R2): nothing here fetches, polls or watches anything.
"""
