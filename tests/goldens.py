"""Golden files: `python -m tests.goldens` writes them anew.

    goldens/prompts/house.md, checker.md   the two system messages
    goldens/prompts/<task>.md              the user messages of a task, one per sample

They show what a model is sent, so a changed prompt is read as text in the review.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from pod2post.writing import prompts, promptsamples

HERE = Path(__file__).with_name("goldens")


def rendered() -> Iterator[tuple[Path, str]]:
    """Each golden file of a prompt with the text that it must hold."""
    ours = prompts.ours()
    for name in (prompts.SYSTEM, *dict.fromkeys(prompts.PROOFREADS.values())):
        yield HERE / "prompts" / f"{name}.md", ours.render(name, {}) + "\n"
    for task, materials in promptsamples.SAMPLES.items():
        system = prompts.PROOFREADS.get(task, prompts.SYSTEM)
        rows = [f"<!-- after the system message {system}.md -->"]
        for number, material in enumerate(materials, 1):
            rows += [f"<!-- {task}, sample {number} of {len(materials)} -->"]
            rows += [ours.messages(task, material)[1].content]
        yield HERE / "prompts" / f"{task}.md", "\n\n".join(rows) + "\n"


def main() -> int:
    for path, text in rendered():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
