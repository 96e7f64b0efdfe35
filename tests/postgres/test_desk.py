"""The desk on PostgreSQL: what the database itself decides there, and a story of signing in."""

from ..desk.test_audit import test_the_database_refuses_to_change_what_was_done
from ..desk.test_passkeys import (
    device,
    test_a_copied_answer_makes_no_passkey_that_was_removed,
    test_of_two_who_send_an_answer_at_once_one_comes_in,
)
from ..desk.test_people import (
    test_erasing_takes_all_that_is_personal_and_leaves_the_work,
    test_two_administrators_who_demote_each_other_at_once_leave_one,
)
from ..desk.test_sessions import test_a_person_sees_their_browsers_and_ends_one_or_all_others
from ..desk.test_sign_in import (
    moving,
    test_a_code_is_asked_for_and_counts_once,
    test_of_two_who_send_a_code_at_once_one_comes_in,
    test_somebody_sets_up_codes_and_gets_recovery_codes_once,
    test_the_sixth_guess_waits_and_the_wait_grows,
)
from ..desk.test_topics import (
    test_another_topic_takes_the_place_of_one_that_is_deleted,
    test_nobody_gives_an_entry_the_topic_while_it_goes,
    test_what_came_between_the_question_and_the_answer_is_not_lost,
)

__all__ = [
    "device",
    "moving",
    "test_a_code_is_asked_for_and_counts_once",
    "test_a_copied_answer_makes_no_passkey_that_was_removed",
    "test_a_person_sees_their_browsers_and_ends_one_or_all_others",
    "test_another_topic_takes_the_place_of_one_that_is_deleted",
    "test_erasing_takes_all_that_is_personal_and_leaves_the_work",
    "test_nobody_gives_an_entry_the_topic_while_it_goes",
    "test_of_two_who_send_a_code_at_once_one_comes_in",
    "test_of_two_who_send_an_answer_at_once_one_comes_in",
    "test_somebody_sets_up_codes_and_gets_recovery_codes_once",
    "test_the_database_refuses_to_change_what_was_done",
    "test_the_sixth_guess_waits_and_the_wait_grows",
    "test_two_administrators_who_demote_each_other_at_once_leave_one",
    "test_what_came_between_the_question_and_the_answer_is_not_lost",
]
