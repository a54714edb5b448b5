"""Writes a network as a weights file of 8-bit numbers, as docs/weights-format.md describes it."""

import json
import struct

import numpy as np

from dataset import Dataset
from inputs import CLASSES, TAPS, Shape
from network import Network

TABLES = ("W", "K", "C", "p3", "s3", "s2", "s4", "sh", "tri")
ALIGNMENT = 16
TYPES = {"int8": "i8", "uint8": "u8", "float32": "f32"}
CLASS_BITS = 10


class Body:
    """The tensors of a file, and where each is."""

    def __init__(self) -> None:
        self.tensors: dict[str, list] = {}
        self.content = bytearray()

    def put(self, name: str, values: np.ndarray) -> None:
        self.content.extend(bytes(-len(self.content) % ALIGNMENT))
        self.tensors[name] = [TYPES[values.dtype.name], list(values.shape), len(self.content)]
        self.content.extend(np.ascontiguousarray(values).tobytes())

    def put_matrix(self, name: str, values: np.ndarray) -> None:
        """Rounds each row to whole multiples of its scale."""
        scale = (np.abs(values).max(1) / 127 + 1e-12).astype(np.float32)
        self.put(name, np.rint(values / scale[:, None]).astype(np.int8))
        self.put(f"{name}#s", scale)


def write(path: str, net: Network, shape: Shape, data: Dataset, corpus: int, name: str) -> None:
    """Writes the file, with the conventions of one corpus."""
    body = Body()
    put_network(body, {key: tensor.float().cpu().numpy() for key, tensor in net.state_dict().items()}, corpus)
    classes = pack_classes(classes_of(data, shape.known_words))
    body.put("classes", np.frombuffer(classes, np.uint8))
    body.put("words", np.frombuffer("\n".join(data.vocabulary.words[: shape.known_words]).encode(), np.uint8))
    header = {
        "format": 1,
        "name": name,
        "blocks": shape.layers,
        "evidence": data.types.evidence_names,
        "t": body.tensors,
    }
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<I", len(text)) + text + bytes(-(4 + len(text)) % ALIGNMENT) + body.content)


def put_network(body: Body, weights: dict[str, np.ndarray], corpus: int) -> None:
    """Puts what was learnt, in the shapes that the product reads."""
    body.put("co", weights["co"][corpus])
    for table in TABLES:
        body.put_matrix(f"enc.{table}", weights[f"enc.{table}"])
    body.put_matrix("enc.lin.weight", weights["enc.lin.weight"])
    body.put("enc.lin.bias", weights["enc.lin.bias"])
    first = weights["c1.weight"]
    columns = len(first)
    by_tap = first.reshape(columns, TAPS, -1).transpose(1, 0, 2).reshape(TAPS * columns, -1)
    body.put_matrix("c1.weight", by_tap)
    body.put("c1.bias", weights["c1.bias"])
    body.put("fl", weights["fl.weight"].T.reshape(3, 8, -1))
    for name, values in weights.items():
        if not name.startswith("blocks."):
            continue
        is_matrix = values.ndim == 2 and not name.endswith((".d", ".u.weight"))
        (body.put_matrix if is_matrix else body.put)(name, values)
    # The product's rows of scores have a place more than there are labels.
    body.put_matrix("out.weight", np.concatenate([weights["out.weight"], np.zeros((1, columns), np.float32)]))
    body.put("out.bias", np.append(weights["out.bias"], np.float32(0)))


def classes_of(data: Dataset, known_words: int) -> dict[int, int]:
    """Class and lists, as one value, by key: of the words that have either, and no row."""
    values: dict[int, int] = {}
    has_row = (data.known > 0) & (data.known <= known_words)
    has_any = ((data.word_class > 0) | (data.lists > 0)) & ~has_row
    for word in np.flatnonzero(has_any):
        key = int(data.types.class_key[word])
        before = values.get(key, 0)
        chosen = before & (CLASSES - 1) or int(data.word_class[word])
        values[key] = chosen | (before & ~(CLASSES - 1)) | (int(data.lists[word]) << CLASS_BITS)
    return values


def pack_classes(values: dict[int, int]) -> bytes:
    """Their number, keys as differences of 7 bits a byte, low bytes of the values, high bytes."""
    packed = bytearray(struct.pack("<I", len(values)))
    before = 0
    ordered = sorted(values.items())
    for key, _ in ordered:
        rest, before = key - before, key
        while rest >= 128:
            packed.append(rest & 127 | 128)
            rest >>= 7
        packed.append(rest)
    low, high = (bytes(value >> shift & 255 for _, value in ordered) for shift in (0, 8))
    return bytes(packed) + low + high
