"""The closed list of harms and what each permits. Plain data: no table, no setting, no admin page can add to it.

Charter R3: there is no entry for opinion, criticism, "negative" or "sensitive" content, politics, religion or news, and
none may be added. R4: a claim is answered, never removed.
"""
