# Copyright the Witnessbox authors
# SPDX-License-Identifier: Apache-2.0
"""Files that name other files or hosts, made by a script for the media tests."""

from __future__ import annotations

from tests.unit.media import clips

HOST = "127.0.0.1:9"


def hostile(secret: str) -> dict[str, bytes]:
    """Every trick by name; `secret` is the absolute path of a neighbour."""
    relative = secret.lstrip("/")
    texts = {
        "hls absolute": _hls(secret),
        "hls relative": _hls(relative),
        "hls file url": _hls(f"file://{secret}"),
        "hls concat": _hls(f"concat:{secret}|{secret}"),
        "hls subfile": _hls(f"subfile,,start,0,end,999,,:{secret}"),
        "hls crypto": _hls(f"crypto:{secret}"),
        "hls http": _hls(f"http://{HOST}/x.ts"),
        "hls key": _hls(secret).replace(
            "#EXTINF", f'#EXT-X-KEY:METHOD=AES-128,URI="{secret}"\n#EXTINF'
        ),
        "hls map": _hls(secret).replace(
            "#EXTINF", f'#EXT-X-MAP:URI="{secret}"\n#EXTINF'
        ),
        "hls variant": f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{secret}\n",
        "concat absolute": f"ffconcat version 1.0\nfile '{secret}'\n",
        "concat relative": f"ffconcat version 1.0\nfile '{relative}'\n",
        "concat url": f"ffconcat version 1.0\nfile 'file:{secret}'\n",
        "concat http": f"ffconcat version 1.0\nfile 'http://{HOST}/x'\n",
        "concat option": f"ffconcat version 1.0\nfile '{secret}'\noption safe 0\n",
        "dash": _dash(f"file://{secret}"),
        "dash http": _dash(f"http://{HOST}/"),
        "sdp udp": _sdp(),
        "sdp tcp": _sdp().replace("RTP/AVP", "TCP/RTP/AVP"),
        "rtsp": f"[Reference]\nRef1=rtsp://{HOST}/x\n",
        "pls": f"[playlist]\nFile1={secret}\nNumberOfEntries=1\n",
        "asx": f'<asx version="3.0"><entry><ref href="{secret}"/></entry></asx>',
        "smil": f'<smil><body><video src="{secret}"/></body></smil>',
        "imf": f"<?xml version='1.0'?><CompositionPlaylist><File>{secret}</File>"
        "</CompositionPlaylist>",
        "edl": f"# mpv EDL v0\n{secret}\n",
        "vapoursynth": f"import vapoursynth\nopen('{secret}').read()\n",
    }
    made = {name: text.encode() for name, text in texts.items()}
    made["hls with a mark"] = b"\xef\xbb\xbf" + made["hls absolute"]
    made["hls after spaces"] = b"\n\n   " + made["hls absolute"]
    made["mov reference"] = _mov_reference(secret)
    made["hls in a gzip"] = b"\x1f\x8b\x08" + made["hls absolute"]
    return made


def _hls(target: str) -> str:
    return (
        "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:0\n"
        f"#EXTINF:1,\n{target}\n#EXT-X-ENDLIST\n"
    )


def _dash(base: str) -> str:
    return (
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" '
        'type="static" mediaPresentationDuration="PT1S"><Period><AdaptationSet '
        'mimeType="video/mp4"><Representation id="1" bandwidth="1">'
        f"<BaseURL>{base}</BaseURL></Representation></AdaptationSet></Period></MPD>"
    )


def _sdp() -> str:
    return (
        "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\n"
        "m=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n"
    )


def _mov_reference(secret: str) -> bytes:
    """A film whose data reference names another file, as an alias record."""
    film = clips.film(0.2)
    at = film.index(b"url \x00\x00\x00\x01") - 4
    name = secret.rsplit("/", 1)[-1].encode()[:63]
    alias = bytearray(150)
    alias[6 + 4 : 6 + 5] = b"\x01"
    alias[50 : 51 + len(name)] = bytes([len(name)]) + name
    path = secret.encode()
    alias += b"\x00\x12" + len(path).to_bytes(2, "big") + path + b"\xff\xff\x00\x00"
    alias[4:6] = len(alias).to_bytes(2, "big")
    entry = (12 + len(alias)).to_bytes(4, "big") + b"alis" + bytes(4) + bytes(alias)
    grown = len(entry) - 12
    made = bytearray(film[:at] + entry + film[at + 12 :])
    for kind in (b"dref", b"dinf", b"minf", b"mdia", b"trak", b"moov"):
        place = film.rindex(kind, 0, at) - 4
        size = int.from_bytes(made[place : place + 4], "big") + grown
        made[place : place + 4] = size.to_bytes(4, "big")
    return bytes(made)
