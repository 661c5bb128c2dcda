"""Trains the byte-level BPE on the corpus and packs the corpus into token sequences."""

import argparse
import pathlib

import numpy as np
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

import corpus
from architecture import CONTEXT
from tokens import EOS, SPECIALS, VOCABULARY

_SAMPLE = 20_000


def train(folder):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY, special_tokens=[AddedToken(s, special=True, normalized=False) for s in SPECIALS],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator(_sample(folder), trainer)
    tokenizer.save(str(folder / "tokenizer.json"))
    return tokenizer


def _sample(folder):
    paths = sorted(folder.glob("train-*.jsonl"))
    for path in paths:
        for i, text in enumerate(corpus.read(path)):
            if i >= _SAMPLE // len(paths):
                break
            yield text


def pack(tokenizer, paths, target):
    """Rows of CONTEXT + 1 tokens. Each starts at a document's start; only its last document is cut."""
    rows, row = [], []
    for path in paths:
        for encoding in tokenizer.encode_batch(list(corpus.read(path)), add_special_tokens=False):
            row += encoding.ids
            if len(row) > CONTEXT:
                rows.append(np.array(row[:CONTEXT + 1], dtype=np.uint16))
                row = []
    np.save(target, np.stack(rows))
    return len(rows)


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("folder", type=pathlib.Path)
    folder = args.parse_args().folder
    tokenizer = train(folder)
    rows = pack(tokenizer, sorted(folder.glob("train-*.jsonl")), folder / "train.npy")
    held = pack(tokenizer, [folder / "held-out.jsonl"], folder / "held-out.npy")
    print(f"{tokenizer.get_vocab_size()} tokens; {rows} training and {held} held-out rows of {CONTEXT + 1}; {EOS} ends each document")


if __name__ == "__main__":
    main()
