"""Scores linked pairs and clusters against the truth of a benchmark task and prints one JSON object. Standard library only.

    score.py febrl3    --data febrl_dataset3.csv --pairs pairs.csv --clusters clusters.csv
    score.py febrl4    --data febrl_dataset4a.csv febrl_dataset4b.csv --pairs pairs.csv
    score.py dblp-acm  --data dblp_acm_dblp.csv dblp_acm_acm.csv --truth dblp_acm_gt.csv --pairs pairs.csv
    score.py residents --truth truth.csv --pairs pairs.csv --clusters clusters.csv

Pairs: source_l,key_l,source_r,key_r,weight,probability. Clusters: source,key,cluster; a record left out stands alone.
In the tasks with two files (febrl4, dblp-acm) only pairs across the files count.
"""

import argparse
import csv
import json

import metrics
import truth as truths


def read_pairs(path, task, names, truth):
    """Each pair of the file once, as (weight, probability, is true), and how many lines were no such pair."""
    seen, pairs = set(), []
    repeated = same_side = unknown = 0
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            left = truths.record(task, row["source_l"], row["key_l"], names)
            right = truths.record(task, row["source_r"], row["key_r"], names)
            pair = (left, right) if left < right else (right, left)
            if left not in truth.cluster or right not in truth.cluster:
                unknown += 1
            elif left == right or pair in seen:
                repeated += 1
            elif truth.side is not None and truth.side[left] == truth.side[right]:
                same_side += 1
            else:
                seen.add(pair)
                pairs.append((float(row["weight"]), float(row["probability"]), metrics.is_true(truth, left, right)))
    return pairs, {"repeated": repeated, "same_file": same_side, "unknown_keys": unknown}


def read_clusters(path, task, names):
    """The cluster of each record of the file."""
    with open(path, encoding="utf-8", newline="") as file:
        return {truths.record(task, row["source"], row["key"], names): row["cluster"] for row in csv.DictReader(file)}


def score_pairs(pairs, ignored, true_all):
    by_weight = metrics.ladder((weight, true) for weight, _, true in pairs)
    by_probability = metrics.ladder((probability, true) for _, probability, true in pairs)
    return {
        "ignored_lines": ignored,
        "as_given": metrics.at(by_weight, None, true_all),
        "at_probability": {str(limit): metrics.at(by_probability, limit, true_all) for limit in metrics.THRESHOLDS},
        "best_by_weight": metrics.best(by_weight, true_all),
        "reliability": metrics.reliability(by_probability),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=truths.TASKS)
    parser.add_argument("--data", nargs="*", default=[], help="the data file(s) of the task, DBLP before ACM")
    parser.add_argument("--truth", help="truth file of dblp-acm and residents")
    parser.add_argument("--pairs", help="pairs CSV")
    parser.add_argument("--clusters", help="clusters CSV")
    parser.add_argument("--names", nargs="*", default=[], metavar="NAME=dblp|acm", help="what the tool called the two bibliographies")
    args = parser.parse_args()
    names = dict(name.split("=", 1) for name in args.names)

    truth = truths.read(args.task, args.data, args.truth)
    true_all = metrics.pair_count(truth)
    report = {"task": args.task, "records": len(truth.cluster), "true_pairs": true_all}
    if args.pairs:
        report["pairs"] = score_pairs(*read_pairs(args.pairs, args.task, names, truth), true_all)
    if args.clusters:
        clusters = read_clusters(args.clusters, args.task, names)
        report["clusters"] = {"pairwise": metrics.cluster_pairs(clusters, truth), "b_cubed": metrics.b_cubed(clusters, truth)}
    print(json.dumps(report, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
