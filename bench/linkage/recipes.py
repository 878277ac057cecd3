"""The Splink recipe of each benchmark task."""

from recipe_bibliography import dblp_acm
from recipe_febrl import febrl
from recipe_residents import residents

RECIPES = {
    "febrl3": lambda: febrl("dedupe_only", ["febrl3"]),
    "febrl4": lambda: febrl("link_only", ["febrl4a", "febrl4b"]),
    "dblp-acm": dblp_acm,
    "residents": residents,
}
