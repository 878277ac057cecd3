"""Precision, recall and F1 of pairs and clusters, B-cubed, reliability. Standard library only.

Pairs are counted against all true pairs, those that no blocking rule brought together included. A ladder is a list of
(score, pairs, true pairs), one step per distinct score, best score first.
"""

from collections import Counter

THRESHOLDS = (0.5, 0.9, 0.95, 0.99)
BANDS = ((0.5, 0.7), (0.7, 0.9), (0.9, 1.0))


def prf(true_found, found, true_all):
    """Precision, recall and F1 of `found` pairs of which `true_found` are true, when there are `true_all` to find."""
    precision = true_found / found if found else 1.0
    recall = true_found / true_all if true_all else 1.0
    total = precision + recall
    f1 = 2 * precision * recall / total if total else 0.0
    return {"precision": round(precision, 5), "recall": round(recall, 5), "f1": round(f1, 5), "pairs": found, "true_pairs": true_found}


def ladder(scored):
    """The ladder of an iterable of (score, is true)."""
    pairs, true = Counter(), Counter()
    for score, is_true in scored:
        pairs[score] += 1
        true[score] += is_true
    return [(score, pairs[score], true[score]) for score in sorted(pairs, reverse=True)]


def at(steps, threshold, true_all):
    """Figures of the pairs that score at least `threshold` (all pairs when it is None)."""
    kept = [step for step in steps if threshold is None or step[0] >= threshold]
    return prf(sum(step[2] for step in kept), sum(step[1] for step in kept), true_all)


def best(steps, true_all):
    """Figures at the threshold with the best F1, chosen with the truth: what a tool could reach, not what its user gets."""
    found = true_found = 0
    top = (-1.0, 0, 0, None)
    for score, pairs, true in steps:
        found += pairs
        true_found += true
        f1 = 2 * true_found / (found + true_all) if found + true_all else 0.0
        if f1 > top[0]:
            top = (f1, true_found, found, score)
    return {**prf(top[1], top[2], true_all), "threshold": top[3]}


def pair_count(truth):
    """The number of true pairs."""
    return _pairs_within(truth.cluster, truth.side)


def is_true(truth, left, right):
    """Whether two records are the same entity."""
    return left in truth.cluster and truth.cluster[left] == truth.cluster.get(right)


def _pairs_within(group, side):
    """Pairs of records with equal group; with sides only the pairs whose records stand on different sides."""
    total = sum(n * (n - 1) // 2 for n in Counter(group.values()).values())
    if side is not None:
        total -= sum(n * (n - 1) // 2 for n in Counter((value, side[key]) for key, value in group.items()).values())
    return total


def _complete(clusters, truth):
    """A cluster for each record of the truth: records that the tool left out stand alone."""
    return {key: clusters.get(key, ("alone", key)) for key in truth.cluster}


def cluster_pairs(clusters, truth):
    """Pairwise figures of clusters: each pair inside a cluster counts as found, linked directly or not."""
    full = _complete(clusters, truth)
    both = {key: (full[key], truth.cluster[key]) for key in full}
    return prf(_pairs_within(both, truth.side), _pairs_within(full, truth.side), pair_count(truth))


def b_cubed(clusters, truth):
    """B-cubed precision, recall and F1: the mean over records, so that one big wrong cluster does not drown everything."""
    full = _complete(clusters, truth)
    found, true = Counter(full.values()), Counter(truth.cluster.values())
    both = Counter((full[key], truth.cluster[key]) for key in full)
    records = len(full)
    precision = sum(n * n / found[f] for (f, _), n in both.items()) / records
    recall = sum(n * n / true[t] for (_, t), n in both.items()) / records
    f1 = 2 * precision * recall / (precision + recall)
    return {"precision": round(precision, 5), "recall": round(recall, 5), "f1": round(f1, 5)}


def reliability(steps):
    """For bands of probability: how many pairs, their mean probability and the share that is true. Honest probabilities agree."""
    rows = []
    for low, high in BANDS:
        kept = [step for step in steps if low <= step[0] and (step[0] < high or high == 1.0)]
        pairs = sum(step[1] for step in kept)
        rows.append({
            "from": low,
            "to": high,
            "pairs": pairs,
            "mean_probability": round(sum(step[0] * step[1] for step in kept) / pairs, 5) if pairs else None,
            "true_share": round(sum(step[2] for step in kept) / pairs, 5) if pairs else None,
        })
    return rows
