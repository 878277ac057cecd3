"""Links CSVs on an Apache Spark cluster with the binary `mimamori`: the pairs are, byte for byte, those of one machine.

Spark shuffles and schedules, the binary computes. Three steps, each a `mapInArrow` that runs the binary once per partition, records or pairs on its
standard input, results on its standard output, both as Arrow IPC streams:

    keys    records                                -> the same records, one row for each block they stand in (one of them their own)
            (shuffle by block)
    pairs   all records of some blocks             -> the pairs of those blocks with their weights
            (each pair once)
    settle  all pairs, in one partition            -> those at or above the threshold, rivals considered

The weights come from one machine: mimamori link-files --recipe R --pairs P.csv --save-trained T.toml on a sample or on all records. The binary, the recipe
and the weights must lie at the same path on every worker (or be sent with --files of spark-submit).

    spark-submit link.py --program mimamori --recipe R.toml --trained T.toml --pairs P.csv FILE.csv …
"""

import argparse
import csv
import os
import subprocess
import sys
import threading
import tomllib
from pathlib import Path

import pyarrow as pa
from pyspark.sql import SparkSession
from pyspark.sql.functions import lit

PAIR = "source_l string, key_l string, source_r string, key_r string, weight long"


def step(name, program, recipe, trained):
    """A function for mapInArrow: the batches of one partition through one process."""

    def work(batches):
        first = next(batches, None)
        if first is None:
            return
        command = [program, "link-files", "--recipe", recipe, "--trained", trained, "--partition", name]
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        failed = []

        def feed():
            try:
                with pa.ipc.new_stream(process.stdin, first.schema) as stream:
                    stream.write_batch(first)
                    for batch in batches:
                        stream.write_batch(batch)
                process.stdin.close()
            except BaseException as error:  # a stream that was cut off must not pass for the whole partition
                failed.append(error)
                process.kill()

        # Both pipes are served at once: a full one must not stop the other.
        said = []
        threads = [threading.Thread(target=feed), threading.Thread(target=lambda: said.append(process.stderr.read()))]
        for thread in threads:
            thread.start()
        try:
            with pa.ipc.open_stream(process.stdout) as stream:
                yield from stream
        except pa.ArrowInvalid as error:
            failed.append(error)
        for thread in threads:
            thread.join()
        if process.wait() != 0 or failed:
            raise RuntimeError(f"{name}: {b''.join(said).decode(errors='replace')} {failed}")
        if said[0]:  # warnings, into the log of the worker
            sys.stderr.write(said[0].decode(errors="replace"))

    return work


def sources(trained, files):
    """What the recipe calls each file: as in the weights where the file stood at that place, else its stem."""
    with open(trained, "rb") as text:
        known = [file["source"] for file in tomllib.load(text)["file"]]
    stems = [Path(file).stem for file in files]
    if any(stem in known for stem in stems) or len(known) != len(files):
        return stems
    return known


def read(spark, files, names, delimiter):
    """All records, every column text, with the column `mimamori_source`."""
    frames = None
    for file, name in zip(files, names):
        frame = spark.read.csv(file, header=True, multiLine=True, sep=delimiter, quote='"', escape='"', encoding="UTF-8")
        frame = frame.withColumn("mimamori_source", lit(name))
        frames = frame if frames is None else frames.unionByName(frame, allowMissingColumns=True)
    return frames.fillna("")


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--program", default="mimamori", help="the binary on the workers")
    arguments.add_argument("--recipe", required=True)
    arguments.add_argument("--trained", required=True)
    arguments.add_argument("--pairs", required=True, help="where the pairs go, as link-files writes them")
    arguments.add_argument("--partitions", type=int, default=8)
    arguments.add_argument("--delimiter", default=",")
    arguments.add_argument("--master", help="for example local[2]; absent = as spark-submit says")
    arguments.add_argument("files", nargs="+")
    given = arguments.parse_args()

    builder = SparkSession.builder.appName("mimamori link-files").config("spark.ui.enabled", "false")
    if given.master:
        # Workers on this machine need the packages of this Python.
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        builder = builder.master(given.master)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")

    def through(frame, name, schema):
        return frame.mapInArrow(step(name, given.program, given.recipe, given.trained), schema)

    records = read(spark, given.files, sources(given.trained, given.files), given.delimiter).repartition(given.partitions)
    columns = ", ".join(f"`{name}` string" for name in records.columns)
    keyed = through(records, "keys", f"mimamori_block long, {columns}").repartition(given.partitions, "mimamori_block")
    pairs = through(keyed, "pairs", PAIR).dropDuplicates(["source_l", "key_l", "source_r", "key_r"])
    settled = through(pairs.repartition(1), "settle", f"{PAIR}, probability double").collect()
    spark.stop()

    beside = f"{given.pairs}.part"
    with open(beside, "w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["source_l", "key_l", "source_r", "key_r", "weight", "probability"])
        for row in sorted(settled, key=lambda row: tuple(row)[:4]):
            writer.writerow([*tuple(row)[:4], f"{row.weight / 1000:.3f}", f"{row.probability:.6f}"])
    os.replace(beside, given.pairs)


if __name__ == "__main__":
    main()
