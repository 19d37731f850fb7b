"""How Clearhall looks and speaks to the eye: design system, base templates, template tags, charts, display preferences.

No tables, no business rules. Features load `look/base.html` (public) or `look/base_staff.html` and the tags of `look`.
"""
