"""Settings: what is built in, what a file may change, and how a mistake is named."""

from pathlib import Path

import pytest

from pod2post import settings
from pod2post.errors import BadInput
from pod2post.page.site import Site
from pod2post.settings import Settings, Weights, WriterSettings


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


def _load(tmp_path: Path, text: str) -> Settings:
    return settings.load(_file(tmp_path, text))


def _refusal(tmp_path: Path, text: str) -> BadInput:
    with pytest.raises(BadInput) as caught:
        _load(tmp_path, text)
    assert str(tmp_path / "mine.toml") in caught.value.cause
    assert caught.value.remedy
    return caught.value


# what is built in


def test_without_a_file_the_profile_of_core_memory_is_there() -> None:
    show = settings.load(None).show("core-memory")
    assert show.source_name == "Core Memory Podcast"
    assert show.host == "Ashlee Vance"
    assert show.language == "en"
    assert show.tags == ("Podcast",)
    host = show.names[0]
    assert (host.canonical, host.kind, host.role) == ("Ashlee Vance", "person", "host")
    assert "Ashley Vance" in host.heard


def test_the_defaults_are_those_of_a_site_in_taiwan_and_a_writer_without_a_key() -> None:
    built_in = settings.load(None)
    assert built_in.site == Site(timezone="Asia/Taipei")
    assert built_in.writer.kind is None
    assert not built_in.limits.private_addresses
    assert settings.api_key(built_in.writer) is None


@pytest.mark.parametrize("seen", ["Core Memory", "core memory podcast", " Ashlee Vance "])
def test_a_show_is_found_by_what_was_seen(seen: str) -> None:
    found = settings.load(None).show_for(seen)
    assert found is not None
    assert found.source_name == "Core Memory Podcast"


def test_a_show_that_nobody_described_is_none() -> None:
    assert settings.load(None).show_for("Core") is None


def test_a_profile_that_does_not_exist_is_named_with_the_known_ones() -> None:
    with pytest.raises(BadInput, match=r"'nobody' \(known: core-memory\)") as caught:
        settings.load(None).show("nobody")
    assert "[shows.nobody]" in caught.value.remedy


# the file


def test_a_file_is_laid_over_what_is_built_in(tmp_path: Path) -> None:
    text = '[shows.core-memory]\nhost = "Someone"\n[writer]\nmodel = "m"\ntemperature = 0.5\n'
    mine = _load(tmp_path, text)
    assert mine.show("core-memory").host == "Someone"
    assert mine.show("core-memory").source_name == "Core Memory Podcast"
    assert mine.show("core-memory").names
    assert mine.writer == WriterSettings(model="m", temperature=0.5)
    assert mine.site == Site()


def test_a_list_in_the_file_takes_the_place_of_the_one_below(tmp_path: Path) -> None:
    mine = _load(tmp_path, '[shows.core-memory]\ntags = ["A", "B"]\n')
    assert mine.show("core-memory").tags == ("A", "B")


def test_a_new_show_stands_beside_the_built_in_one(tmp_path: Path) -> None:
    mine = _load(tmp_path, '[shows.mine]\nsource_name = "Mine"\n')
    assert sorted(mine.shows) == ["core-memory", "mine"]
    assert mine.show("mine").category == "Podcast"


def test_the_file_of_the_current_folder_is_read_unless_another_is_named(tmp_path: Path) -> None:
    Path(settings.FILE).write_text('[writer]\nmodel = "here"\n')
    assert settings.load(None).writer.model == "here"
    assert _load(tmp_path, '[writer]\nmodel = "named"\n').writer.model == "named"


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert _load(tmp_path, '\ufeff[writer]\nmodel = "m"\n').writer.model == "m"


