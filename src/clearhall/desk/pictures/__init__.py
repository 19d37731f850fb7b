"""What a machine read of the pictures in evidence: their likeness to others, their codes, their text. It suggests; people decide."""
