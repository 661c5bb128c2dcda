"""Trains one shape for a given number of minutes; the schedule follows the clock, so it always ends annealed.

Each worker process computes with one thread and meets the others once a step. On a machine that others use too this is
much faster than one process with many threads, which would wait for its slowest thread in every operation.
"""

import argparse
import json
import math
import pathlib
import tempfile
import time

import numpy as np
import torch
import torch.distributed as dist
import torch.multiprocessing
from transformers import LlamaForCausalLM

import architecture
from tokens import BOS_ID

_WARM_UP = 0.03
_ADAM = dict(betas=(0.9, 0.95), eps=1e-8, fused=True)


def optimizers(model, muon_rate, adam_rate):
    """Muon for the layers' matrices, AdamW for the embedding and the norms."""
    matrices = [p for n, p in model.named_parameters() if p.ndim == 2 and "embed" not in n]
    norms = [p for p in model.parameters() if p.ndim == 1]
    adam = torch.optim.AdamW([
        {"params": [model.model.embed_tokens.weight], "weight_decay": 0.0},
        {"params": norms, "weight_decay": 0.0}], lr=adam_rate, **_ADAM)
    if muon_rate <= 0:
        adam.add_param_group({"params": matrices, "weight_decay": 0.1})
        return [adam]
    return [torch.optim.Muon(matrices, lr=muon_rate, weight_decay=0.1, momentum=0.95,
                             adjust_lr_fn="match_rms_adamw"), adam]


def scale(progress):
    """Linear warm-up, then linear to zero."""
    return min(progress / _WARM_UP, (1 - progress) / (1 - _WARM_UP))


def documents(inputs):
    """Mask and positions that let no document of a row see another: names of other stories would only mislead."""
    begins = inputs == BOS_ID
    number = begins.cumsum(1)
    position = torch.arange(inputs.shape[1])
    start = torch.where(begins, position, 0).cummax(1).values
    causal = torch.ones(inputs.shape[1], inputs.shape[1], dtype=torch.bool).tril()
    return (causal & (number[:, :, None] == number[:, None, :]))[:, None], position - start


class Batches:
    """Rows in a fresh random order each epoch."""

    def __init__(self, path, size, seed):
        self.rows = np.load(path, mmap_mode="r")
        self.size, self.rng, self.queue = size, np.random.default_rng(seed), []

    def next(self):
        if len(self.queue) < self.size:
            self.queue = list(self.rng.permutation(len(self.rows)))
        take, self.queue = self.queue[:self.size], self.queue[self.size:]
        return torch.from_numpy(self.rows[np.sort(take)].astype(np.int64))


