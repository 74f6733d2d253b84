# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""A network in ONNX, made ready so that a locked-down child can run it.

What holds: `free_size` changes what a model says of its picture's size and
nothing else: no weight, no operation. Models are published for one size (YuNet
640 x 640); pictures of all shapes would have to be squeezed into it or padded
to it. `open_network` starts no thread and needs no file later.

Why not OpenCV's own runner: one core, YuNet, 640 x 384: 13.4 ms there, 5.3 ms
here; and CenterFace gives other numbers there after a change of size.

The bytes are a model's whose digest was checked, not a stranger's; what is not
as expected still ends in `ValueError`, never in a wrong network.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float32]

_LEN = 2
_VARINT = 0
_FIXED = {1: 8, 5: 4}
# Numbers of fields in onnx.proto.
_MODEL_GRAPH = 7
_GRAPH_INITIALIZER, _GRAPH_INPUT, _GRAPH_OUTPUT, _GRAPH_VALUE_INFO = 5, 11, 12, 13
_TENSOR_NAME = 8
_INFO_NAME, _INFO_TYPE = 1, 2
_TYPE_TENSOR = 1
_TENSOR_SHAPE = 2
_SHAPE_DIM = 1
_DIM_VALUE, _DIM_PARAM = 1, 2


class Network:
    """A loaded network: one picture in, its outputs by name."""

    def __init__(self, session: Any, wanted: tuple[str, ...]) -> None:
        self._session = session
        self._input = session.get_inputs()[0].name
        self._wanted = list(wanted)

    def run(self, blob: Floats) -> list[Floats]:
        """The outputs in the order that was wanted.

        Args:
            blob: (1, 3, height, width), height and width multiples of 32.
        """
        made: list[Floats] = self._session.run(self._wanted, {self._input: blob})
        return made


def open_network(path: str, wanted: tuple[str, ...]) -> Network:
    """Load a model whose picture may then have any size.

    Args:
        path: Of the model; its digest was checked.
        wanted: Names of the outputs.

    Raises:
        ValueError: It is not a model, or it lacks one of the outputs.
    """
    import onnxruntime as ort

    with open(path, "rb") as file:
        model = free_size(file.read())
    options = ort.SessionOptions()
    # More than one would start threads, which a fork does not carry over.
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    # Plans of memory are kept for each size of picture ever seen: unbounded.
    options.enable_mem_pattern = False
    options.log_severity_level = 3
    session = ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    absent = set(wanted) - {output.name for output in session.get_outputs()}
    if absent:
        raise ValueError(f"The model has no output {sorted(absent)}.")
    return Network(session, wanted)


def free_size(model: bytes) -> bytes:
    """The same model, with the height and width of its picture left open.

    Raises:
        ValueError: It is not an ONNX model of one picture.
    """
    out = bytearray()
    graphs = 0
    for number, kind, whole, inner in _fields(model):
        if number == _MODEL_GRAPH and kind == _LEN:
            graphs += 1
            out += _length_delimited(_MODEL_GRAPH, _free_graph(inner))
        else:
            out += whole
    if graphs != 1:
        raise ValueError("The model has no graph.")
    return bytes(out)


def _free_graph(graph: bytes) -> bytes:
    fields = list(_fields(graph))
    weights = {
        _text(inner, _TENSOR_NAME)
        for number, _, _, inner in fields
        if number == _GRAPH_INITIALIZER
    }
    out = bytearray()
    pictures = 0
    for number, _, whole, inner in fields:
        if number == _GRAPH_INPUT:
            # A weight that is named as an input could not be folded.
            if _text(inner, _INFO_NAME) in weights:
                continue
            pictures += 1
            out += _length_delimited(number, _with_shape(inner, _open_picture()))
        elif number == _GRAPH_OUTPUT:
            out += _length_delimited(number, _with_shape(inner, None))
        elif number != _GRAPH_VALUE_INFO:
            out += whole
    if pictures != 1:
        raise ValueError("The model takes not exactly one picture.")
    return bytes(out)


def _open_picture() -> bytes:
    dims = (
        _varint_field(_DIM_VALUE, 1),
        _varint_field(_DIM_VALUE, 3),
        _length_delimited(_DIM_PARAM, b"height"),
        _length_delimited(_DIM_PARAM, b"width"),
    )
    return b"".join(_length_delimited(_SHAPE_DIM, dim) for dim in dims)


def _with_shape(info: bytes, shape: bytes | None) -> bytes:
    """A ValueInfoProto with this shape, or with none: then it is worked out."""
    out = bytearray()
    for number, _, whole, inner in _fields(info):
        if number != _INFO_TYPE:
            out += whole
            continue
        made = bytearray()
        for of_type, _, _, tensor in _fields(inner):
            if of_type != _TYPE_TENSOR:
                raise ValueError("The model takes or gives something else.")
            kept = b"".join(w for n, _, w, _ in _fields(tensor) if n != _TENSOR_SHAPE)
            if shape is not None:
                kept += _length_delimited(_TENSOR_SHAPE, shape)
            made += _length_delimited(_TYPE_TENSOR, kept)
        out += _length_delimited(_INFO_TYPE, bytes(made))
    return bytes(out)


def _text(message: bytes, wanted: int) -> bytes:
    for number, kind, _, inner in _fields(message):
        if number == wanted and kind == _LEN:
            return inner
    return b""


def _fields(message: bytes) -> Iterator[tuple[int, int, bytes, bytes]]:
    """Number, wire type, the whole field and its content, one after another."""
    at = 0
    while at < len(message):
        start = at
        key, at = _varint(message, at)
        number, kind = key >> 3, key & 7
        inner = at
        if kind == _VARINT:
            _, at = _varint(message, at)
        elif kind == _LEN:
            length, inner = _varint(message, at)
            at = inner + length
        elif kind in _FIXED:
            at += _FIXED[kind]
        else:
            raise ValueError("This is not an ONNX model.")
        if at > len(message) or number == 0:
            raise ValueError("The model is cut off.")
        yield number, kind, message[start:at], message[inner:at]


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(message) and shift < 64:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    raise ValueError("The model is cut off.")


def _encode(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _varint_field(number: int, value: int) -> bytes:
    return _encode(number << 3 | _VARINT) + _encode(value)


def _length_delimited(number: int, content: bytes) -> bytes:
    return _encode(number << 3 | _LEN) + _encode(len(content)) + content
