"""The files of the desk on PostgreSQL: what the database decides or is asked for."""

from ..desk.test_files import (
    test_a_consent_that_ends_is_told_in_time,
    test_a_pdf_is_replaced_at_its_address_and_search_reads_the_new_one,
    test_a_pdf_that_is_used_stays,
    test_a_picture_in_the_bin_is_on_no_page_and_comes_back,
    test_a_picture_is_sent_described_and_seen_by_readers,
    test_files_are_found_by_word_type_and_state,
    test_only_from_the_bin_is_a_file_deleted_for_good_with_its_bytes,
    test_pickers_get_the_pictures_with_their_words,
    test_the_pictures_of_a_text_cost_one_query,
    test_the_same_picture_twice_is_one_file_and_one_row,
)

__all__ = [
    "test_a_consent_that_ends_is_told_in_time",
    "test_a_pdf_is_replaced_at_its_address_and_search_reads_the_new_one",
    "test_a_pdf_that_is_used_stays",
    "test_a_picture_in_the_bin_is_on_no_page_and_comes_back",
    "test_a_picture_is_sent_described_and_seen_by_readers",
    "test_files_are_found_by_word_type_and_state",
    "test_only_from_the_bin_is_a_file_deleted_for_good_with_its_bytes",
    "test_pickers_get_the_pictures_with_their_words",
    "test_the_pictures_of_a_text_cost_one_query",
    "test_the_same_picture_twice_is_one_file_and_one_row",
]
