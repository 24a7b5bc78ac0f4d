"""How people log in: passwords and second factors, limits, sessions, and their trail.

allauth does the work. What is here is ours to decide, by the hooks that it offers.
"""

from tracker.accounts.factors import second_factor_of

__all__ = ["second_factor_of"]
