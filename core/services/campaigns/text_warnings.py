"""Warnings about a campaign's texts for its author: every command and page shows them, only `--strict` refuses them."""

from __future__ import annotations

from core.errors import RefusedError
from core.rules.message import StepText, lint
from core.services.campaigns.draft import CampaignDraft
from core.views.campaign_changes_view import TextWarning


def warnings(draft: CampaignDraft) -> list[TextWarning]:
    """Return the warnings about a campaign's texts, in the order of the steps."""
    steps = [StepText(step.kind, step.texts) for step in draft.steps]
    return [
        TextWarning(f"steps[{finding.step}].text.{finding.language}", finding.text)
        for finding in lint(steps, draft.languages)
    ]


def refuse_warnings(draft: CampaignDraft) -> None:
    """Raise RefusedError (code `lint`) if there is a warning."""
    found = warnings(draft)
    if found:
        told = "\n".join(f"{warning.field}: {warning.text}" for warning in found)
        raise RefusedError(f"{told}\nNothing is saved: --strict accepts no text with warnings.", code="lint")
