"""The catalogue of a BlackPearl: what counting needs, and much that nobody needs."""

from random import Random

from customers.appliances import Appliance

from .labels import ENUMS
from .model import Schema, read

AGES = {"current": 2026, "2017": 2017, "2014": 2014}
SCHEMAS = ["ds3", "framework", "notification", "planner", "pool", "tape", "target"]

DS3 = """
table ds3."user"
id uuid
name varchar
auth_id varchar
secret_key varchar
unique name

table ds3."group"
id uuid
name varchar
built_in boolean
unique name

table ds3.group_member
id uuid
group_id uuid -> ds3."group"
member_user_id uuid? -> ds3."user"

table ds3.data_policy
id uuid
name varchar
blobbing_enabled boolean
checksum_type ds3.checksum_type
creation_date timestamp without time zone
default_blob_size bigint?
versioning ds3.versioning_level
max_versions_to_keep integer
unique name

table ds3.storage_domain since=2015
id uuid
name varchar
auto_eject_media_full_threshold bigint?
auto_eject_upon_media_full boolean
ltfs_file_naming ds3.ltfs_file_naming_mode
max_tape_fragmentation_percent integer
media_ejection_allowed boolean
secure_media_allocation boolean
write_optimization ds3.write_optimization
unique name

table ds3.storage_domain_member since=2015
id uuid
storage_domain_id uuid -> ds3.storage_domain
pool_partition_id uuid? -> pool.pool_partition
tape_partition_id uuid? -> tape.tape_partition
tape_type tape.tape_type?
state ds3.storage_domain_member_state
write_preference ds3.write_preference_level
auto_compaction_threshold integer? since=2018
unique storage_domain_id, tape_partition_id, tape_type, pool_partition_id

table ds3.data_persistence_rule since=2015
id uuid
data_policy_id uuid -> ds3.data_policy
storage_domain_id uuid -> ds3.storage_domain
type ds3.data_persistence_rule_type
state ds3.data_placement_rule_state
isolation_level ds3.data_isolation_level
minimum_days_to_retain integer?
unique data_policy_id, storage_domain_id

table ds3.bucket
id uuid
name varchar
data_policy_id uuid -> ds3.data_policy
user_id uuid -> ds3."user"
creation_date timestamp without time zone
last_preferred_chunk_size_in_bytes bigint?
protected boolean since=2020
unique name

table ds3.bucket_acl
id uuid
bucket_id uuid? -> ds3.bucket
group_id uuid? -> ds3."group"
permission varchar

table ds3.s3_object
id uuid
bucket_id uuid -> ds3.bucket
creation_date timestamp without time zone?
latest boolean since=2018
name varchar
type ds3.s3_object_type
index bucket_id, name
index name

table ds3.s3_object_property
id uuid
object_id uuid -> ds3.s3_object
key varchar
value varchar?
index object_id

table ds3.blob
id uuid
byte_offset bigint
checksum varchar?
checksum_type ds3.checksum_type?
length bigint
object_id uuid -> ds3.s3_object
unique byte_offset, object_id
index object_id

table ds3.obsoletion since=2018
id uuid
date timestamp without time zone

table ds3.degraded_blob
id uuid
blob_id uuid -> ds3.blob
bucket_id uuid -> ds3.bucket
persistence_rule_id uuid? -> ds3.data_persistence_rule since=2015
index blob_id

table ds3.job
id uuid
bucket_id uuid -> ds3.bucket
created_at timestamp without time zone
name varchar
original_size_in_bytes bigint
priority ds3.blob_store_task_priority
request_type ds3.job_request_type
"""

TAPE = """
table tape.tape_library
id uuid
name varchar
serial_number varchar
management_url varchar
unique serial_number

table tape.tape_partition
id uuid
name varchar
library_id uuid -> tape.tape_library
serial_number varchar
state tape.tape_partition_state
drive_type tape.tape_drive_type?
import_export_configuration tape.import_export_configuration
error_message varchar?
quiesced varchar
unique serial_number

table tape.tape_drive
id uuid
partition_id uuid -> tape.tape_partition
serial_number varchar
type tape.tape_drive_type
cleaning_required boolean
unique serial_number

table tape.tape
id uuid
allow_rollback boolean
assigned_to_storage_domain boolean
available_raw_capacity bigint?
bar_code varchar
bucket_id uuid? -> ds3.bucket
description_for_identification varchar?
eject_date timestamp without time zone?
eject_label varchar?
eject_location varchar?
eject_pending timestamp without time zone?
full_of_data boolean
last_accessed timestamp without time zone?
last_checkpoint varchar?
last_modified timestamp without time zone?
last_verified timestamp without time zone?
partition_id uuid? -> tape.tape_partition
previous_state tape.tape_state?
role tape.tape_role since=2022
serial_number varchar?
state tape.tape_state
storage_domain_id uuid? -> ds3.storage_domain since=2015 until=2017
storage_domain_member_id uuid? -> ds3.storage_domain_member since=2018
total_raw_capacity bigint?
type tape.tape_type
write_protected boolean
unique bar_code, partition_id
index bucket_id
index storage_domain_member_id

table tape.tape_failure
id uuid
date timestamp without time zone
error_message varchar?
tape_id uuid -> tape.tape
type varchar

table tape.blob_tape
id uuid
blob_id uuid -> ds3.blob
order_index integer
tape_id uuid -> tape.tape
index blob_id
index tape_id, order_index

table tape.obsolete_blob_tape since=2018
id uuid -> tape.blob_tape
blob_id uuid -> ds3.blob
order_index integer
tape_id uuid -> tape.tape
obsoletion_id uuid -> ds3.obsoletion
index obsoletion_id

table tape.suspect_blob_tape since=2016
id uuid -> tape.blob_tape
blob_id uuid -> ds3.blob
order_index integer
tape_id uuid -> tape.tape
"""

