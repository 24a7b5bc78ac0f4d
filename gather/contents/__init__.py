"""What an inventory contains, as pages and commands ask for it."""
