"""Splink recipe for DBLP-ACM: words of the title, last names of the authors without vowels (accents differ), venue and year."""

import splink.comparison_level_library as cll
from splink import block_on

from recipe import Recipe, compare, exact


def plain(column):
    """SQL: character references such as &#233; resolved, accents and capitals removed."""
    return f"""lower(strip_accents(array_to_string(list_transform(string_split({column}, '&#'), lambda part, place: case
        when place > 1 and regexp_matches(part, '^\\d+;')
        then chr(cast(regexp_extract(part, '^\\d+') as integer)) || regexp_replace(part, '^\\d+;', '')
        else part end), '')))"""


# A few lines of the ACM file have no authors and all later columns in their place; "?" and CORPORATE are no names either.
READ = rf"""
with raw as (
    select
        id,
        title,
        case when not contains(authors, '%') and authors not ilike 'corporate %' and authors <> '?' then authors end as authors,
        case when contains(authors, '%') then authors else venue end as venue,
        coalesce(year, regexp_extract(authors, '%(\d+)%', 1)) as year
    from read_csv(?, delim = '%', header = true, all_varchar = true, quote = '"', strict_mode = false)
), cleaned as (
    select
        id,
        nullif(trim(regexp_replace({plain("title")}, '[^a-z0-9]+', ' ', 'g')), '') as title,
        list_filter(
            list_transform(
                string_split({plain("authors")}, ','),
                lambda author: regexp_replace(regexp_extract(trim(author), '[^ ]+$'), '[^b-df-hj-np-tv-z]', '', 'g')),
            lambda author: author <> '') as names,
        case
            when venue ilike '%sigmod record%' then 'record'
            when venue in ('SIGMOD Conference', 'International Conference on Management of Data') then 'sigmod'
            when venue ilike '%vldb j%' then 'vldbj'
            when venue ilike 'acm trans%' then 'tods'
            when venue ilike 'vldb' or venue ilike 'very large data bases%' then 'vldb'
        end as venue,
        try_cast(year as integer) as year
    from raw
)
select
    id as unique_id,
    title,
    list_distinct(string_split(title, ' ')) as words,
    list_distinct(list_transform(
        range(1, greatest(2, len(string_split(title, ' ')))),
        lambda place: array_to_string(string_split(title, ' ')[place:place + 1], ' '))) as word_pairs,
    case when len(names) > 0 then list_sort(list_distinct(names)) end as names,
    case when len(names) > 0 then array_to_string(list_sort(list_distinct(names)), ' ') end as name_key,
    venue,
    year
from cleaned
"""


def shared(column):
    return f"len(list_intersect({column}_l, {column}_r))"


def jaccard(column, share):
    """SQL: shared elements by all elements, written without the union."""
    return f"{shared(column)} >= {share / (1 + share):.4f} * (len({column}_l) + len({column}_r))"


def contained(column, share):
    return f"{shared(column)} >= {share} * least(len({column}_l), len({column}_r))"


def dblp_acm():
    return Recipe(
        link_type="link_only",
        sources=["dblp", "acm"],
        read=READ,
        blocking=[
            block_on("title"),
            block_on("name_key"),
            block_on("word_pairs", arrays_to_explode=["word_pairs"]),
            block_on("names", "year", arrays_to_explode=["names"]),
        ],
        comparisons=[
            compare(
                "title", cll.NullLevel("title"), exact("title"), f"{jaccard('words', 0.8)} or levenshtein(title_l, title_r) <= 3",
                jaccard("words", 0.6), contained("words", 0.8), jaccard("words", 0.35), jaccard("words", 0.2)),
            compare(
                "names", cll.NullLevel("names"), exact("name_key"), jaccard("names", 0.65), contained("names", 0.8),
                jaccard("names", 0.3), f"{shared('names')} > 0"),
            compare("venue", cll.NullLevel("venue"), cll.ExactMatchLevel("venue")),
            compare("year", cll.NullLevel("year"), cll.ExactMatchLevel("year"), "abs(year_l - year_r) <= 1"),
        ],
        deterministic=[block_on("title", "name_key"), block_on("title", "venue", "year")],
        recall=0.9,
        training=[block_on("name_key"), block_on("title")],
    )
