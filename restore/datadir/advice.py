"""What to do when a data directory can't be restored."""

OR_DUMP = "or ask for a pg_dump file (pg_dump -Fc) of the catalogue."
DUMP_INSTEAD = "Ask for a pg_dump file (pg_dump -Fc) of the catalogue instead."
RIGHT_DIRECTORY = "Check that this is the data directory of an appliance."
