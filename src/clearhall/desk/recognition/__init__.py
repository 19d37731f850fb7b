"""What a message looks like: the suggestion of a model that this desk trained itself. It suggests; people decide (charter R9)."""
