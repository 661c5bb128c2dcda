"""Makes corpus, tokenizer, both models, goldens and cards; a finished step is not repeated."""

import argparse
import pathlib
import subprocess
import sys

_HERE = pathlib.Path(__file__).resolve().parent
_MODELS = _HERE.parents[1] / "models"


def run(script, *arguments):
    subprocess.run([sys.executable, str(_HERE / script), *map(str, arguments)], check=True)


def build(work, minutes):
    corpus, runs, report = work / "corpus", work / "runs", work / "report.json"
    targets = {"main": _MODELS / "stories", "draft": _MODELS / "stories-draft"}
    if not (corpus / "counts.json").exists():
        run("corpus.py", corpus)
    if not (corpus / "held-out.npy").exists():
        run("tokenizer.py", corpus)
    for shape, target in targets.items():
        if not (runs / shape / "result.json").exists():
            batch = 8 if shape == "main" else 16
            run("train.py", corpus, runs, "--shape", shape, "--minutes", minutes[shape], "--batch", batch)
        run("export.py", corpus, runs, target, "--shape", shape)
    run("goldens.py", targets["main"])
    run("check.py", corpus, targets["main"], "--draft", targets["draft"], "--report", report)
    run("card.py", corpus, runs, report, *targets.values())


def main():
    args = argparse.ArgumentParser(description=__doc__)
    args.add_argument("work", type=pathlib.Path, help="folder for the corpus and the checkpoints")
    args.add_argument("--main-minutes", type=float, default=30)
    args.add_argument("--draft-minutes", type=float, default=7)
    options = args.parse_args()
    build(options.work, {"main": options.main_minutes, "draft": options.draft_minutes})


if __name__ == "__main__":
    main()
