"""The site that a post lands in, as the settings name it: `[site]` in pod2post.toml."""

from zoneinfo import ZoneInfo

from pod2post.value import value


@value
class Site:
    timezone: str = "Asia/Taipei"

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.timezone)
        except (OSError, LookupError, ValueError) as error:
            raise ValueError(f"there is no time zone {self.timezone!r}") from error
