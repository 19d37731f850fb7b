"""Public bodies in their tree, the places they serve, the harms they handle, and their working hours."""
