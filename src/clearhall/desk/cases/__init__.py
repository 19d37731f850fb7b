"""A case: the work on one report (or several, once merged): state, holder, deadline, notes, closing state and public answer."""
