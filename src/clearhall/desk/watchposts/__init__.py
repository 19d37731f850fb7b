"""Accredited flaggers 瞭望哨 (banks, schools, charities, telecoms, volunteers): who they are, for which harms, and their quota."""
