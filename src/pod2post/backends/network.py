"""ONNX networks as they are run. The only file that imports onnxruntime."""

from pathlib import Path
from typing import Any


class Unusable(ValueError):
    """No ONNX network that can be run here; the library's own words."""


def session(model: bytes | Path, threads: int = 1) -> Any:
    """The network, ready to run on the CPU; several threads may run it side by side.

    Raises:
        Unusable: the model is missing, damaged, or asks for what the library does not have.
    """
    import onnxruntime
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    faults = (
        *(state.Fail, state.InvalidArgument, state.InvalidGraph, state.InvalidProtobuf),
        *(state.NoSuchFile, state.NotImplemented),
    )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    source = str(model) if isinstance(model, Path) else model
    try:
        return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
    except faults as error:
        raise Unusable(" ".join(str(error).split())) from error


def lean() -> Any:
    """Options of a run that gives its working memory back at its end."""
    import onnxruntime

    options = onnxruntime.RunOptions()
    options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
    return options
