"""Every code of the table is reached by a scene: a test in which the program itself gives this code."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from core.rules.codes import CODES

TESTS = Path(__file__).parent
SCENES: dict[str, dict[str, str]] = {
    "engine/ownership/test_clock_watch.py": {
        "test_a_clock_set_back_runs_nothing_again": "clock.behind",
        "test_a_jump_of_a_day_that_is_set_right_leaves_no_trace": "clock.held",
    },
    "engine/ownership/test_hourly_backup.py": {
        "test_a_backup_that_is_too_old_is_reported": "backup.old",
    },
    "engine/ownership/test_safe_mode.py": {
        "test_five_starts_without_a_clean_close_begin_safe_mode": "engine.safe",
    },
    "engine/planning/test_approval_modes.py": {
        "test_rejected_with_a_send_time": "rejected",
        "test_turning_approval_on_asks_for_texts_that_the_mode_approved": "revoked",
    },
    "engine/planning/test_draw.py": {
        "test_a_block_cancels_everywhere": "blocked",
        "test_a_profile_of_somebody_else_is_not_invited": "profile.other",
        "test_a_text_that_prints_what_is_not_known": "texts.failing",
        "test_five_notes_a_month_on_a_basic_account": "limit.notes",
        "test_remove_and_requeue": "removed",
        "test_the_same_person_under_two_addresses": "same_person",
        "test_people_who_are_connected_or_gone_are_replaced": "connected not.found",
        "test_an_invited_person_stays_taken_though_their_message_was_cancelled": "text.missing",
    },
    "engine/planning/test_draw_shared_source.py": {
        "test_a_placeholder_that_an_earlier_version_imported_is_not_read_nor_invited": "address.nobody",
        "test_finished_counts_only_people_who_can_be_drawn": "source.shared",
        "test_people_whom_an_earlier_version_drew_twice_are_replaced_before_approval": "held.elsewhere",
        "test_a_person_approved_twice_takes_no_second_send_time": "invited.elsewhere",
    },
    "engine/planning/test_draw_wanting.py": {
        "test_a_person_who_lacks_a_value_stays_in_the_source_until_it_is_known": "text.wanting",
    },
    "engine/planning/test_render.py": {
        "test_each_obstacle_to_a_text_is_named": "text.foreign text.unusable text.too_long",
    },
    "engine/planning/test_runs.py": {
        "test_a_late_run_is_planned_for_what_fits": "slot.full",
        "test_a_missed_run_is_a_warning_until_the_next": "engine.none",
        "test_a_missed_run_is_recorded_and_never_made_up": "run.missed engine.down",
        "test_pause_stops_and_resume_goes_on_without_a_burst": "paused",
    },
    "engine/planning/test_sequence.py": {
        "test_a_lost_connection_ends_it": "not.connected",
        "test_a_reply_ends_the_sequence": "replied",
        "test_a_message_by_the_member_outside_ends_the_sequence": "taken_over",
    },
    "engine/reading/test_account_connecting.py": {
        "test_after_two_days_a_remedy_is_shown": "sender.connecting",
    },
    "engine/reading/test_account_owner.py": {
        "test_a_second_row_of_one_owner_is_joined_and_sends_nothing": "sender.archived",
        "test_the_account_of_somebody_else_sends_nothing": "account.other",
        "test_the_younger_of_two_rows_that_both_sent_is_stopped": "sender.duplicate",
    },
    "engine/reading/test_broken_records.py": {
        "test_a_broken_record_in_every_list_stops_nobody": "records.unreadable",
        "test_an_account_that_cannot_be_read_is_reported_after_a_day": "list.unread",
        "test_an_answer_that_is_no_answer_still_opens_the_circuit": "provider.down",
    },
    "engine/reading/test_chat_history.py": {
        "test_no_message_is_sent_where_a_reply_may_be_unread": "chat.unread",
    },
    "engine/reading/test_circuit_breaker.py": {
        "test_five_in_an_hour_rest_for_an_hour": "doubts.many",
    },
    "engine/reading/test_finder_search.py": {
        "test_a_refused_search_is_reported_and_a_stale_cursor_starts_over": "finder.refused",
    },
    "engine/restoring/test_journal_check.py": {
        "test_it_is_a_warning_until_a_person_accepts_it": "journal.damaged",
    },
    "engine/restoring/test_replay_blocks.py": {
        "test_a_forgotten_person_is_erased_again": "forgotten",
    },
    "engine/sending/test_call_holds.py": {
        "test_a_cohort_without_a_single_text_stops_the_draw": "draw.held",
        "test_a_message_that_an_earlier_version_saved_is_named": "text.broken",
        "test_a_second_campaign_with_the_same_refusal_holds_the_member": "member.refused",
        "test_a_source_of_dead_addresses_holds_its_campaign_only": "source.unreadable",
        "test_three_equal_refusals_make_a_hold_and_fail_nobody": "sending.refused",
    },
    "engine/sending/test_gate.py": {
        "test_fifty_messages_that_became_known_after_the_opening_are_enough": "limit.messages",
    },
    "engine/sending/test_limits.py": {
        "test_the_networks_limit_rests_six_hours_and_doubles": "resend.refused",
    },
    "engine/sending/test_person_limits.py": {
        "test_notes_spent_elsewhere_go_without_and_ask_again": "notes.spent",
        "test_a_person_refused_alone_waits_21_days_and_others_are_invited": "person.wait",
    },
    "engine/sending/test_send_crash_points.py": {
        "test_a_side_journal_that_cannot_be_written_sends_nothing": "disk",
    },
    "engine/sending/test_send_errors.py": {
        "test_a_restricted_account_says_so": "sender.restricted",
        "test_archived_while_a_call_is_in_flight": "archived",
        "test_doubts_do_not_pile_up": "in_doubt doubts.open",
        "test_invited_recently_is_looked_up_first": "withdrawn.recently",
        "test_one_refused_person_blocks_nobody": "person.refused refused",
        "test_the_key_is_refused_and_works_again": "key.refused",
    },
    "engine/sending/test_shown_is_sent.py": {
        "test_a_text_that_becomes_unclean_after_it_got_its_time_is_not_sent": "text.cleaned",
    },
    "engine/sending/test_withdraw.py": {
        "test_withdrawals_by_hand_start_at_once_and_are_spaced": "withdrawal.asked",
        "test_an_invitation_withdrawn_outside_counts_as_withdrawn": "invitation.gone",
        "test_the_rule_withdraws_old_invitations_inside_a_slot": "withdrawn",
    },
    "engine/settling/test_store_outage.py": {
        "test_a_failing_store_is_a_problem_of_every_active_campaign": "store.failing",
        "test_little_room_holds_sending_before_the_disk_is_full": "disk.low",
    },
    "engine/test_bulkhead.py": {
        "test_a_planted_error_holds_one_item_and_nothing_else": "internal.held",
        "test_a_slot_that_cannot_be_read_holds_its_campaign_alone": "store.unreadable",
    },
    "engine/test_store_check_large.py": {
        "test_a_large_store_sends_nothing_before_each_table_has_passed": "store.checking",
    },
    "engine/test_store_check_told.py": {
        "test_damage_is_reported_everywhere": "store.damaged",
    },
    "engine/walks/test_days_off.py": {
        "test_a_day_off_is_recorded_and_skipped": "day.off nothing.sent",
    },
    "engine/walks/test_each_cause.py": {
        "test_each_cause_is_reported_by_its_run": ("sender.disconnected limit.network member.paused stopped late"),
        "test_people_whose_profiles_were_not_read_in_time_are_named": "profiles.unreadable profiles.unread",
        "test_runs_name_what_an_unexpected_error_kept_from_them": "held",
    },
    "engine/walks/test_every_run_accounts.py": {
        "test_no_run_leaves_a_remainder_and_no_reason_is_false": (
            "approvals.wanting limit.day limit.week limit.ramp finished share draw.behind"
        ),
    },
    "engine/walks/test_slots.py": {
        "test_two_campaigns_share_a_day_cap": "today.short",
    },
    "services/audience/test_exclusions.py": {
        "test_a_headline_that_a_profile_tells_holds_before_anything_leaves": "excluded",
    },
    "services/audience/test_resumed_import.py": {
        "test_a_source_that_is_imported_says_so_and_gives_nobody": "source.importing",
    },
    "services/campaigns/test_lifecycle.py": {
        "test_an_approved_text_of_a_removed_step_is_not_sent": "step.removed",
    },
    "services/explain/test_campaign_explained.py": {
        "test_each_past_count_of_people_opens_those_people": "run.waiting",
        "test_everybody_has_one_reason_and_the_counts_sum_to_the_source": "draw.waiting contacted",
        "test_an_explanation_of_the_past_equals_the_one_given_then": "send.planned",
    },
    "services/maintenance/test_backup.py": {
        "test_a_doubt_without_evidence_is_decided_by_hand": "journal",
    },
    "services/members/test_member_limits.py": {
        "test_an_overbooked_member_is_one_sentence": "member.overbooked",
    },
    "services/overview/test_lateness.py": {
        "test_a_send_two_minutes_overdue_is_told_with_what_it_waits_for": "engine.late",
    },
    "services/overview/test_problems.py": {
        "test_a_campaign_to_which_the_day_leaves_nothing_says_so": "day.empty",
        "test_archived_sender_and_source_are_fatal": "source.archived",
        "test_source_below_ninety_percent": "source.low",
    },
    "services/queue/test_in_doubt.py": {
        "test_a_message_said_absent_goes_in_a_later_run_once": "absent",
        "test_somebody_skipped_is_left_alone_and_the_run_keeps_its_doubt": "skipped",
        "test_the_evidence_tells_what_is_known": "unresolved",
    },
    "store/postgres/test_clocks.py": {
        "test_work_is_held_and_goes_on_by_itself": "clock.differs",
    },
    "store/postgres/test_standby.py": {
        "test_it_takes_over_and_the_deposed_engine_sends_nothing_more": "engine.elsewhere",
    },
}
"""Codes by the test that reaches them: the file below `tests`, and its function."""
UNREACHED: dict[str, str] = {}
"""Codes that no test reaches, each with the reason. A code that nothing can raise is deleted instead."""


@pytest.mark.parametrize("file", SCENES)
def test_each_scene_checks_its_codes(file: str) -> None:
    for name, codes in SCENES[file].items():
        texts = {text.partition(":")[0] for text in texts_of(TESTS / file, name)}
        assert set(codes.split()) <= texts, name


def test_every_code_has_a_scene_or_a_reason() -> None:
    reached = [code for scenes in SCENES.values() for codes in scenes.values() for code in codes.split()]
    assert sorted([*reached, *UNREACHED]) == sorted(CODES)


def texts_of(path: Path, name: str) -> set[str]:
    """Return the texts in a test's function, in its decorators, and in the module's values that it names."""
    module = parsed(path)
    (test,) = [node for node in module.body if isinstance(node, ast.FunctionDef) and node.name == name]
    names = {node.id for node in ast.walk(test) if isinstance(node, ast.Name)}
    values = [
        node
        for node in module.body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        and any(isinstance(one, ast.Name) and one.id in names for one in ast.walk(node) if hasattr(one, "ctx"))
    ]
    found = [one.value for part in (test, *values) for one in ast.walk(part) if isinstance(one, ast.Constant)]
    return {value for value in found if isinstance(value, str)}


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a test file."""
    return ast.parse(path.read_text(encoding="utf-8"))
