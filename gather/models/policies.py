from django.db import models
from django.db.models.functions import MD5

from gather.models.parts import as_counted, label, part_of
from gather.models.places import Location


class Policy(models.Model):
    """A data policy: where copies should be. Where they are, only the groups show."""

    inventory = part_of("policies")
    name = label()
    versioning = label(blank=True)

    class Meta:
        verbose_name_plural = "policies"
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint("inventory", MD5("name"), name="policy_unique")
        ]
        triggers = as_counted("policy_as_counted")

    def __str__(self) -> str:
        return self.name


class Rule(models.Model):
    """A data persistence rule of a policy."""

    inventory = part_of("rules")
    policy = models.ForeignKey(Policy, models.CASCADE, related_name="rules")
    domain = models.ForeignKey(
        Location, models.CASCADE, null=True, blank=True, related_name="rules"
    )
    type = label(blank=True)
    state = label(blank=True)
    isolation_level = label(blank=True)
    minimum_days_to_retain = models.BigIntegerField(null=True, blank=True)

    class Meta:
        triggers = as_counted("rule_as_counted")

    def __str__(self) -> str:
        return f"{self.type} on {self.domain}"
