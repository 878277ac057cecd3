"""Splink recipe for FEBRL 3 and 4: names that may be swapped, date of birth and number with typing errors, parts of the address."""

import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import block_on

from recipe import Recipe, compare, exact

READ = r"""
select rec_id as unique_id, * exclude (rec_id) from (
    select nullif(trim(columns(*)), '') as "\0"
    from read_csv(?, header = true, all_varchar = true, quote = '', escape = '', normalize_names = true)
)
"""


def name(column, other):
    return compare(
        column,
        cll.NullLevel(column),
        exact(column),
        cll.JaroWinklerLevel(column, 0.92),
        cll.JaroWinklerLevel(column, 0.8),
        f"{column}_l = {other}_r or {other}_l = {column}_r",
    )


def febrl(link_type, sources):
    return Recipe(
        link_type=link_type,
        sources=sources,
        read=READ,
        blocking=[
            *(block_on(column) for column in (
                "soc_sec_id", "given_name", "surname", "date_of_birth", "postcode", "address_1", "suburb", "address_2")),
            block_on("substr(soc_sec_id, 1, 4)"),
            block_on("substr(soc_sec_id, 4, 4)"),
        ],
        comparisons=[
            name("given_name", "surname"),
            name("surname", "given_name"),
            cl.DamerauLevenshteinAtThresholds("date_of_birth", [1, 2]),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("address_1", [0.92, 0.8]).configure(term_frequency_adjustments=True),
            cl.JaroWinklerAtThresholds("suburb", [0.92, 0.8]).configure(term_frequency_adjustments=True),
        ],
        deterministic=[block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")],
        recall=0.9,
        training=[block_on("date_of_birth"), block_on("surname")],
    )
