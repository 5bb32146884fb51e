"""What a model's words cost, as a person wrote it down. Pure; nothing is known beforehand."""

from collections.abc import Iterable

from pod2post.value import require, value

MILLION = 1_000_000


@value
class Price:
    """What a model asks for a million tokens, in USD.

    `cached_input` is for a prompt's beginning that the provider has seen; not set: as `input`.
    """

    input: float
    output: float
    cached_input: float | None = None

    def __post_init__(self) -> None:
        named = (self.input, self.output, self.cached_input or 0)
        require(all(number >= 0 for number in named), "a price is at least 0")

    def usd(self, prompt: int, completion: int, cached: int = 0) -> float:
        """USD for a prompt of so many tokens, `cached` of them seen before, and its reply."""
        cached = min(cached, prompt)
        again = self.input if self.cached_input is None else self.cached_input
        tokens = (prompt - cached) * self.input + cached * again + completion * self.output
        return tokens / MILLION


@value
class Money:
    """`twd_per_usd`: Taiwan dollars for one US dollar; not set: costs are shown in USD alone."""

    twd_per_usd: float | None = None

    def __post_init__(self) -> None:
        require(self.twd_per_usd is None or self.twd_per_usd > 0, "twd_per_usd is above 0")

    def twd(self, usd: float | None) -> float | None:
        known = usd is not None and self.twd_per_usd is not None
        return usd * self.twd_per_usd if known else None  # type: ignore[operator]

    def shown(self, usd: float) -> str:
        """An amount as a person reads it: `0.1234 USD (4 TWD)`."""
        twd = self.twd(usd)
        return f"{amount(usd)} USD" + ("" if twd is None else f" ({twd:,.1f} TWD)")


def amount(usd: float) -> str:
    """Four decimals below ten dollars: one call may cost a hundredth of a cent."""
    return f"{usd:,.4f}" if usd < 10 else f"{usd:,.2f}"


def unknown(models: Iterable[str]) -> str:
    """Where the price of a model is written down."""
    tables = " and ".join(f'[prices."{model}"]' for model in models)
    return f"set {tables} input and output, in USD per million tokens"
