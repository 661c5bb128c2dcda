"""Writes the corpus: documents drawn from the grammar, one JSON string per line, with a count of what it holds."""

import argparse
import collections
import json
import multiprocessing
import pathlib
import random
import re

from chat import conversation
from story import Story
from tokens import SPECIALS, render_chat, render_story

CHAT_SHARE = 0.30
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*")
_SENTENCE = re.compile(r'[^.!?\n]+[.!?]"?')
_SPECIAL = re.compile("|".join(re.escape(s) for s in SPECIALS))


def document(rng):
    if rng.random() < CHAT_SHARE:
        return render_chat(conversation(rng))
    return render_story(Story(rng, short=rng.random() < 0.3).text)


def write_shard(job):
    """One shard from its own seed; training and held-out shards never share one."""
    path, seed, count = job
    rng = random.Random(seed)
    with open(path, "w", encoding="utf-8") as out:
        for _ in range(count):
            out.write(json.dumps(document(rng)) + "\n")


def write(folder, documents, shards=16, held_out=2000, workers=2):
    """Writes train-NN.jsonl and held-out.jsonl into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    jobs = [(folder / f"train-{i:02}.jsonl", 1000 + i, documents // shards) for i in range(shards)]
    jobs.append((folder / "held-out.jsonl", 7, held_out))
    with multiprocessing.Pool(workers) as pool:
        pool.map(write_shard, jobs, chunksize=1)


def read(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def train_texts(folder):
    for path in sorted(folder.glob("train-*.jsonl")):
        yield from read(path)


def count(texts):
    """Measured on the given documents: words, word forms, distinct sentences."""
    forms, sentences, total = collections.Counter(), set(), collections.Counter()
    for text in texts:
        total["documents"] += 1
        total["chats"] += "<|user|>" in text
        plain = _SPECIAL.sub("\n", text)
        forms.update(w.lower() for w in _WORD.findall(plain))
        found = [s.strip() for s in _SENTENCE.findall(plain)]
        total["sentences"] += len(found)
        sentences.update(hash(s) for s in found)
    return {**total, "words": sum(forms.values()), "word_forms": len(forms), "distinct_sentences": len(sentences)}


def report(path, texts):
    found = json.dumps(count(texts), indent=2)
    path.write_text(found + "\n", encoding="utf-8")
    print(found)


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("folder", type=pathlib.Path)
    args.add_argument("--documents", type=int, default=96_000)
    args.add_argument("--larger", type=int, default=250_000, help="also count a sample of this many documents, not kept")
    options = args.parse_args()
    write(options.folder, options.documents)
    report(options.folder / "counts.json", train_texts(options.folder))
    rng = random.Random(99)
    report(options.folder / "larger-counts.json", (document(rng) for _ in range(options.larger)))


if __name__ == "__main__":
    main()
