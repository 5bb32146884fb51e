"""The main job on the sample, end to end, on this machine.

Real speech recognition of samples/interview.mp3, a real HTTP client, and replies that
were written by hand in place of a hosted model's (samples/writer.py). Prints where the
post lies and what the checks caught in it.
"""

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--workspace", type=Path, default=ROOT / "sample-run")
    parser.add_argument("--model", default="base", help="the recogniser's (default: base)")
    parser.add_argument("--again", action="store_true", help="forget what an earlier run kept")
    wanted = parser.parse_args()
    from pod2post.cli import main as pod2post
    from pod2post.errors import BUG, DONE, OPEN_ERRORS
    from samples.writer import replier
    from tests.scripted_openai import ScriptedOpenAI

    if wanted.again:
        shutil.rmtree(wanted.workspace, ignore_errors=True)
    with ScriptedOpenAI(replier()) as server, tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "pod2post.toml"
        own = f'[writer]\nkind = "openai"\nbase_url = "{server.base_url}"\n'
        own += 'model = "written-by-hand"\n\n'
        config.write_text(own + (HERE / "pod2post.toml").read_text(encoding="utf-8"), "utf-8")
        code = pod2post(
            [
                "run",
                str(HERE / "interview.mp3"),
                *("--config", str(config)),
                *("--workspace", str(wanted.workspace)),
                *("--out", str(wanted.workspace / "content" / "posts")),
                *("--notes", str(HERE / "notes.md")),
                *("--model", wanted.model),
            ]
        )
    if code != OPEN_ERRORS:
        print(f"pod2post ended with {code}; {OPEN_ERRORS} was due")
        return code or BUG
    print("So it should be: the four open errors are mistakes planted in the replies.")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
