"""The pitfalls of docs/provider.md#pitfalls: each with its source, and with tests that exist."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from inspect import signature

import pytest


@dataclass(frozen=True)
class Pitfall:
    """One row of the document's table of pitfalls; `proofs` are tests as `module:name`, below `tests`."""

    source: str
    words: str
    proofs: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.source}: {self.words}"


def _row(number: int, evidence: str, words: str, *proofs: str) -> Pitfall:
    return Pitfall(f"docs/provider.md#pitfalls #{number}, {evidence}", words, proofs)


PITFALLS = (
    _row(1, "FIELD", "a retry after a timeout sends twice",
         "engine.sending.test_send_errors:test_an_answer_lost_after_the_write_is_found",
         "engine.sending.test_send_errors:test_a_request_lost_before_the_write_goes_again_once"),
    _row(2, "FIELD", "cannot_resend_yet read as already invited",
         "engine.sending.test_limits:test_the_networks_limit_rests_six_hours_and_doubles"),
    _row(3, "FIELD", "cannot_resend_yet read as permanent, and poked at each tick",
         "engine.sending.test_limits:test_the_networks_limit_rests_six_hours_and_doubles",
         "engine.sending.test_limits_properties:test_limits_hold_whatever_happens"),
    _row(4, "FIELD", "the same refused people chosen each day",
         "engine.sending.test_send_errors:test_one_refused_person_blocks_nobody",
         "engine.sending.test_send_errors:test_invited_recently_is_looked_up_first"),
    _row(5, "FIELD", "a note over 200 characters on a free account",
         "network.test_invitations:test_note_length_by_plan",
         "services.members.test_connect:test_the_plan_follows_the_account"),
    _row(6, "FIELD", "withdrawn people queued again",
         "network.test_invitations:test_withdraw_then_wait_three_weeks",
         "engine.sending.test_send_errors:test_one_refused_person_blocks_nobody"),
    _row(7, "FIELD, U-doc", "an acceptance seen late or never",
         "engine.planning.test_sequence:test_a_relation_listed_late_keeps_linkedins_date",
         "engine.reading.test_account_sync:test_accounts_are_checked_a_few_times_a_day_at_varied_times"),
    _row(8, "FIELD", "vanished from the sent list taken for accepted",
         "engine.planning.test_sequence:test_a_vanished_invitation",
         "engine.reading.test_account_sync:test_a_profile_without_data_ends_no_outreach"),
    _row(9, "FIELD", "the first message is refused: not first degree",
         "engine.planning.test_sequence:test_a_lost_connection_ends_it",
         "network.test_chat_routes:test_a_stranger_gets_no_message"),
    _row(10, "U-doc", "the session drops and reads still answer stale data",
         "network.test_people:test_a_disconnected_account_refuses_writes_and_reads_old_data",
         "engine.sending.test_send_errors:test_a_stale_account_is_no_evidence",
         "engine.sending.test_send_errors:test_disconnected_in_the_middle_of_a_run"),
    _row(11, "FIELD", "missing_credentials mistaken for a disconnected account",
         "network.test_people:test_a_wrong_key_gets_the_real_answer",
         "engine.sending.test_send_errors:test_the_key_is_refused_and_works_again"),
    _row(12, "FIELD", "an empty search after a burst taken for its end",
         "engine.reading.test_finder_search:test_an_empty_answer_is_not_the_end"),
    _row(13, "FIELD", "profile sections silently withheld",
         "engine.reading.test_account_sync:test_a_withheld_profile_is_no_evidence_of_absence",
         "network.test_parsing:test_missing_optional_fields_are_unknown"),
    _row(14, "1src", "a wrong person for an address",
         "engine.planning.test_draw:test_a_profile_of_somebody_else_is_not_invited",
         "rules.test_same_person:test_who_answers"),
    _row(15, "INF", "the person answered between the decision and the send",
         "engine.planning.test_sequence:test_a_reply_minutes_before_the_next_message",
         "engine.sending.test_send_chat_check:test_an_answer_in_another_chat"),
    _row(16, "U-doc, LIVE-M", "own messages echoed, is_sender as a number or a flag",
         "network.test_parsing:test_whose_message_as_a_number_or_a_flag"),
    _row(17, "U-doc", "a new account: answered well, never delivered",
         "engine.sending.test_limits:test_the_ramp_of_a_new_member",
         "services.maintenance.test_verify_provider:test_a_pending_invitation_that_linkedin_lacks_is_named"),
    _row(18, "INF", "the invitation's id is lost, so it cannot be withdrawn",
         "engine.sending.test_send_errors:test_a_success_without_an_id_is_sent"),
    _row(19, "FIELD", "an attendee that is not found taken for not connected",
         "network.test_faults:test_an_attendee_that_is_not_synced_has_no_chats"),
)  # fmt: skip


def test_every_pitfall_is_there() -> None:
    assert [int(row.source.split("#")[-1].split(",")[0]) for row in PITFALLS] == list(range(1, 20))


@pytest.mark.parametrize("row", PITFALLS, ids=str)
def test_its_proofs_exist(row: Pitfall) -> None:
    assert row.proofs
    for proof in row.proofs:
        module, _, name = proof.partition(":")
        assert signature(getattr(import_module(f"tests.{module}"), name))
