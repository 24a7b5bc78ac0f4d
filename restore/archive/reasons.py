"""What is left out of an archive, and why, in words for a person."""

CODE = "it would run code that came with the backup"
ACCESS = "owners and rights of the appliance mean nothing here"
OUTSIDE = "it concerns the whole server or another one"
LOOKS = "the data does not need it"
BINARY = "large objects are not part of any inventory"
DERIVED = "it is derived from tables by code that came with the backup"
UNKNOWN = "this program does not know what it is"

REASONS: dict[str, tuple[str, str]] = {
    "FUNCTION": ("function", CODE),
    "PROCEDURE": ("procedure", CODE),
    "AGGREGATE": ("aggregate", CODE),
    "TRIGGER": ("trigger", CODE),
    "EVENT TRIGGER": ("event trigger", CODE),
    "RULE": ("rule", CODE),
    "VIEW": ("view", DERIVED),
    "MATERIALIZED VIEW": ("materialized view", DERIVED),
    "MATERIALIZED VIEW DATA": ("data of a materialized view", DERIVED),
    "CAST": ("cast", CODE),
    "OPERATOR": ("operator", CODE),
    "OPERATOR CLASS": ("operator class", CODE),
    "OPERATOR FAMILY": ("operator family", CODE),
    "ACCESS METHOD": ("access method", CODE),
    "POLICY": ("policy", CODE),
    "ROW SECURITY": ("row security", CODE),
    "EXTENSION": ("extension", CODE),
    "PROCEDURAL LANGUAGE": ("language", CODE),
    "TRANSFORM": ("transform", CODE),
    "CONVERSION": ("conversion", CODE),
    "COLLATION": ("collation", LOOKS),
    "TEXT SEARCH PARSER": ("text search parser", CODE),
    "TEXT SEARCH TEMPLATE": ("text search template", CODE),
    "TEXT SEARCH DICTIONARY": ("text search dictionary", LOOKS),
    "TEXT SEARCH CONFIGURATION": ("text search configuration", LOOKS),
    "SHELL TYPE": ("type", CODE),
    "BLOB": ("large object", BINARY),
    "BLOBS": ("large object data", BINARY),
    "BLOB METADATA": ("large object", BINARY),
    "FOREIGN TABLE": ("foreign table", OUTSIDE),
    "FOREIGN DATA WRAPPER": ("foreign data wrapper", OUTSIDE),
    "SERVER": ("foreign server", OUTSIDE),
    "USER MAPPING": ("user mapping", OUTSIDE),
    "PUBLICATION": ("publication", OUTSIDE),
    "PUBLICATION TABLE": ("publication", OUTSIDE),
    "PUBLICATION TABLES IN SCHEMA": ("publication", OUTSIDE),
    "SUBSCRIPTION": ("subscription", OUTSIDE),
    "SUBSCRIPTION TABLE": ("subscription", OUTSIDE),
    "DATABASE PROPERTIES": ("database setting", OUTSIDE),
    "ACL": ("grant", ACCESS),
    "ACL LANGUAGE": ("grant", ACCESS),
    "DEFAULT ACL": ("grant", ACCESS),
    "SECURITY LABEL": ("security label", ACCESS),
    "COMMENT": ("comment", LOOKS),
    "STATISTICS": ("statistics", LOOKS),
    "STATISTICS DATA": ("statistics", LOOKS),
}


def reason(desc: str) -> tuple[str, str]:
    return REASONS.get(desc) or (desc.lower()[:60], UNKNOWN)
