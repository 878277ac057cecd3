"""Reads who is who in the four benchmark tasks.

A record is a pair (source, key). Keys of FEBRL and of the residents are unique over all files, so their source is left empty here and
whatever a tool calls its sources does not matter. The two bibliographies count their keys from 0 each, there the source is "dblp" or "acm".
"""

import csv
import re
from dataclasses import dataclass

TASKS = ("febrl3", "febrl4", "dblp-acm", "residents")


@dataclass
class Truth:
    """The true cluster of every record; `side` holds the file of each record when only pairs across two files count."""

    cluster: dict
    side: dict | None


def record(task, source, key, names=None):
    """The record (source, key) under the names that this module uses; `names` maps a tool's source names to "dblp" and "acm"."""
    if task != "dblp-acm":
        return ("", key)
    if names and source in names:
        return (names[source], key)
    stem = re.sub(r"\.\w+$", "", source.lower())
    for known in ("dblp", "acm"):
        if stem.endswith(known):
            return (known, key)
    raise SystemExit(f"source {source!r} is neither dblp nor acm: say which with --names {source}=dblp or {source}=acm")


def read(task, data, truth):
    """The truth of `task` from its data files and, where there is one, its truth file."""
    if task in ("febrl3", "febrl4"):
        return febrl(task, data)
    if truth is None:
        raise SystemExit(f"{task} needs --truth")
    return dblp_acm(data, truth) if task == "dblp-acm" else residents(truth)


def febrl(task, data):
    cluster, side = {}, {}
    for number, path in enumerate(data):
        with open(path, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, skipinitialspace=True):
                key = ("", row["rec_id"])
                cluster[key] = row["rec_id"].split("-")[1]
                side[key] = number
    return Truth(cluster, side if task == "febrl4" else None)


def dblp_acm(data, truth):
    cluster = {}
    for source, path in zip(("dblp", "acm"), data, strict=True):
        with open(path, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="%"):
                cluster[(source, row["id"])] = (source, row["id"])
    with open(truth, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="%"):
            cluster[("acm", row["D2"])] = ("dblp", row["D1"])
    return Truth(cluster, {key: key[0] for key in cluster})


def residents(truth):
    with open(truth, encoding="utf-8", newline="") as file:
        return Truth({("", row["key"]): row["cluster"] for row in csv.DictReader(file)}, None)
