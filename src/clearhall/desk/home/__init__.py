"""The front door: home page, help for each harm, charter, privacy, accessibility, display settings, the installable page.

No tables. Long texts lie in `content/<language>/*.md`; zh_Hant is generated from zh_Hans by tools/catalogues.py.
"""
