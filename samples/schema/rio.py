"""The catalogue of a Rio broker: two tables that are known, several that are not."""

from random import Random

from customers.appliances import Appliance

from .model import Schema, read

TABLES = """
table public.broker
broker_id KEY
broker_name varchar
unique broker_name

table public.broker_object
broker_object_id KEY
broker_id KEY -> public.broker
file_name varchar
size bigint
checksum varchar?
creation_date timestamp without time zone
index broker_id, file_name

table public.broker_setting
setting_id KEY
broker_id KEY -> public.broker
key varchar
value varchar?

table public.agent
agent_id KEY
agent_name varchar
agent_type varchar

table public.job
job_id KEY
broker_id KEY -> public.broker
status public.job_status
submitted timestamp without time zone

table public.flyway_schema_history
installed_rank integer
version varchar?
description varchar
success boolean
"""
ENUMS = {"public.job_status": ["ACTIVE", "COMPLETED", "ERROR", "CANCELED"]}


def schema(*, key: str, seed: int) -> Schema:
    """Ids are bigint in some releases and uuid in others."""
    random = Random(f"{seed}:labels")
    enums = {name: random.sample(labels, len(labels)) for name, labels in ENUMS.items()}
    tables = read(TABLES.replace("KEY", key), year=2026)
    return Schema(Appliance.RIO.prefix, [], enums, tables, [])
