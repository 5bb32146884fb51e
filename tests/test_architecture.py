"""The house bar, read off the tree: sizes, types, one-way imports, one door per library."""

import ast
import statistics
import subprocess
import sys
from collections.abc import Iterable

import pytest

from tree import (
    Function,
    Module,
    all_imports,
    functions,
    imports_at_load,
    length,
    modules,
    parameters,
    where,
)

SHELLS = {"cli", "review", "batch"}
SHELL_FILES = {"cli.py", "batch.py"}

# The files in which a third-party library may be imported, whatever the scope.
DOORS = {
    "av": {"media.py", "hearing/excerpt.py"},
    "ctranslate2": {"backends/device.py"},
    "dask": {"cluster.py"},
    "distributed": {"cluster.py"},
    "faster_whisper": {"backends/decoder.py"},
    "feedparser": {"feeds/parser.py"},
    "filelock": {"store.py", "batch/sole.py"},
    "httpcore2": {"backends/pinned.py"},
    "httpx2": {
        "backends/pinned.py",
        "backends/enclosure.py",
        "backends/openai.py",
        "backends/bounded.py",
        "backends/webhook.py",
    },
    "huggingface_hub": {"backends/hub.py"},
    "jinja2": {"filling.py"},
    "markdown_it": {"page/blocks.py", "targets/markup.py"},
    "numpy": {
        "topics/cut.py",
        "topics/embedded.py",
        "topics/features.py",
        "topics/lexical.py",
        "topics/windows.py",
        "backends/minilm.py",
        "backends/speech.py",
        "backends/decoder.py",
        "backends/device.py",
        "backends/diarize.py",
        "backends/e5.py",
        "backends/e5_file.py",
        "backends/embedding.py",
        "backends/encoder_graph.py",
        "backends/fbank.py",
        "backends/ge2e.py",
        "backends/pyannote_voices.py",
        "backends/voices.py",
    },
    "onnxruntime": {"backends/network.py"},
    "openai": {"backends/openai.py"},
    "pyannote": {"backends/pyannote_voices.py"},
    "pydantic": {"codec.py"},
    "pydub": {"backends/clip.py"},
    "rich": {"progress.py"},
    "starlette": {
        "review/app.py",
        "review/guard.py",
        "review/answers.py",
        "review/list_routes.py",
        "review/signing_routes.py",
        "review/draft_routes.py",
        "review/sound_routes.py",
        "review/mend_routes.py",
        "review/again_routes.py",
        "review/outside_routes.py",
        "review/plan_routes.py",
        "review/picture_routes.py",
    },
    "threadpoolctl": {"backends/e5.py"},
    "torch": {"backends/pyannote_voices.py"},
    "uvicorn": {"review/serving.py"},
    "yaml": {"page/hugo.py"},
    "xllamacpp": {"backends/local_server.py"},
    "yt_dlp": {"backends/youtube_child.py"},
}
HEAVY = {
    "av",
    "pydub",
    "faster_whisper",
    "ctranslate2",
    "openai",
    "pydantic",
    "yt_dlp",
    "huggingface_hub",
    "xllamacpp",
}

# The ground: all of ours that these modules may import.
GROUND = {
    "errors": set(),
    "value": set(),
    "heard": {"value"},
    "extras": {"value"},
    "values": {"value", "heard", "extras"},
    "codec": set(),
    "store": {"codec", "errors"},
    "stage": {"codec"},
}

# Who may not import whom, whatever the scope: the lower does not know the upper.
UPPER = {
    "ports": {"stages", "rules", "backends", "store", "pipeline", *SHELLS},
    "rules": {"stages", "backends", "store", "pipeline", "settings", *SHELLS},
    "stages": {"backends", "store", "pipeline", "commands", *SHELLS},
    "backends": {"stages", "rules", "pipeline", "commands", *SHELLS},
    "pipeline": {"commands", *SHELLS},
    "commands": SHELLS - {"review", "batch"},
}


def _all_functions() -> Iterable[tuple[Module, Function]]:
    for module in modules():
        for function in functions(module):
            yield module, function


def _ours(names: Iterable[str]) -> set[str]:
    """The parts of the package that these dotted names reach: `pod2post.rules.x` -> rules."""
    return {name.split(".")[1] for name in names if name.startswith("pod2post.")}


# sizes


def test_no_file_is_over_320_lines() -> None:
    assert [(m.place, m.lines) for m in modules() if m.lines > 320] == []


def test_the_median_file_is_at_most_120_lines() -> None:
    assert statistics.median(module.lines for module in modules()) <= 120


