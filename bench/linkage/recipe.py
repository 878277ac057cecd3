"""What splink_run.py needs to know of a task."""

from dataclasses import dataclass

import splink.comparison_level_library as cll
import splink.comparison_library as cl


@dataclass
class Recipe:
    """`read` is SQL that reads and cleans one file, its path is the one parameter; `training` are the blocking rules of the EM sessions."""

    link_type: str
    sources: list
    read: str
    blocking: list
    comparisons: list
    deterministic: list
    recall: float
    training: list


def compare(name, *levels):
    """A comparison of the given levels, best first; a plain string is SQL, what fits no level goes to a last one."""
    levels = [cll.CustomLevel(level) if isinstance(level, str) else level for level in levels]
    if not isinstance(levels[-1], cll.ElseLevel):
        levels.append(cll.ElseLevel())
    return cl.CustomComparison(output_column_name=name, comparison_levels=levels)


def exact(column):
    """Equality, weighted by how common the value is."""
    return cll.ExactMatchLevel(column).configure(tf_adjustment_column=column)
