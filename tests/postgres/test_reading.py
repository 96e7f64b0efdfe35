"""What is not public, on PostgreSQL: the clauses that decide it, and the moment at which a consent ends."""

from ..desk.test_reading import (
    others,
    own,
    test_a_writers_desk_looks_the_same_whatever_others_draft,
    test_no_search_of_a_writers_finds_others_drafts,
    test_of_an_entry_that_is_public_a_writer_reads_what_is_public,
    writer,
)
from ..entries.test_not_public import (
    later,
    stage,
    test_a_page_goes_on_without_files_that_are_withheld,
    test_consent_ends_with_its_day_in_brussels_by_itself,
    test_files_are_given_out_while_something_live_shows_them_and_only_then,
    test_no_way_out_tells_of_what_is_not_live,
    thing,
)

__all__ = [
    "later",
    "others",
    "own",
    "stage",
    "test_a_page_goes_on_without_files_that_are_withheld",
    "test_a_writers_desk_looks_the_same_whatever_others_draft",
    "test_consent_ends_with_its_day_in_brussels_by_itself",
    "test_files_are_given_out_while_something_live_shows_them_and_only_then",
    "test_no_search_of_a_writers_finds_others_drafts",
    "test_no_way_out_tells_of_what_is_not_live",
    "test_of_an_entry_that_is_public_a_writer_reads_what_is_public",
    "thing",
    "writer",
]
