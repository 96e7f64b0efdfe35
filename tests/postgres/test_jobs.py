"""Work beside requests on PostgreSQL, where workers may be on several machines."""

from ..core.test_jobs import (
    hand,
    handlers,
    test_a_job_is_done_once_its_cause_is_committed_and_never_otherwise,
    test_a_job_whose_worker_died_is_done_again_when_its_lease_has_run_out,
    test_many_workers_do_each_job_once,
    test_one_key_is_one_job,
    test_tries_come_later_each_time_and_end_after_a_day,
    test_what_comes_again_is_there_once_and_goes_on_after_a_failure,
)
from ..desk.test_mail import (
    moving,
    sent,
    test_a_mail_has_the_same_number_each_time_and_a_link_that_is_new,
    test_an_unknown_address_costs_what_a_known_one_does_and_leaves_nothing,
    test_what_a_server_refuses_for_good_is_shown_to_who_invited_with_what_to_do,
)

__all__ = [
    "hand",
    "handlers",
    "moving",
    "sent",
    "test_a_job_is_done_once_its_cause_is_committed_and_never_otherwise",
    "test_a_job_whose_worker_died_is_done_again_when_its_lease_has_run_out",
    "test_a_mail_has_the_same_number_each_time_and_a_link_that_is_new",
    "test_an_unknown_address_costs_what_a_known_one_does_and_leaves_nothing",
    "test_many_workers_do_each_job_once",
    "test_one_key_is_one_job",
    "test_tries_come_later_each_time_and_end_after_a_day",
    "test_what_a_server_refuses_for_good_is_shown_to_who_invited_with_what_to_do",
    "test_what_comes_again_is_there_once_and_goes_on_after_a_failure",
]
