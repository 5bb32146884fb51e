"""What the machine can do for a recogniser. The only file that imports ctranslate2.

A GPU is believed only after a trial: a model of 64 dimensions with random weights encodes
one second. It runs in a child process, since a missing CUDA library may abort a process.
"""

import contextlib
import ctypes
import os
import subprocess
import sys
import tempfile
from typing import Any, Literal

from pod2post.errors import BadInput
from pod2post.ports import Tell

Device = Literal["cpu", "cuda"]
BEST = {"cuda": ("float16", "int8_float16", "int8", "float32"), "cpu": ("int8", "float32")}
TRIAL_S = 120
MOST_WORKERS, CPU_BATCH = 4, 4
# Not measured: a guess for large-v3-turbo in float16, whose weights take 1.6 GB.
GPU_BATCH, GPU_SPARE_MB, GPU_WINDOW_MB = 16, 3_000, 800
WIDTH, MELS, TOKENS = 64, 80, 64


def pick(wanted: Literal["auto", "cpu", "cuda"], *, tell: Tell) -> Device:
    """The device to recognise on: CUDA where it is seen and passes its trial, else the CPU.

    Raises:
        BadInput: cuda was asked for by name and cannot be used.
    """
    if wanted == "cpu":
        return "cpu"
    import ctranslate2

    if ctranslate2.get_cuda_device_count() == 0:
        fault = "no CUDA device is seen"
    else:
        fault = _fault_of_gpu()
        if not fault:
            return "cuda"
        if wanted == "auto":
            tell.say(f"the GPU failed its one-second trial ({fault}); recognising on the CPU")
    if wanted == "cuda":
        raise BadInput(
            f"[recognizer] device is cuda, but {fault}",
            "Set it to auto or cpu, or mend the CUDA installation (CUDA 12 with cuDNN 9).",
        )
    return "cpu"


def compute_type(device: Device, wanted: str) -> str:
    """The CTranslate2 compute type: `wanted`, or for auto the best that the device has.

    Raises:
        BadInput: the device has no such type.
    """
    import ctranslate2

    able = ctranslate2.get_supported_compute_types(device)
    if wanted == "auto":
        return next(name for name in BEST[device] if name in able)
    if wanted in able:
        return wanted
    raise BadInput(
        f"[recognizer] compute is {wanted!r}, which this {device} cannot do",
        f"Set it to auto, or to one of: {', '.join(sorted(able))}.",
    )


def crew(device: Device) -> tuple[int, int]:
    """How many decode side by side, and on how many threads each.

    int8 decoding gains next to nothing from a second thread (10 ms a token on one, 10 on two).
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    workers = max(1, min(MOST_WORKERS, cores or 1))
    return (1, 0) if device == "cuda" else (workers, max(1, (cores or 1) // workers))


def batch(device: Device) -> int:
    """How many windows are decoded together; half as many where a GPU runs out of memory."""
    if device == "cpu":
        return CPU_BATCH
    return max(1, min(GPU_BATCH, (_free_mb() - GPU_SPARE_MB) // GPU_WINDOW_MB))


def _free_mb() -> int:
    """Free memory of the GPU; 0 where its driver's tool does not tell."""
    ask = ["nvidia-smi", "--query-gpu=memory.free", "--format=csv,noheader,nounits"]
    try:
        done = subprocess.run(  # noqa: S603  a fixed command, no input of anybody's
            ask, capture_output=True, text=True, timeout=TRIAL_S, check=True
        )
        return int(done.stdout.split()[0])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        return 0


def give_back() -> None:
    """Hand freed memory back to the system, where the C library can (glibc).

    It keeps what each thread freed: after hours that is a third of all, and grows. 0.01 s.
    """
    with contextlib.suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)


def seed() -> None:
    """Where sampling cannot be avoided, begin it from one place."""
    import ctranslate2

    ctranslate2.set_random_seed(1)


def trial(device: Device) -> None:
    """Load a toy model and encode one second. Whatever fails here would fail later."""
    import ctranslate2
    import numpy as np

    second = np.zeros((1, MELS, 100), np.float32)
    with tempfile.TemporaryDirectory() as folder:
        _toy(folder)
        model = ctranslate2.models.Whisper(
            folder, device=device, compute_type=compute_type(device, "auto")
        )
        model.encode(ctranslate2.StorageView.from_array(second), to_cpu=True)


def _fault_of_gpu() -> str:
    """Why the trial failed in a child process, or an empty string."""
    code = f"from {__name__} import trial; trial('cuda')"
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter, our own code
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            timeout=TRIAL_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no answer in {TRIAL_S} s"
    said = done.stderr.strip().splitlines()
    return "" if done.returncode == 0 else (said or [f"exit status {done.returncode}"])[-1]


def _toy(folder: str) -> None:
    """A Whisper of one layer each with random weights, as CTranslate2 stores it."""
    import numpy as np
    from ctranslate2 import specs

    draw = np.random.default_rng(0)
    spec: Any = specs.WhisperSpec(1, 1, 1, 1)
    for side, places in ((spec.encoder, 1500), (spec.decoder, 448)):
        side.position_encodings.encodings = np.zeros((places, WIDTH), np.float32)
        _fill(side, "", lambda shape: np.float32(draw.normal(0, 0.02, shape)))
    spec.register_vocabulary([f"<|{number}|>" for number in range(TOKENS)])
    spec.validate()
    spec.save(folder)


def _fill(spec: Any, path: str, draw: Any) -> None:
    """Give each weight that is still None its shape."""
    for name, part in list(vars(spec).items()):
        here = f"{path}/{name}"
        if name.startswith("_"):
            continue
        if isinstance(part, list):
            for number, item in enumerate(part):
                _fill(item, f"{here}_{number}", draw)
        elif hasattr(part, "variables"):
            _fill(part, here, draw)
        elif part is None:
            setattr(spec, name, draw(_shape(here)))


def _shape(path: str) -> tuple[int, ...]:
    if path.endswith(("gamma", "beta")):
        return (WIDTH,)
    shapes = {
        "conv1": (WIDTH, MELS, 3),
        "conv2": (WIDTH, WIDTH, 3),
        "embeddings": (TOKENS, WIDTH),
        "projection": (TOKENS, WIDTH),
        "self_attention/linear_0": (3 * WIDTH, WIDTH),
        "layer_0/attention/linear_1": (2 * WIDTH, WIDTH),
        "ffn/linear_0": (4 * WIDTH, WIDTH),
        "ffn/linear_1": (WIDTH, 4 * WIDTH),
    }
    return next((shape for end, shape in shapes.items() if f"{end}/weight" in path), (WIDTH, WIDTH))
