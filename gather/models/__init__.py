from gather.models.inventory import REASON_MISSING, Inventory
from gather.models.media import Member, Partition, Pool, TapeGroup
from gather.models.origin import BucketRule, Origin
from gather.models.places import Bucket, Location, Sort
from gather.models.policies import Policy, Rule
from gather.models.stock import (
    BlobGroup,
    BrokerGroup,
    CopyGroup,
    CopyState,
    ObjectGroup,
)

__all__ = [
    "REASON_MISSING",
    "BlobGroup",
    "BrokerGroup",
    "Bucket",
    "BucketRule",
    "CopyGroup",
    "CopyState",
    "Inventory",
    "Location",
    "Member",
    "ObjectGroup",
    "Origin",
    "Partition",
    "Policy",
    "Pool",
    "Rule",
    "Sort",
    "TapeGroup",
]
