"""Quality, speed and robustness of the engine's parts on labelled data of one's own: one module per task."""
