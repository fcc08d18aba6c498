"""Encodes many texts with keepsake_tokenize and with Hugging Face's tokenizers, and reports every difference.

usage: compare.py KEEPSAKE_TOKENIZE_BINARY VOCABULARY
"""

import json
import subprocess
import sys
import time

from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing

import texts

SHOWN = 20
SPECIAL_TOKENS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def reference(vocabulary):
    """What the model's own tokenizer.json describes."""
    ids = {token: number for number, token in enumerate(vocabulary)}
    tokenizer = Tokenizer(WordPiece(ids, unk_token="[UNK]", max_input_chars_per_word=100))
    tokenizer.normalizer = BertNormalizer(clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=True)
    tokenizer.pre_tokenizer = BertPreTokenizer()
    tokenizer.add_special_tokens(SPECIAL_TOKENS)
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", ids["[CLS]"]), ("[SEP]", ids["[SEP]"])]
    )
    return tokenizer


def encode_by_reference(tokenizer, inputs, most):
    tokenizer.enable_truncation(most)
    encoded = []
    for start in range(0, len(inputs), 20000):
        batch = tokenizer.encode_batch_fast(inputs[start : start + 20000])
        encoded += [" ".join(map(str, encoding.ids)) for encoding in batch]
    return encoded


def encode_by_us(binary, vocabulary_path, inputs, most):
    lines = "".join(json.dumps(text, ensure_ascii=False) + "\n" for text in inputs)
    finished = subprocess.run([binary, vocabulary_path, str(most)], input=lines.encode(), stdout=subprocess.PIPE, check=True)
    return finished.stdout.decode().split("\n")[:-1]


def shown(text):
    return ascii(text if len(text) < 200 else text[:200] + "...")


def report(name, inputs, expected, ours):
    """Whether all are equal; prints one example of each kind of difference: what was expected and what came instead."""
    if len(ours) != len(inputs):
        print(f"FAILED  {name}: {len(inputs)} texts, but {len(ours)} answers")
        return False
    different = [i for i in range(len(inputs)) if expected[i] != ours[i]]
    if not inputs or different:
        print(f"FAILED  {name}: {len(different)} of {len(inputs)} differ")
    kinds = {}
    for i in different:
        kinds.setdefault((expected[i], ours[i]), []).append(inputs[i])
    for (theirs, mine), examples in list(kinds.items())[:SHOWN]:
        print(f"  {len(examples)} times, as in {shown(examples[0])}\n    expected {theirs[:300]}\n    got      {mine[:300]}")
    return bool(inputs) and not different


def main(binary, vocabulary_path):
    with open(vocabulary_path, encoding="utf-8", newline="\n") as file:
        vocabulary = file.read().rstrip("\n").split("\n")
    tokenizer = reference(vocabulary)
    passed = failed = 0
    for name, inputs, most in texts.groups(vocabulary):
        began = time.monotonic()
        expected = encode_by_reference(tokenizer, inputs, most)
        ours = encode_by_us(binary, vocabulary_path, inputs, most)
        if report(name, inputs, expected, ours):
            print(f"ok      {name} ({len(inputs)} texts, {time.monotonic() - began:.1f} s)", flush=True)
            passed += 1
        else:
            failed += 1
    print(f"{passed} passed, {failed} failed")
    return 0 if failed == 0 and passed > 0 else 1


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
