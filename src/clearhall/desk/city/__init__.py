"""The invented city: places, bodies, people and about 3,000 reports that a new desk can be filled with.

Everything here is made up. No place, body, firm, person, number, domain or message is real; names resolve only under
reserved domains and telephone and card numbers come from blocks nobody is assigned. `places`, `bodies`, `people`,
`reports` and `stories` are plain data made by a seeded generator, the same bytes for the same seed and day. `load` is
the only module that writes to a database.
"""
