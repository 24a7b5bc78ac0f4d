from phases.admin import measurements, phases, purge, templates  # noqa: F401
