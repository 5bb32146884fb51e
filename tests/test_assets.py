"""Package data is found in a checkout, and its absence is said in words."""

import pytest

from pod2post import assets
from pod2post.errors import Pod2postError


def test_a_template_of_the_checkout_is_found() -> None:
    assert "sections" in assets.text("templates", "hugo.md.j2")


def test_a_table_inside_the_package_is_found() -> None:
    assert assets.text("", "builtin.toml").startswith("#")


def test_a_missing_file_is_a_damaged_installation() -> None:
    with pytest.raises(Pod2postError, match=r"nowhere\.txt") as caught:
        assets.text("templates", "nowhere.txt")
    assert "install" in caught.value.remedy
