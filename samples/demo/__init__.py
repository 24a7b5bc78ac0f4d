"""What `load_demo` invents: customers, two years of gathers, and sample restores.

`story.py` (pure) is how a phase went, `customers.py` who there is and how their phases
went, `storing.py` puts that into the tracker, `restoring.py` restores real samples.
"""
