"""Which groups of reports belong to one campaign: messages worded differently that point to the same rare site, number or account.

A campaign is of messages and of what they point to, never of people. Linking only sorts: nothing follows from it by itself (charter R9),
and what a person decides about a campaign is kept through every rebuild.
"""