class Trainer:
    def __init__(self, options, rank):
        torch.manual_seed(options.seed)
        torch.set_num_threads(1)
        self.options, self.rank = options, rank
        self.rows = options.batch // options.workers
        self.model = LlamaForCausalLM(architecture.config(options.shape))
        if options.init:
            self.model.load_state_dict(torch.load(options.init, weights_only=True))
        self.optimizers = optimizers(self.model, options.muon_rate, options.rate)
        self.rates = [[g["lr"] for g in o.param_groups] for o in self.optimizers]
        self.train = Batches(options.corpus / "train.npy", self.rows, options.seed * 1000 + rank)
        self.held = np.load(options.corpus / "held-out.npy", mmap_mode="r")
        self._compiled = torch.compile(self._loss)
        self.folder = options.out / options.shape
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log = open(self.folder / "log.jsonl", "w", encoding="utf-8", buffering=1) if rank == 0 else None

    def loss(self, rows):
        return self._compiled(rows, *documents(rows[:, :-1]))

    def _loss(self, rows, mask, positions):
        with torch.autocast("cpu", torch.bfloat16):
            logits = self.model(input_ids=rows[:, :-1], attention_mask=mask, position_ids=positions).logits
        return torch.nn.functional.cross_entropy(logits.float().flatten(0, 1), rows[:, 1:].flatten())

    def held_out(self, batches):
        """Mean loss over as many batches per worker, of all workers together."""
        first, size = self.rank * batches, self.rows
        losses = [self.loss(torch.from_numpy(self.held[i * size:(i + 1) * size].astype(np.int64))).item()
                  for i in range(first, first + batches)]
        return self._mean([sum(losses) / batches])[0]

    def _mean(self, values):
        shared = torch.tensor(values, dtype=torch.float64)
        dist.all_reduce(shared)
        return (shared / self.options.workers).tolist()

    def _share_gradients(self):
        gradients = [p.grad for p in self.model.parameters()]
        flat = torch.cat([g.flatten() for g in gradients])
        dist.all_reduce(flat)
        flat /= self.options.workers
        for gradient, part in zip(gradients, flat.split([g.numel() for g in gradients])):
            gradient.copy_(part.view_as(gradient))

    def step(self, progress):
        for optimizer, rates in zip(self.optimizers, self.rates):
            for group, rate in zip(optimizer.param_groups, rates):
                group["lr"] = rate * scale(progress)
        loss = self.loss(self.train.next())
        loss.backward()
        self._share_gradients()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for optimizer in self.optimizers:
            optimizer.step()
            optimizer.zero_grad()
        return loss.item()

    def save(self):
        if self.rank > 0:
            return
        torch.save(self.model.state_dict(), self.folder / "part.pt")
        (self.folder / "part.pt").rename(self.folder / "weights.pt")

    def record(self, **values):
        if self.rank > 0:
            return
        line = json.dumps(values)
        self.log.write(line + "\n")
        print(line, flush=True)

    def run(self):
        budget = self.options.minutes * 60
        self._compile()
        start, elapsed, saved, step, mean = time.monotonic(), 0.0, 0.0, 0, None
        while elapsed < budget:
            loss = self.step(max(elapsed / budget, 1e-3))
            elapsed, loss = self._mean([time.monotonic() - start, loss])
            step += 1
            mean = loss if mean is None else 0.98 * mean + 0.02 * loss
            if step % 20 == 0:
                self.record(step=step, seconds=round(elapsed), tokens=step * self.options.batch * architecture.CONTEXT,
                            loss=round(loss, 4), mean=round(mean, 4))
            if elapsed - saved > 240:
                saved = elapsed
                self.save()
                self.record(step=step, held_out=round(self.held_out(4), 4))
        self.save()
        held = self.held_out(min(40, len(self.held) // self.options.batch))
        step += self.options.earlier_steps
        result = dict(steps=step, earlier_steps=self.options.earlier_steps, minutes=round(self.options.minutes + self.options.earlier_minutes, 1),
                      tokens=step * self.options.batch * architecture.CONTEXT,
                      train=round(mean, 4), held_out=round(held, 4), perplexity=round(math.exp(held), 4))
        self.record(final=True, **result)
        if self.rank == 0:
            (self.folder / "result.json").write_text(json.dumps(result) + "\n", encoding="utf-8")

    def _compile(self):
        """The first worker compiles, the others find the result in the compiler's cache."""
        for rank in range(self.options.workers):
            if rank == self.rank:
                self.loss(self.train.next()).backward()
                self.model.zero_grad()
            dist.barrier()


def work(rank, options, meeting):
    dist.init_process_group("gloo", init_method=f"file://{meeting}", rank=rank, world_size=options.workers)
    Trainer(options, rank).run()
    dist.destroy_process_group()


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("corpus", type=pathlib.Path)
    args.add_argument("out", type=pathlib.Path)
    args.add_argument("--shape", choices=architecture.shapes(), default="main")
    args.add_argument("--minutes", type=float, default=45)
    args.add_argument("--batch", type=int, default=16)
    args.add_argument("--rate", type=float, default=3e-3)
    args.add_argument("--muon-rate", type=float, default=3e-3)
    args.add_argument("--workers", type=int, default=2, help="processes; the batch is divided among them")
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--init", type=pathlib.Path, help="go on from the weights of an earlier run")
    args.add_argument("--earlier-steps", type=int, default=0, help="steps of that run, for the record")
    args.add_argument("--earlier-minutes", type=float, default=0, help="minutes of that run, for the record")
    options = args.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        torch.multiprocessing.spawn(work, (options, f"{folder}/meeting"), nprocs=options.workers)


if __name__ == "__main__":
    main()
