"""What the pages understand of a request, and what they show of the answers."""
