CREATE SCHEMA ds3;
CREATE SCHEMA tape;
CREATE SCHEMA pool;
CREATE TYPE ds3.s3_object_type AS ENUM ('DATA', 'FOLDER');
CREATE TYPE tape.tape_type AS ENUM ('LTO8', 'LTO9');
CREATE TABLE ds3.data_policy (id uuid PRIMARY KEY, name varchar NOT NULL);
CREATE TABLE ds3.data_persistence_rule (
    id uuid PRIMARY KEY, data_policy_id uuid, storage_domain_id uuid,
    type varchar, state varchar
);
CREATE TABLE ds3.bucket (
    id uuid PRIMARY KEY, name varchar NOT NULL UNIQUE, data_policy_id uuid
);
CREATE TABLE ds3.s3_object (
    id uuid PRIMARY KEY, bucket_id uuid NOT NULL REFERENCES ds3.bucket,
    name varchar, type ds3.s3_object_type, latest boolean, creation_date timestamp
);
CREATE INDEX ON ds3.s3_object (bucket_id, name);
CREATE TABLE ds3.blob (
    id uuid PRIMARY KEY, object_id uuid REFERENCES ds3.s3_object, length bigint,
    byte_offset bigint
);
CREATE TABLE ds3.storage_domain (id uuid PRIMARY KEY, name varchar);
CREATE TABLE ds3.storage_domain_member (
    id uuid PRIMARY KEY, storage_domain_id uuid, tape_partition_id uuid,
    tape_type tape.tape_type, pool_partition_id uuid, state varchar
);
CREATE TABLE tape.tape_partition (id uuid PRIMARY KEY, name varchar);
CREATE TABLE tape.tape (
    id uuid PRIMARY KEY, partition_id uuid, storage_domain_member_id uuid,
    assigned_to_storage_domain boolean, bucket_id uuid, type tape.tape_type,
    state varchar, total_raw_capacity bigint, available_raw_capacity bigint,
    role varchar
);
CREATE TABLE tape.blob_tape (id uuid PRIMARY KEY, blob_id uuid, tape_id uuid);
CREATE TABLE tape.obsolete_blob_tape (id uuid PRIMARY KEY);
CREATE TABLE tape.suspect_blob_tape (id uuid PRIMARY KEY);
CREATE TABLE pool.pool_partition (id uuid PRIMARY KEY, name varchar);
CREATE TABLE pool.pool (
    id uuid PRIMARY KEY, name varchar, partition_id uuid,
    storage_domain_member_id uuid, state varchar, used_capacity bigint,
    available_capacity bigint, total_capacity bigint, reserved_capacity bigint
);
CREATE TABLE pool.blob_pool (id uuid PRIMARY KEY, blob_id uuid, pool_id uuid);
CREATE TABLE pool.obsolete_blob_pool (id uuid PRIMARY KEY);
CREATE TABLE pool.suspect_blob_pool (id uuid PRIMARY KEY);
INSERT INTO ds3.bucket
    SELECT gen_random_uuid(), 'bucket ' || g FROM generate_series(1, 3) g;
INSERT INTO ds3.s3_object
    SELECT gen_random_uuid(), (SELECT id FROM ds3.bucket LIMIT 1), 'object ' || g,
           'DATA', true, 'infinity' FROM generate_series(1, 500) g;
INSERT INTO ds3.blob SELECT gen_random_uuid(), id, 1000, 0 FROM ds3.s3_object;
