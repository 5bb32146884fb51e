"""The morning's digest to whoever wants it: one POST of JSON, and no second try."""

from typing import Any

import httpx2

TIMEOUT_S = 10
MOST_TOLD = 200


def post(address: str, facts: dict[str, Any]) -> str:
    """Send it; "" when it was taken, else what went wrong, without the address's secrets.

    Nothing is raised for a failure of the other side: the night's work is done.
    """
    headers = {"user-agent": "pod2post", "accept": "*/*"}
    try:
        with httpx2.Client(timeout=TIMEOUT_S, follow_redirects=False, trust_env=True) as client:
            answer = client.post(address, json=facts, headers=headers)
    except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
        said = " ".join(str(error).split()).replace(address, "its address")
        return f"the webhook could not be told: {type(error).__name__}: {said[:MOST_TOLD]}"
    if not 200 <= answer.status_code < 300:
        return f"the webhook answered {answer.status_code}, and may not have taken the digest"
    return ""
