"""The appliance simulator: realistic backups, with the right answers beside them."""
