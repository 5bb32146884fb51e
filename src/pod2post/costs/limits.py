"""What a run may take, and the least that a post is made of."""

from pod2post.value import require, value


@value
class Limits:
    """Caps on what is downloaded and paid, and the least that a post is made of.

    `budget_usd`: the most that one run may cost in all. `most_calls`: of one start of it;
    not set: three times what its plan takes. `quota_gb`: what `pod2post gc` leaves at most.
    """

    download_mb: int = 2000
    download_minutes: int = 120
    min_speech_s: int = 20
    min_coverage_percent: int = 80
    private_addresses: bool = False
    budget_usd: float | None = None
    most_calls: int | None = None
    quota_gb: float | None = None

    def __post_init__(self) -> None:
        require(self.budget_usd is None or self.budget_usd >= 0, "budget_usd is at least 0")
        require(self.most_calls is None or self.most_calls >= 1, "most_calls is at least 1")
        require(self.quota_gb is None or self.quota_gb > 0, "quota_gb is more than 0")
        require(self.download_mb >= 1, "download_mb is at least 1")
        require(self.download_minutes >= 1, "download_minutes is at least 1")
        require(self.min_speech_s >= 0, "min_speech_s is at least 0")
        require(0 <= self.min_coverage_percent <= 100, "min_coverage_percent is 0 to 100")