@pytest.mark.parametrize(
    ("text", "key", "place", "hint"),
    [
        ('[recogniser]\nmodel = "x"', "recogniser", "the file", "'recognizer'"),
        ('[writer]\nmodle = "x"', "modle", "[writer]", "'model'"),
        ("[limits]\ndownload_mbs = 1", "download_mbs", "[limits]", "'download_mb'"),
        ('[shows.a]\nsourcename = "x"', "sourcename", "[shows.a]", "'source_name'"),
        ("[site]\nqqq = 1", "qqq", "[site]", "Known: timezone"),
        ("[prices.m]\noutptu = 1", "outptu", "[prices.m]", "'output'"),
        ("xyz = 1", "xyz", "the file", "Known: site, recognizer"),
    ],
)
def test_an_unknown_key_is_named_with_its_place_and_the_nearest(
    tmp_path: Path, text: str, key: str, place: str, hint: str
) -> None:
    error = _refusal(tmp_path, text)
    assert f"unknown key {key!r} in {place}" in error.cause
    assert hint in error.remedy


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[writer]\nparallel = '4'", "writer.parallel: Input should be a valid integer"),
        ("[writer]\nparallel = 4.0", "writer.parallel: Input should be a valid integer"),
        ("[writer]\nparallel = 0", "parallel is at least 1"),
        ("[writer]\ntimeout_s = -1", "timeout_s is at least 1"),
        ("[writer]\nkind = 'claude'", "Input should be 'openai', 'local' or 'extract'"),
        ("[writer]\ncontext_tokens = 9000", "context_tokens is at least max_tokens and 4000"),
        ("[limits]\nbudget_usd = -1", "budget_usd is at least 0"),
        ("[limits]\nmost_calls = 0", "most_calls is at least 1"),
        ("[money]\ntwd_per_usd = 0", "twd_per_usd is above 0"),
        ("[prices.m]\ninput = 1", "prices.m.output: Field required"),
        ("[prices.m]\ninput = -1\noutput = 1", "a price is at least 0"),
        ("[prices]\nm = 3", "prices.m: Input should be an object"),
        ("[writer]\ntemperature = nan", "Input should be a finite number"),
        ("[writer]\ntemperature = true", "Input should be a valid number"),
        ("[limits]\nprivate_addresses = 1", "limits.private_addresses: Input should be a valid"),
        ("[limits]\nmin_coverage_percent = 101", "min_coverage_percent is 0 to 100"),
        ("[limits]\nmin_speech_s = -1", "min_speech_s is at least 0"),
        ("[limits]\ndownload_mb = 0", "download_mb is at least 1"),
        ("[limits]\ndownload_minutes = 0", "download_minutes is at least 1"),
        ("[site]\ntimezone = 'Mars/Olympus'", "there is no time zone 'Mars/Olympus'"),
        ("[site]\ntimezone = 'Asia'", "there is no time zone 'Asia'"),
        ("[site]\ntimezone = '/etc/hosts'", "there is no time zone '/etc/hosts'"),
        ("[site]\ntimezone = ''", "there is no time zone ''"),
        ("[site]\ntimezone = 2026-01-02", "2026-01-02: a date stands where text must"),
        ("[shows.a]\nhost = 'x'", "shows.a.source_name: Field required"),
        ("[shows]\na = 3", "shows.a: Input should be an object"),
        ("shows = 3", "shows: Input should be an object"),
        ("writer = 3", "writer: Input should be an object"),
        ("writer = 'key'", "writer: Input should be an object"),
        ("[[shows.core-memory.names]]\nname = 'x'", "shows.core-memory.names.0.canonical: Field"),
        ("a = = 3", "is no valid TOML"),
        ("[writer]\n[writer]", "is no valid TOML"),
    ],
)
def test_a_mistake_names_the_file_and_the_fault(tmp_path: Path, text: str, fault: str) -> None:
    assert fault in _refusal(tmp_path, text).cause


@pytest.mark.parametrize("word", ["api_key", "key", "token", "password"])
def test_a_secret_in_the_file_is_refused_and_not_repeated(tmp_path: Path, word: str) -> None:
    error = _refusal(tmp_path, f'[writer]\n{word} = "sk-very-secret"\n')
    assert f"a secret stands in [writer] {word}" in error.cause
    assert "POD2POST_API_KEY" in error.remedy
    assert "sk-very-secret" not in str(error)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path, why in ((tmp_path / "none.toml", "there is no file"), (tmp_path, "cannot be read")):
        with pytest.raises(BadInput, match=why) as caught:
            settings.load(path)
        assert str(path) in caught.value.cause
        assert caught.value.remedy


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(BadInput, match="is no valid TOML"):
        settings.load(path)


