"""Enum types of a BlackPearl. Appliances differ in the order of labels, not by need."""

ENUMS = {
    "ds3.s3_object_type": "DATA FOLDER",
    "ds3.versioning_level": "NONE KEEP_LATEST KEEP_MULTIPLE_VERSIONS",
    "ds3.data_persistence_rule_type": "PERMANENT TEMPORARY RETIRED",
    "ds3.data_placement_rule_state": "NORMAL INCLUSION_IN_PROGRESS",
    "ds3.data_isolation_level": "STANDARD BUCKET_ISOLATED SECURE_BUCKET_ISOLATED",
    "ds3.storage_domain_member_state": "NORMAL EXCLUSION_IN_PROGRESS",
    "ds3.write_preference_level": "HIGH NORMAL LOW NEVER_SELECT",
    "ds3.write_optimization": "CAPACITY PERFORMANCE",
    "ds3.ltfs_file_naming_mode": "OBJECT_NAME OBJECT_ID",
    "ds3.checksum_type": "CRC_32 CRC_32C MD5 SHA_256 SHA_512",
    "ds3.job_request_type": "PUT GET VERIFY",
    "ds3.blob_store_task_priority": "CRITICAL URGENT HIGH NORMAL LOW BACKGROUND",
    "ds3.unused_option": "",
    "tape.tape_type": "LTO5 LTO6 LTO7 LTOM8 LTO8 LTO9 LTO10 LTO10P LTO_CLEANING_TAPE "
    "TS_JC TS_JY TS_JK TS_JD TS_JZ TS_JL TS_JM TS_JE TS_JV TS_JF TS_JN "
    "TS_CLEANING_TAPE UNKNOWN FORBIDDEN",
    "tape.tape_state": "NORMAL OFFLINE ONLINE_PENDING ONLINE_IN_PROGRESS "
    "PENDING_INSPECTION UNKNOWN DATA_CHECKPOINT_FAILURE "
    "DATA_CHECKPOINT_MISSING LTFS_WITH_FOREIGN_DATA RAW_IMPORT_PENDING "
    "RAW_IMPORT_IN_PROGRESS FOREIGN IMPORT_PENDING IMPORT_IN_PROGRESS INCOMPATIBLE "
    "LOST BAD CANNOT_FORMAT_DUE_TO_WRITE_PROTECTION SERIAL_NUMBER_MISMATCH "
    "BAR_CODE_MISSING AUTO_COMPACTION_IN_PROGRESS FORMAT_PENDING FORMAT_IN_PROGRESS "
    "EJECT_TO_EE_IN_PROGRESS EJECT_FROM_EE_PENDING EJECTED",
    "tape.tape_role": "NORMAL TEST",
    "tape.tape_partition_state": "ONLINE OFFLINE ERROR UNKNOWN",
    "tape.tape_drive_type": "UNKNOWN LTO5 LTO6 LTO7 LTO8 LTO9 LTO10 "
    "TS1140 TS1150 TS1160",
    "tape.import_export_configuration": "SUPPORTED NOT_SUPPORTED",
    "tape.verify_reason": "",
    "pool.pool_state": "BLANK NORMAL LOST FOREIGN IMPORT_PENDING IMPORT_IN_PROGRESS",
    "pool.pool_type": "NEARLINE ONLINE",
    "pool.pool_health": "OK DEGRADED UNKNOWN",
    "framework.data_path_state": "NORMAL SUSPENDED",
    "notification.format_type": "DEFAULT JSON XML",
    "target.target_state": "ONLINE LIMITED_ACCESS OFFLINE",
    "target.access_control": "NONE LOCAL REMOTE",
}
