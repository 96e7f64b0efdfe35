"""What readers ask for, counted on PostgreSQL: by several processes, over days, while somebody writes."""

from ..core.test_frequent import (
    test_a_search_is_kept_in_words_when_the_fifth_reader_makes_it,
    test_all_workers_of_a_machine_know_the_same_readers,
    test_readers_never_wait_for_the_counting,
    test_readers_of_several_days_add_up_for_thirty_days_and_words_for_thirteen_months,
    test_what_cannot_be_counted_costs_a_line_in_the_log_without_words,
    test_what_too_few_have_asked_for_is_forgotten_where_nobody_asks_any_more,
)

__all__ = [
    "test_a_search_is_kept_in_words_when_the_fifth_reader_makes_it",
    "test_all_workers_of_a_machine_know_the_same_readers",
    "test_readers_never_wait_for_the_counting",
    "test_readers_of_several_days_add_up_for_thirty_days_and_words_for_thirteen_months",
    "test_what_cannot_be_counted_costs_a_line_in_the_log_without_words",
    "test_what_too_few_have_asked_for_is_forgotten_where_nobody_asks_any_more",
]
