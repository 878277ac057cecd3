"""Runs Splink 5 on DuckDB for one benchmark task and prints times, memory and accuracy as one JSON object.

    splink_run.py febrl3    --data febrl_dataset3.csv
    splink_run.py febrl4    --data febrl_dataset4a.csv febrl_dataset4b.csv
    splink_run.py dblp-acm  --data dblp_acm_dblp.csv dblp_acm_acm.csv --truth dblp_acm_gt.csv
    splink_run.py residents --data residents.csv --truth truth.csv --u-pairs 5e6

The recipes stand in recipe_*.py. The clock stops before the truth is read; memory is the peak up to that moment.
With --pairs-out and --clusters-out the results are written in the layout that score.py reads.
"""

import argparse
import csv
import json
import logging
import platform
import resource
import time

import duckdb
import splink
from splink import DuckDBAPI, Linker, SettingsCreator

import metrics
import recipes
import truth as truths

CLUSTER_AT = 0.95
KEEP_FROM = 0.001


class Clock:
    """Seconds by step."""

    def __init__(self):
        self.steps = {}
        self.last = time.perf_counter()

    def lap(self, step):
        now = time.perf_counter()
        self.steps[step] = round(now - self.last, 3)
        self.last = now


def settings(recipe):
    return SettingsCreator(
        link_type=recipe.link_type,
        comparisons=recipe.comparisons,
        blocking_rules_to_generate_predictions=recipe.blocking,
        retain_matching_columns=False,
        retain_intermediate_calculation_columns=False,
    )


def link(recipe, args, clock):
    """Reads, trains, predicts and clusters."""
    connection = duckdb.connect()
    connection.execute(f"set threads = {args.threads}")
    api = DuckDBAPI(connection=connection)
    for name, path in zip(recipe.sources, args.data, strict=True):
        connection.execute(f"create table {name} as {recipe.read}", [path])
    tables = [api.register(name, dataset_display_name=name) for name in recipe.sources]
    linker = Linker(tables, settings(recipe), log_level=logging.ERROR)
    clock.lap("read")

    training = linker.training
    training.estimate_probability_two_random_records_match(recipe.deterministic, recall=recipe.recall)
    clock.lap("prior")
    training.estimate_u_using_random_sampling(
        max_pairs=args.u_pairs, seed=args.seed, min_count_per_level=args.u_stop or None)
    clock.lap("estimate_u")
    for rule in recipe.training:
        training.estimate_parameters_using_expectation_maximisation(rule)
    clock.lap("em")
    blocked = linker.inference.compute_blocked_pairs_for_predict()
    clock.lap("block")
    predicted = linker.inference.predict(threshold_match_probability=KEEP_FROM)
    clock.lap("predict")
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, threshold_match_probability=CLUSTER_AT)
    clock.lap("cluster")
    blocked_pairs = count(connection, blocked.physical_name)
    return connection, linker, predicted, clusters, blocked_pairs


def count(connection, table):
    return connection.execute(f"select count(*) from {table}").fetchone()[0]


def rows(connection, sql):
    cursor = connection.execute(sql)
    while batch := cursor.fetchmany(100_000):
        yield from batch


def columns(recipe, side=""):
    """SQL for source and key of a record; there is no source column when one file is deduplicated."""
    source = f"source_dataset{side}" if recipe.link_type == "link_only" else "''"
    return f"{source}, cast(unique_id{side} as varchar)"


def scored_pairs(connection, recipe, task, predicted, truth, out):
    """(weight, probability, is true) of each predicted pair; writes them to `out` on the way."""
    writer = None
    if out:
        writer = csv.writer(out)
        writer.writerow(["source_l", "key_l", "source_r", "key_r", "weight", "probability"])
    sql = f"select {columns(recipe, '_l')}, {columns(recipe, '_r')}, match_weight, match_probability from {predicted.physical_name}"
    for row in rows(connection, sql):
        if writer:
            writer.writerow(row)
        left, right = truths.record(task, row[0], row[1]), truths.record(task, row[2], row[3])
        yield row[4], row[5], metrics.is_true(truth, left, right)


