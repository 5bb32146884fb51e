"""All keys of the page, once: the help overlay is written from this table, the keys read it there.

An action without a handler of its own clicks the nearest button that is marked with its name.
"""

from itertools import groupby

from pod2post.value import value


@value
class Key:
    """`keys`: names as a browser tells them; a space between two that follow one another."""

    keys: str
    action: str
    label: str
    group: str


def _group(name: str, *rows: tuple[str, str, str]) -> tuple[Key, ...]:
    return tuple(Key(keys=keys, action=act, label=label, group=name) for keys, act, label in rows)


KEYS: tuple[Key, ...] = (
    *_group(
        "查核",
        ("j", "next-check", "下一個待處理"),
        ("k", "previous-check", "上一個待處理"),
        ("n", "next-quote", "下一則引文"),
        ("p", "previous-quote", "上一則引文"),
        ("w", "waive", "放行這一項（要寫理由）"),
    ),
    *_group(
        "聽",
        ("Space", "play", "播放或停止這一則"),
        ("Enter", "play-here", "播放游標所在的引文"),
        ("[", "slower", "放慢"),
        ("]", "faster", "加快"),
        ("f", "follow", "逐字稿跟著聲音，或不跟"),
        ("/", "search", "搜尋逐字稿"),
    ),
    *_group(
        "修改",
        ("e", "edit", "改這一段"),
        ("h", "heading", "改標題或小標"),
        ("r", "quote", "改這則引文"),
        ("m", "name", "改名字，全文一次改好"),
        ("o", "observation", "寫「我的觀察」"),
        ("x", "lock", "鎖定或解鎖這一節"),
        ("u", "undo", "復原"),
        ("U", "redo", "重做"),
        ("Control+Enter", "keep", "在輸入框裡：存下來"),
        ("Escape", "cancel", "在輸入框裡：先關起來，文字會留著"),
    ),
    *_group(
        "定稿",
        ("a", "approve", "核准這一版"),
        ("P", "publish", "發布"),
    ),
    *_group(
        "移動",
        ("g d", "go-draft", "回到草稿"),
        ("g l", "go-list", "集數列表"),
        ("g p", "go-plan", "大綱"),
        ("g t", "go-timeline", "時間軸"),
        ("?", "help", "按鍵說明"),
    ),
)
SHOWN = {"Space": "空白鍵", "Control+Enter": "Ctrl+Enter", "Escape": "Esc"}


def shown(key: Key) -> tuple[str, ...]:
    """What is printed on the keys."""
    return tuple(SHOWN.get(name, name) for name in key.keys.split(" "))


def groups() -> tuple[tuple[str, tuple[Key, ...]], ...]:
    """The table as the overlay shows it."""
    return tuple((name, tuple(rows)) for name, rows in groupby(KEYS, key=lambda key: key.group))