# the key and the weights


def test_the_key_comes_from_the_environment_first_and_our_own_variable_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyfile = tmp_path / "key"
    keyfile.write_text("from-file\n")
    writer = WriterSettings(api_key_file=str(keyfile))
    assert settings.api_key(writer) == "from-file"
    monkeypatch.setenv("OPENAI_API_KEY", "from-openai")
    assert settings.api_key(writer) == "from-openai"
    monkeypatch.setenv("POD2POST_API_KEY", " from-ours \n")
    assert settings.api_key(writer) == "from-ours"
    monkeypatch.setenv("POD2POST_API_KEY", "  ")
    assert settings.api_key(writer) == "from-openai"


def test_the_file_of_the_key_may_lie_in_the_home(tmp_path: Path) -> None:
    (Path.home() / "key").write_text("from-home")
    assert settings.api_key(WriterSettings(api_key_file="~/key")) == "from-home"


@pytest.mark.parametrize("data", [b"", b" \n", b"two words", b"a\nb", "鑰匙".encode(), b"\xff\x00"])
def test_what_is_no_key_is_refused_and_not_repeated(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(data)
    with pytest.raises(BadInput, match=r"\[writer\] api_key_file: .*(no usable key|no text)") as c:
        settings.api_key(WriterSettings(api_key_file=str(path)))
    assert "two" not in str(c.value)
    assert c.value.remedy


def test_a_key_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"\[writer\] api_key_file: .*gone cannot be read"):
        settings.api_key(WriterSettings(api_key_file=str(tmp_path / "gone")))


def test_a_pasted_key_with_full_width_letters_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "ｓｋ-１")
    with pytest.raises(BadInput, match="OPENAI_API_KEY holds no usable key"):
        settings.api_key(WriterSettings())


def test_weights_lie_where_the_setting_the_environment_or_the_cache_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home = Path.home()
    monkeypatch.delenv("POD2POST_MODELS", raising=False)
    assert settings.weights_folder(Weights()) == home / ".cache" / "pod2post" / "models"
    monkeypatch.setenv("XDG_CACHE_HOME", "/x")
    assert settings.weights_folder(Weights()) == Path("/x/pod2post/models")
    monkeypatch.setenv("POD2POST_MODELS", "~/env")
    assert settings.weights_folder(Weights()) == home / "env"
    assert settings.weights_folder(Weights(folder="~/set")) == home / "set"


# prices and context


def test_prices_stand_under_the_name_of_the_model(tmp_path: Path) -> None:
    text = '[prices."some/model-1.5"]\ninput = 1\noutput = 4.5\n[money]\ntwd_per_usd = 30\n'
    mine = _load(tmp_path, text)
    price = mine.prices["some/model-1.5"]
    assert (price.input, price.output, price.cached_input) == (1, 4.5, None)
    assert mine.money.twd_per_usd == 30
    assert settings.load(None).prices == {}, "none is made up"


def test_a_model_on_this_machine_is_taken_to_hold_less() -> None:
    assert WriterSettings().context == 64_000
    assert WriterSettings(kind="local").context == 32_000
    assert WriterSettings(kind="local", context_tokens=20_000).context == 20_000


def test_a_folder_of_the_site_is_relative_to_the_file_that_names_it(tmp_path: Path) -> None:
    site = _load(tmp_path, '[site]\ncontent = "blog/posts"\neditor = "Ada Example"\n').site
    assert site.content == str(tmp_path / "blog" / "posts")
    assert (site.editor, site.disclosure) == ("Ada Example", None)
    assert _load(tmp_path, f'[site]\ncontent = "{tmp_path}"\n').site.content == str(tmp_path)