POOL = """
table pool.pool_partition
id uuid
name varchar
type pool.pool_type
unique name

table pool.pool
id uuid
assigned_to_storage_domain boolean
available_capacity bigint
bucket_id uuid? -> ds3.bucket
guid varchar
health pool.pool_health
last_modified timestamp without time zone?
mountpoint varchar?
name varchar
partition_id uuid? -> pool.pool_partition
powered_on boolean
reserved_capacity bigint
state pool.pool_state
storage_domain_id uuid? -> ds3.storage_domain since=2015 until=2017
storage_domain_member_id uuid? -> ds3.storage_domain_member since=2018
total_capacity bigint
type pool.pool_type
used_capacity bigint
unique guid

table pool.blob_pool
id uuid
blob_id uuid -> ds3.blob
bucket_id uuid -> ds3.bucket
date_written timestamp without time zone
last_accessed timestamp without time zone
pool_id uuid -> pool.pool
index blob_id
index pool_id

table pool.obsolete_blob_pool since=2018
id uuid -> pool.blob_pool
blob_id uuid -> ds3.blob
bucket_id uuid -> ds3.bucket
date_written timestamp without time zone
last_accessed timestamp without time zone
pool_id uuid -> pool.pool
obsoletion_id uuid -> ds3.obsoletion

table pool.suspect_blob_pool since=2016
id uuid -> pool.blob_pool
blob_id uuid -> ds3.blob
bucket_id uuid -> ds3.bucket
date_written timestamp without time zone
last_accessed timestamp without time zone
pool_id uuid -> pool.pool
"""

OTHERS = """
table target.ds3_target
id uuid
name varchar
data_path_end_point varchar
state target.target_state
access_control_replication target.access_control
unique name

table target.blob_ds3_target
id uuid
blob_id uuid -> ds3.blob
target_id uuid -> target.ds3_target

table target.s3_target
id uuid
name varchar
region varchar?

table target.blob_s3_target
id uuid
blob_id uuid -> ds3.blob
target_id uuid -> target.s3_target

table target.azure_target
id uuid
name varchar

table target.blob_azure_target
id uuid
blob_id uuid -> ds3.blob
target_id uuid -> target.azure_target

table notification.job_completed_notification_registration
id uuid
creation_date timestamp without time zone
format notification.format_type
notification_end_point varchar
number_of_failures_since_last_success integer
user_id uuid? -> ds3."user"

table notification.tape_failure_notification_registration
id uuid
creation_date timestamp without time zone
format notification.format_type
notification_end_point varchar

table framework.data_path_backend
id uuid
activated boolean
auto_activate_timeout_in_mins integer?
instance_id uuid
unavailable_media_policy varchar
state framework.data_path_state

table framework.node
id uuid
name varchar
dns_name varchar?
last_heartbeat timestamp without time zone

table planner.cache_filesystem
id uuid
path varchar
max_capacity_in_bytes bigint?

table planner.job_chunk
id uuid
chunk_number integer
node_id uuid? -> framework.node

table temp.blob_cache
id uuid
path varchar

table public.schema_migrations
version varchar

table public.data_migrations
version varchar
"""

VIEWS = [
    "CREATE VIEW ds3.pg_stat_all_tables AS SELECT relid, schemaname, relname, "
    "n_live_tup FROM pg_catalog.pg_stat_all_tables",
    "CREATE VIEW ds3.bucket_usage AS SELECT o.bucket_id, sum(b.length) AS used "
    "FROM ds3.s3_object o JOIN ds3.blob b ON b.object_id = o.id GROUP BY o.bucket_id",
    "GRANT SELECT ON ds3.bucket_usage TO PUBLIC",
]


def schema(*, year: int, seed: int) -> Schema:
    random = Random(f"{seed}:labels")
    enums = {
        name: random.sample(labels.split(), len(labels.split()))
        for name, labels in ENUMS.items()
    }
    text = "".join((DS3, TAPE, POOL, OTHERS))
    return Schema(
        Appliance.BLACKPEARL.prefix, [*SCHEMAS, "temp"], enums, read(text, year), VIEWS
    )
