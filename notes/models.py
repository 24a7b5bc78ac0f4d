"""What people write about a customer, a project or a phase, with files."""

from pathlib import Path
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse

from customers.models import Customer, VisibleQuerySet
from phases.models import Phase
from projects.models import Project
from tracker.activity import Activity
from tracker.models import BaseModel, User, tracked

LONGEST = 5000
SHORT = 60  # what a note is called
EMPTY = "Write something in the note."
SEVERAL = "A note is about a project or about a phase, not about both."


class NoteQuerySet(VisibleQuerySet["Note"]):
    def about(self, subject: "Subject") -> Self:
        """Of this very row: those of a customer's projects are not the customer's."""
        return self.filter(**keys_of(subject))

    def with_parts(self) -> Self:
        """With what a page shows of each."""
        with_author = self.select_related("author")
        return with_author.prefetch_related("attachments", "mentions__user")

    def with_all(self) -> Self:
        """Also with what it is about."""
        return self.with_parts().select_related(
            "customer", "project__customer", "phase__project__customer"
        )


@tracked()
class Note(BaseModel):
    """About a phase, else about a project, else about the customer itself."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="notes")
    project = models.ForeignKey(
        Project, models.CASCADE, null=True, blank=True, related_name="notes"
    )
    phase = models.ForeignKey(
        Phase, models.CASCADE, null=True, blank=True, related_name="notes"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    text = models.TextField(max_length=LONGEST)
    edited_at = models.DateTimeField("edited", null=True, blank=True, editable=False)

    objects = NoteQuerySet.as_manager()
    activity = Activity(
        parent="customer",
        nearer=("phase", "project"),
        own_page=False,
        text=lambda row: f"“{row}”",
    )

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = [
            models.Index(fields=["phase", "-created_at", "-id"], name="note_of_phase"),
            models.Index(
                fields=["project", "-created_at", "-id"], name="note_of_project"
            ),
            models.Index(
                fields=["customer", "-created_at", "-id"],
                condition=models.Q(project=None, phase=None),
                name="note_of_customer",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(project=None) | models.Q(phase=None),
                name="note_about_one",
                violation_error_message=SEVERAL,
            ),
            models.CheckConstraint(
                condition=models.Q(text__regex=r"\S"),
                name="note_not_blank",
                violation_error_message=EMPTY,
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="subject_for_good", fields=["id", "customer", "project", "phase"]
            ),
            pgtrigger.Trigger(
                name="of_its_customer",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NEW.customer_id IS DISTINCT FROM COALESCE(
                        (SELECT customer_id FROM projects_project
                            WHERE id = NEW.project_id),
                        (SELECT p.customer_id FROM phases_phase f
                            JOIN projects_project p ON p.id = f.project_id
                            WHERE f.id = NEW.phase_id),
                        NEW.customer_id
                    ) THEN
                        RAISE EXCEPTION 'a note belongs to the customer of its subject'
                            USING ERRCODE = 'integrity_constraint_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        line = " ".join(self.text.split())
        return line if len(line) <= SHORT else f"{line[: SHORT - 1]}…"

    def get_absolute_url(self) -> str:
        return reverse("notes:detail", args=[self.pk])

    @property
    def subject(self) -> "Subject":
        return self.phase or self.project or self.customer

    @property
    def anchor(self) -> str:
        return f"note-{self.pk}"

    def clean(self) -> None:
        if self.text and not self.text.strip():
            raise ValidationError({"text": EMPTY})


Subject = Customer | Project | Phase


def keys_of(subject: Subject) -> dict[str, Any]:
    """The columns of a note that say what it is about."""
    if isinstance(subject, Phase):
        return {
            "customer": subject.project.customer_id,
            "project": None,
            "phase": subject.pk,
        }
    if isinstance(subject, Project):
        return {"customer": subject.customer_id, "project": subject.pk, "phase": None}
    return {"customer": subject.pk, "project": None, "phase": None}


@tracked()
class Attachment(BaseModel):
    """A file that came with a note. Where it lies follows from the row's id."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    note = models.ForeignKey(Note, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField("SHA-256", max_length=64)

    objects = VisibleQuerySet.as_manager()
    activity = Activity(parent="customer", nearer=("note",), own_page=False)

    class Meta:
        ordering = ("created_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sha256__regex="^[0-9a-f]{64}$", size__gt=0),
                name="attachment_is_whole",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(
                name="file_for_good",
                fields=["id", "customer", "note", "size", "sha256"],
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("notes:attachment", args=[self.pk])

    @property
    def path(self) -> Path:
        return Path(settings.ATTACHMENT_DIR) / str(self.pk)


class MentionQuerySet(VisibleQuerySet["Mention"]):
    customer = "note__customer__"

    def of(self, user: User) -> Self:
        """The user's own, of notes that they may see (still)."""
        return self.for_user(user).filter(user=user)

    def with_notes(self) -> Self:
        """With what a line about each shows."""
        return self.select_related(
            "note__author",
            "note__customer",
            "note__project__customer",
            "note__phase__project__customer",
        )

    def unread(self) -> Self:
        return self.filter(read_at=None)


class Mention(models.Model):
    """A user whose name stands in a note. Follows from the note's text."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="mentions")
    user = models.ForeignKey(User, models.CASCADE, related_name="mentions")
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="mention_of_user"),
            models.Index(
                fields=["user"],
                condition=models.Q(read_at=None),
                name="mention_unread",
            ),
        ]
        constraints = [
            models.UniqueConstraint("note", "user", name="mention_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.user} in “{self.note}”"
