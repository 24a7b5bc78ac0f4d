"""The inventory once more, from the rows alone and in the most plodding way."""

from collections import Counter, defaultdict
from typing import Any

from samples.catalogue import Catalogue

CLEANING = {"LTO_CLEANING_TAPE", "TS_CLEANING_TAPE"}
NOT_GOOD = ("obsolete", "suspect")


def by_id(catalogue: Catalogue, table: str) -> dict[str, Any]:
    return {row["id"]: row for row in catalogue.rows(table)}


class Reader:
    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.tables = catalogue.schema.tables
        self.domains = by_id(catalogue, "ds3.storage_domain")
        self.members = by_id(catalogue, "ds3.storage_domain_member")
        self.tapes = by_id(catalogue, "tape.tape")
        self.pools = by_id(catalogue, "pool.pool")
        self.tape_partitions = by_id(catalogue, "tape.tape_partition")
        self.pool_partitions = by_id(catalogue, "pool.pool_partition")
        self.marks = {kind: self.marked(kind) for kind in NOT_GOOD}

    def marked(self, kind: str) -> set[str]:
        names = (f"tape.{kind}_blob_tape", f"pool.{kind}_blob_pool")
        return {
            row["id"]
            for name in names
            if name in self.tables
            for row in self.catalogue.rows(name)
        }

    def domain(self, medium: Any) -> str:
        if "storage_domain_id" in medium:
            return self.domains[medium["storage_domain_id"]]["name"]
        member = self.members[medium["storage_domain_member_id"]]
        return self.domains[member["storage_domain_id"]]["name"]

    def copies(self) -> Any:
        """Blob, location, state, ejected: of every copy."""
        for row in self.catalogue.rows("tape.blob_tape"):
            tape = self.tapes[row["tape_id"]]
            yield row, self.domain(tape), tape["type"], tape
        for row in self.catalogue.rows("pool.blob_pool"):
            pool = self.pools[row["pool_id"]]
            partition = self.pool_partitions[pool["partition_id"]]["name"]
            yield row, self.domain(pool), f"pool:{partition}", pool

    def state(self, row: Any, medium: Any) -> str:
        for kind in NOT_GOOD:
            if row["id"] in self.marks[kind]:
                return kind
        return "lost" if medium["state"] == "LOST" else "good"


def inventory(catalogue: Catalogue) -> dict[str, Any]:
    reader = Reader(catalogue)
    blobs = by_id(catalogue, "ds3.blob")
    of_object = defaultdict(list)
    for blob in blobs.values():
        of_object[blob["object_id"]].append(blob)
    objects = by_id(catalogue, "ds3.s3_object")
    finished = {
        key
        for key, row in objects.items()
        if row["creation_date"] is not None and of_object[key]
    }
    places, copies = defaultdict(set), Counter()
    for row, domain, medium_name, medium in reader.copies():
        blob = blobs[row["blob_id"]]
        state, where = reader.state(row, medium), f"{domain}/{medium_name}"
        if state == "good":
            places[blob["id"]] |= {domain, where}
        if blob["object_id"] in finished:
            copies[where, state] += 1
            if state == "good" and medium["state"] == "EJECTED":
                copies[where, "ejected"] += 1
    return {
        **grouped(catalogue, objects, of_object, finished, places),
        "copies": copies,
        "tapes": tapes(reader),
        "scratch": scratch(reader),
    }


def grouped(
    catalogue: Catalogue, objects: Any, of_object: Any, finished: Any, places: Any
) -> dict[str, Any]:
    names = {row["id"]: row["name"] for row in catalogue.rows("ds3.bucket")}
    found = {
        "objects": Counter(),
        "sizes": Counter(),
        "blobs": Counter(),
        "blob_sizes": Counter(),
        "unfinished": Counter(),
    }
    for key, row in objects.items():
        bucket, sets = (
            names[row["bucket_id"]],
            [places[b["id"]] for b in of_object[key]],
        )
        size = sum(int(blob["length"]) for blob in of_object[key])
        if key not in finished:
            found["unfinished"][bucket] += 1
            continue
        group = (
            bucket,
            frozenset(set.intersection(*sets)),
            frozenset(set.union(*sets)),
        )
        found["objects"][group] += 1
        found["sizes"][group] += size
        for blob in of_object[key]:
            held = (bucket, frozenset(places[blob["id"]]))
            found["blobs"][held] += 1
            found["blob_sizes"][held] += int(blob["length"])
    return found


def tapes(reader: Reader) -> Counter[Any]:
    return Counter(
        (
            partition(reader, tape),
            tape["type"],
            tape["state"],
            tape["assigned_to_storage_domain"] == "t",
        )
        for tape in reader.tapes.values()
    )


def partition(reader: Reader, tape: Any) -> str | None:
    found = reader.tape_partitions.get(tape["partition_id"])
    return found and found["name"]


def scratch(reader: Reader) -> tuple[Counter[Any], Counter[Any]]:
    all_, usable = Counter(), Counter()
    for tape in reader.tapes.values():
        where = (partition(reader, tape), tape["type"])
        if (
            where[0] is None
            or tape["type"] in CLEANING
            or tape["assigned_to_storage_domain"] == "t"
        ):
            continue
        all_[where] += 1
        flags = (tape["full_of_data"], tape["write_protected"])
        fit = tape["state"] == "NORMAL" and tape.get("role", "NORMAL") == "NORMAL"
        usable[where] += fit and flags == ("f", "f") and tape["eject_pending"] is None
    return all_, usable