def cluster_map(connection, recipe, task, clusters, out=None):
    found = {}
    writer = csv.writer(out) if out else None
    if writer:
        writer.writerow(["source", "key", "cluster"])
    for source, key, cluster in rows(connection, f"select {columns(recipe)}, cluster_id from {clusters.physical_name}"):
        found[truths.record(task, source, key)] = cluster
        if writer:
            writer.writerow([source, key, cluster])
    return found


def opened(path):
    return open(path, "w", encoding="utf-8", newline="") if path else None


def accuracy(args, recipe, connection, linker, predicted, clusters):
    """All figures that need the truth."""
    truth = truths.read(args.task, args.data, args.truth)
    true_all = metrics.pair_count(truth)
    pairs_out, clusters_out = opened(args.pairs_out), opened(args.clusters_out)
    pairs = list(scored_pairs(connection, recipe, args.task, predicted, truth, pairs_out))
    by_weight = metrics.ladder((weight, true) for weight, _, true in pairs)
    by_probability = metrics.ladder((probability, true) for _, probability, true in pairs)
    best = metrics.best(by_weight, true_all)
    report = {
        "true_pairs": true_all,
        "pairs": {
            "true_pairs_predicted": sum(true for _, _, true in pairs),
            "at_probability": {str(limit): metrics.at(by_probability, limit, true_all) for limit in metrics.THRESHOLDS},
            "best_by_weight": best,
            "reliability": metrics.reliability(by_probability),
        },
        "clusters": {},
    }

    def judge(name, table, out=None):
        found = cluster_map(connection, recipe, args.task, table, out)
        report["clusters"][name] = {"pairwise": metrics.cluster_pairs(found, truth), "b_cubed": metrics.b_cubed(found, truth)}

    clustering = linker.clustering
    judge("connected_0.95", clusters, clusters_out)
    if best["threshold"] is not None:
        judge("connected_best", clustering.cluster_pairwise_predictions_at_threshold(
            predicted, threshold_match_weight=best["threshold"]))
    if recipe.link_type == "link_only":
        for limit in (0.01, 0.5, CLUSTER_AT):
            judge(f"one_to_one_{limit}", clustering.cluster_using_single_best_links(
                predicted, duplicate_free_datasets=recipe.sources, threshold_match_probability=limit, ties_method="drop"))
    for file in (pairs_out, clusters_out):
        if file:
            file.close()
    return report


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=truths.TASKS)
    parser.add_argument("--data", nargs="+", required=True, help="the data file(s) of the task, DBLP before ACM")
    parser.add_argument("--truth", help="truth file of dblp-acm and residents")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--u-pairs", type=float, default=1e6, help="pairs sampled to estimate u")
    parser.add_argument("--u-stop", type=int, default=100, help="stop sampling u when each level was seen so often; 0: never (default: Splink's 100)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the u sample")
    parser.add_argument("--pairs-out")
    parser.add_argument("--clusters-out")
    args = parser.parse_args()

    recipe = recipes.RECIPES[args.task]()
    clock = Clock()
    begin = clock.last
    connection, linker, predicted, clusters, blocked_pairs = link(recipe, args, clock)
    total = clock.last - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    records = sum(count(connection, name) for name in recipe.sources)
    report = {
        "task": args.task,
        "versions": {"python": platform.python_version(), "splink": splink.__version__, "duckdb": duckdb.__version__},
        "threads": args.threads,
        "u_pairs": args.u_pairs,
        "u_stop": args.u_stop,
        "records": records,
        "seconds": {"total": round(total, 3), **clock.steps},
        "peak_rss_mib": round(peak, 1),
        "prior": linker.misc.save_model_to_json()["probability_two_random_records_match"],
        "pairs_blocked": blocked_pairs,
        "pairs_predicted": count(connection, predicted.physical_name),
        "pairs_predicted_from_probability": KEEP_FROM,
        **accuracy(args, recipe, connection, linker, predicted, clusters),
    }
    print(json.dumps(report, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main()