def test_no_function_is_over_60_lines() -> None:
    long = [(where(m, f), f.name, length(f)) for m, f in _all_functions() if length(f) > 60]
    assert long == []


def test_nineteen_of_twenty_functions_have_at_most_40_lines() -> None:
    sizes = [length(function) for _, function in _all_functions()]
    assert statistics.quantiles(sizes, n=20)[-1] <= 40


def test_no_function_takes_over_six_parameters() -> None:
    crowded = [(where(m, f), f.name) for m, f in _all_functions() if len(parameters(f)) > 6]
    assert crowded == []


# types and values


def test_every_function_says_what_it_takes_and_gives() -> None:
    silent = [
        (where(module, function), function.name)
        for module, function in _all_functions()
        if function.returns is None or not all(one.annotation for one in parameters(function))
    ]
    assert silent == []


def test_every_dataclass_that_others_see_is_frozen() -> None:
    thawed = [
        where(module, node)
        for module in modules()
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
        for mark in map(ast.unparse, node.decorator_list)
        if mark.startswith(("dataclass", "dataclasses.")) and "frozen=True" not in mark
    ]
    assert thawed == []


def test_almost_nothing_is_set_on_self_after_birth() -> None:
    late = [
        f"{where(module, node)} {ast.unparse(node)}"
        for module, function in _all_functions()
        if function.name != "__init__"
        for node in ast.walk(function)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and ast.unparse(node.value) == "self"
    ]
    assert len(late) <= 12, late


def test_no_public_function_takes_keywords_it_does_not_name() -> None:
    open_ = [
        (where(module, function), function.name)
        for module, function in _all_functions()
        if function.args.kwarg and not function.name.startswith("_")
        # `facts` are a row of a log; the memo hands its room on untouched.
        if function.args.kwarg.arg != "facts" and module.place != "stage.py"
    ]
    assert open_ == []


# who knows whom


def test_imports_run_in_no_circle() -> None:
    names = {module.name for module in modules()}
    graph = {module.name: (imports_at_load(module) & names) for module in modules()}
    graph = {name: below - {name, "pod2post"} for name, below in graph.items()}
    while leaves := [name for name, below in graph.items() if not below & graph.keys()]:
        for leaf in leaves:
            del graph[leaf]
    assert graph == {}


@pytest.mark.parametrize("name", sorted(GROUND))
def test_the_ground_stands_on_little(name: str) -> None:
    (module,) = [module for module in modules() if module.place == f"{name}.py"]
    reached = _ours(all_imports(module)) & {one.name.split(".")[-1] for one in modules()}
    assert reached <= GROUND[name]


@pytest.mark.parametrize("lower", sorted(UPPER))
def test_the_lower_does_not_know_the_upper(lower: str) -> None:
    mine = [m for m in modules() if m.place == f"{lower}.py" or m.place.startswith(f"{lower}/")]
    known = {
        (module.place, above)
        for module in mine
        for above in _ours(all_imports(module))
        if above in UPPER[lower]
    }
    assert known == set()


def test_no_shell_imports_another() -> None:
    crossed = [
        (module.place, other)
        for module in modules()
        if module.place in SHELL_FILES or module.place.startswith("review/")
        for other in _ours(all_imports(module)) & SHELLS
        if f"{other}.py" != module.place and not module.place.startswith(f"{other}/")
    ]
    assert crossed == []


@pytest.mark.parametrize("folder", ["stages", "rules"])
def test_stages_and_rules_touch_no_world(folder: str) -> None:
    world = {"os", "time", "random", "socket", "subprocess", "shutil", "tempfile", "threading"}
    touched = [
        (module.place, name)
        for module in modules()
        if module.place.startswith(f"{folder}/")
        for name in all_imports(module)
        if name.split(".")[0] in world
    ]
    assert touched == []


def test_each_library_has_its_door() -> None:
    own = sys.stdlib_module_names | {"pod2post"}
    beside = [
        (module.place, name)
        for module in modules()
        for name in {name.split(".")[0] for name in all_imports(module)} - own
        if module.place not in DOORS.get(name, set())
    ]
    assert beside == []


def test_no_heavy_library_loads_with_a_module() -> None:
    early = [
        (module.place, name)
        for module in modules()
        for name in {name.split(".")[0] for name in imports_at_load(module)} & HEAVY
    ]
    assert early == []


def test_help_loads_no_heavy_library() -> None:
    code = (
        "import sys\nfrom pod2post.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print('LOADED', sorted({name.split('.')[0] for name in sys.modules}))\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    loaded = set(ast.literal_eval(run.stdout.rpartition("LOADED")[2].strip()))
    assert "pod2post" in loaded
    assert loaded & (DOORS.keys() - {"filelock"}) == set()
