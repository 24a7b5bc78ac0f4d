"""From what an inventory counted to the figures of a phase."""
