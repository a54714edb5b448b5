"""Computes the scores of vectors.json with the network that docs/weights-format.md describes, in 32-bit floats with numpy.

Written from the document, independently of the TypeScript that it checks. Run it when the weights change:
node test/extract/tagger/vectors.ts | python3 test/extract/tagger/vectors.py > test/extract/tagger/vectors.json
The first program prints the texts with their words and compromise's evidence, which only JavaScript has. Needs numpy 2.
"""

import json
import struct
import sys

import numpy as np

WEIGHTS = "functions/extract/tagger/weights.bin"


def read(path):
    data = open(path, "rb").read()
    (length,) = struct.unpack_from("<I", data)
    header = json.loads(data[4 : 4 + length])
    start = (4 + length + 15) // 16 * 16
    types = {"i8": np.int8, "u8": np.uint8, "f32": np.float32}
    tensors = {}
    for name, (kind, shape, offset) in header["t"].items():
        count = int(np.prod(shape))
        tensors[name] = np.frombuffer(data, types[kind], count, start + offset).reshape(shape)
    for name in [name for name in tensors if name + "#s" in tensors]:
        tensors[name] = tensors[name].astype(np.float32) * tensors[name + "#s"][:, None]
    return header, tensors


def units(text):
    raw = text.encode("utf-16-le", "surrogatepass")
    return [raw[i] | raw[i + 1] << 8 for i in range(0, len(raw), 2)]


def hash_units(codes, seed):
    value = (2166136261 ^ seed) & 0xFFFFFFFF
    for code in codes:
        value = ((value ^ code) * 16777619) & 0xFFFFFFFF
    value ^= value >> 15
    value = (value * 0x2C1B3C6D) & 0xFFFFFFFF
    return value ^ value >> 12


def shape_of(word):
    marks = []
    for character in word[:12]:
        if character.isupper():
            mark = "X"
        elif character.isalpha():
            mark = "x"
        elif character.isdigit():
            mark = "d"
        else:
            mark = character if character in ".-'&’" else "p"
        if marks[-2:] != [mark, mark]:
            marks.append(mark)
    return "".join(marks)


def read_classes(data):
    (count,) = struct.unpack_from("<I", data.tobytes())
    at, key, keys = 4, 0, []
    for _ in range(count):
        shift = 0
        while data[at] >= 128:
            key += int(data[at] & 127) << shift
            shift, at = shift + 7, at + 1
        key += int(data[at]) << shift
        at += 1
        keys.append(key)
    low, high = data[at : at + count], data[at + count : at + 2 * count]
    return {key: int(low[i]) | int(high[i]) << 8 for i, key in enumerate(keys)}


class Network:
    def __init__(self, path):
        self.header, self.t = read(path)
        words = self.t["words"].tobytes().decode().split("\n")
        self.rows = {word: i + 1 for i, word in enumerate(words)}
        self.classes = read_classes(self.t["classes"]) if "classes" in self.t else {}

    def vector(self, word, evidence):
        t = self.t
        norm = "".join("0" if c in "0123456789" else c for c in word.lower())
        row = self.rows.get(norm, 0)
        found = 0 if row else self.classes.get(hash_units(units(norm)[:32], 9) >> 8, 0)
        own = t["enc.K"][found & 1023] if found & 1023 else t["enc.W"][row]
        spelling = units(word)[:32]
        spelled = sum(t["enc.C"][1 + hash_units(spelling, s) % 16384 if row else 0] for s in (1, 2))
        low = units(norm)[:32]
        parts = [own, spelled]
        parts.append(t["enc.p3"][hash_units(low[:3], 3) % 4096])
        parts.append(t["enc.s3"][hash_units(low[-3:], 4) % 4096])
        parts.append(t["enc.s2"][hash_units(low[-2:], 5) % 1024])
        parts.append(t["enc.s4"][hash_units(low[-4:], 6) % 8192])
        parts.append(t["enc.sh"][hash_units(units(shape_of(word)), 7) % 256])
        framed = units("<" + norm[:30] + ">")[:32]
        trigrams = [hash_units(framed[i : i + 3], 8) % 8192 for i in range(min(10, len(framed) - 2))]
        parts.append(np.mean([t["enc.tri"][i] for i in trigrams], 0))
        parts.append(np.array(evidence, np.float32))
        if self.classes:
            parts.append(np.array([found >> (10 + i) & 1 for i in range(6)], np.float32))
        inputs = np.concatenate(parts)
        return np.maximum(0, t["enc.lin.weight"] @ inputs + t["enc.lin.bias"])

    def scores(self, words, flags, evidence):
        t, n = self.t, len(words)
        width = t["c1.bias"].shape[0]
        encoded = [self.vector(word, bits) for word, bits in zip(words, evidence)]
        first = t["c1.weight"].reshape(5, width, -1)
        h = np.tile(t["c1.bias"] + t["co"], (n, 1))
        for i in range(n):
            for k in range(5):
                if 0 <= i + k - 2 < n:
                    h[i] += first[k] @ encoded[i + k - 2]
            for k in range(3):
                if 0 <= i + k - 1 < n:
                    h[i] += t["fl"][k][flags[i + k - 1]]
        h = np.maximum(0, h)
        for number, kind in enumerate(self.header["blocks"].split()):
            name = f"blocks.{number}."
            h = self.mix(h, name) if kind == "s" else self.recall(h, name, words)
        return h @ t["out.weight"].T + t["out.bias"]

    def mix(self, h, name):
        padded = np.pad(h, ((2, 2), (0, 0)))
        mixed = sum(padded[k : k + len(h)] * self.t[name + "d"][k] for k in range(5))
        return h + np.maximum(0, mixed @ self.t[name + "l.weight"].T + self.t[name + "l.bias"])

    def recall(self, h, name, words):
        t, result, groups = self.t, h.copy(), {}
        for i, word in enumerate(words):
            if any(c.isupper() for c in word):
                groups.setdefault(word.lower(), []).append(i)
        for places in groups.values():
            if len(places) < 2:
                continue
            of = h[places]
            gate = np.exp(np.clip(of @ t[name + "u.weight"][0] + t[name + "u.bias"][0], -8, 8))
            mean = (gate[:, None] * of).sum(0) / (gate.sum() + 1e-6)
            for i in places:
                inputs = np.concatenate([h[i], mean, of.max(0)])
                inner = np.maximum(0, t[name + "a.weight"] @ inputs + t[name + "a.bias"])
                result[i] = h[i] + t[name + "b.weight"] @ inner + t[name + "b.bias"]
        return result


def flags_of(sentences):
    words = {word for sentence in sentences for word in sentence}
    flags = []
    for sentence in sentences:
        long = [word for word in sentence if len(units(word)) > 3 and word[0].isalpha()]
        shouted = len(long) >= 4 and sum(word[0].isupper() for word in long) >= 0.65 * len(long)
        opener = next((i for i, word in enumerate(sentence) if word[0].isalnum()), -1)
        for i, word in enumerate(sentence):
            small = word[0].isupper() and word.lower() in words
            flags.append((i == opener) + 2 * shouted + 4 * small)
    return flags


network = Network(WEIGHTS)
lines = []
for text in json.load(sys.stdin):
    flags = flags_of(text["tokens"])
    words = [word for sentence in text["tokens"] for word in sentence]
    rows = network.scores(words, flags, text.pop("evidence"))[:, :7]
    text.update(flags=flags, scores=[[round(float(value), 3) for value in row] for row in rows])
    lines.append(json.dumps(text, ensure_ascii=False, separators=(",", ":")))
print("[\n" + ",\n".join(lines) + "\n]")
