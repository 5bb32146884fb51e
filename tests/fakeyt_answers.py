"""What the canned YouTube answers, in the words and shapes of InnerTube."""

from typing import Any

VIDEO = "AbCdEfGhIjK"
URL = f"https://www.youtube.com/watch?v={VIDEO}"
CHANNEL = "UC" + "x" * 22
MEDIA_HOST = "rr1---sn-fake.googlevideo.com"
HOSTS = ("www.youtube.com", "m.youtube.com", "youtube.com", "youtubei.googleapis.com", MEDIA_HOST)
PREMIERE = 1_900_000_000  # 2030-03-17 17:46:40 UTC
DESCRIPTION = "An invented talk.\n0:00 Intro\n0:10 Middle\n0:20 End"


def _because(reason: str) -> dict[str, Any]:
    return {"errorScreen": {"playerErrorMessageRenderer": {"subreason": {"simpleText": reason}}}}


def _refusal(status: str, reason: str, because: str = "") -> dict[str, Any]:
    return {"status": status, "reason": reason, **(_because(because) if because else {})}


STATUS: dict[str, dict[str, Any]] = {
    "ok": {"status": "OK"},
    "live": {"status": "OK"},
    "private": _refusal("LOGIN_REQUIRED", "This video is private"),
    "removed": _refusal(
        "ERROR", "Video unavailable", "This video has been removed by the uploader"
    ),
    "terminated": _refusal(
        "ERROR",
        "Video unavailable",
        "This video is no longer available because the YouTube account associated with this "
        "video has been terminated.",
    ),
    "members": _refusal(
        "UNPLAYABLE",
        "Join this channel to get access to members-only content like this video, and other "
        "exclusive perks.",
    ),
    "paid": _refusal("UNPLAYABLE", "This video requires payment to watch."),
    "bot": _refusal("LOGIN_REQUIRED", "Sign in to confirm you\u2019re not a bot"),
    "rate": _refusal("UNPLAYABLE", "This content isn't available, try again later."),
    "geo": _refusal(
        "UNPLAYABLE",
        "Video unavailable",
        "The uploader has not made this video available in your country",
    ),
    "age": _refusal("LOGIN_REQUIRED", "Sign in to confirm your age"),
    "unheard of": _refusal("UNPLAYABLE", "The moon is in the wrong house"),
    "upcoming": {
        "status": "LIVE_STREAM_OFFLINE",
        "reason": "Premieres in 5 hours",
        "liveStreamability": {
            "liveStreamabilityRenderer": {
                "videoId": VIDEO,
                "offlineSlate": {
                    "liveStreamOfflineSlateRenderer": {"scheduledStartTime": str(PREMIERE)}
                },
            }
        },
    },
}


def _audio(size: int) -> dict[str, Any]:
    audio = {
        "itag": 140,
        "url": f"https://{MEDIA_HOST}/videoplayback?itag=140&signature=SIGNED",
        "mimeType": 'audio/mp4; codecs="mp4a.40.2"',
        "bitrate": 130_000,
        "contentLength": str(size),
        "audioQuality": "AUDIO_QUALITY_MEDIUM",
        "audioSampleRate": "44100",
        "audioChannels": 2,
        "approxDurationMs": "30000",
    }
    return {"expiresInSeconds": "21540", "adaptiveFormats": [audio]}


def _captions() -> dict[str, Any]:
    base = f"https://www.youtube.com/api/timedtext?v={VIDEO}&lang=en"
    human = {"baseUrl": base, "vssId": ".en", "languageCode": "en", "isTranslatable": True}
    asr = {"baseUrl": base + "&kind=asr", "vssId": "a.en", "languageCode": "en", "kind": "asr"}
    names = {"en": "English", "zh-Hant": "Chinese (Traditional)", "de": "German"}
    return {
        "playerCaptionsTracklistRenderer": {
            "captionTracks": [
                {**human, "name": {"simpleText": "English"}},
                {
                    **asr,
                    "name": {"simpleText": "English (auto-generated)"},
                    "isTranslatable": True,
                },
            ],
            "translationLanguages": [
                {"languageCode": code, "languageName": {"simpleText": name}}
                for code, name in names.items()
            ],
        }
    }


def player(case: str, size: int) -> dict[str, Any]:
    """InnerTube's answer to `player`."""
    details: dict[str, Any] = {
        "videoId": VIDEO,
        "title": "An invented interview \u2014 EP 1",
        "lengthSeconds": "30",
        "channelId": CHANNEL,
        "author": "Invented Podcast",
        "isLiveContent": case in ("upcoming", "live"),
        "isLive": case == "live",
        "isUpcoming": case == "upcoming",
        "shortDescription": DESCRIPTION,
        "viewCount": "10",
        "thumbnail": {"thumbnails": []},
    }
    about: dict[str, Any] = {
        "publishDate": "2026-01-26T10:00:00-08:00",
        "uploadDate": "2026-01-26T10:00:00-08:00",
        "externalChannelId": CHANNEL,
        "ownerChannelName": "Invented Podcast",
        "availableCountries": ["TW"],
    }
    if case in ("upcoming", "live"):
        about["liveBroadcastDetails"] = {
            "isLiveNow": case == "live",
            "startTimestamp": "2030-03-17T17:46:40+00:00",
        }
    answer = {
        "responseContext": {},
        "videoDetails": details,
        "playabilityStatus": STATUS[case],
        "microformat": {"playerMicroformatRenderer": about},
    }
    if STATUS[case]["status"] == "OK":
        answer |= {"streamingData": _audio(size), "captions": _captions()}
    return answer


def initial(chapters: tuple[tuple[int, str], ...]) -> dict[str, Any]:
    """InnerTube's answer to `next`: where the platform's own chapters stand (start ms, title)."""
    rows = [
        {"chapterRenderer": {"title": {"simpleText": title}, "timeRangeStartMillis": start}}
        for start, title in chapters
    ]
    bar = {"playerBar": {"chapteredPlayerBarRenderer": {"chapters": rows}}}
    inner = {"decoratedPlayerBarRenderer": bar}
    overlay = {"playerOverlayRenderer": {"decoratedPlayerBarRenderer": inner}}
    owner = {"videoOwnerRenderer": {"title": {"runs": [{"text": "Invented Podcast"}]}}}
    below = [{"videoSecondaryInfoRenderer": {"owner": owner}}]
    page = {"twoColumnWatchNextResults": {"results": {"results": {"contents": below}}}}
    return {"contents": page, "playerOverlays": overlay}
