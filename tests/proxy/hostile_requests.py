# SPDX-License-Identifier: Apache-2.0
"""Requests that no good client sends: good ones of every route, then bent. Seeded, no sockets.
`connection()` gives what is written on one connection, piece by piece, and how it ends."""
import base64
import dataclasses
import gzip
import json
import struct

FAMILIES = ("# HELP app_requests_total Requests.\n# TYPE app_requests_total counter\n"
            'app_requests_total{path="/"} 3\n')
HISTOGRAM = ("# TYPE h histogram\n" 'h_bucket{le="0.1"} 1\nh_bucket{le="+Inf"} 2\nh_sum 0.3\n'
             "h_count 2\n")
ODD_TEXTS = (
    "v 1\n", "v 1", "v 1 1000\n", "\n\n# EOF\n", "# TYPE v nonsense\nv 1\n", "v{} 1\n", "{} 1\n",
    'v{a="1",a="2"} 1\n', 'v{a="\\', "v NaN\nv NaN\n", "\xff\xfe 1\n", "v 1e999999\n", "__v 1\n",
    'v{job="mine",userid="root"} 1\n', "# HELP v \\\n# TYPE v counter\nv -1\n", "#\n" * 300,
    'v{a="' + "x" * 3000 + '"} 1\n', "v " + "1" * 400 + "\n", "go_goroutines 1\n",
    "gatepost_proxy_groups{x=\"1\"} 5\n", "push_time_seconds 5\n", HISTOGRAM, FAMILIES,
    HISTOGRAM.replace("2", "1"), 'job_name{x="<script>alert(1)</script>"} 1\n')
PATHS = (
    "/metrics/job/j{n}", "/metrics/job/j{n}/instance/i", "/metrics/job@base64/ai9q",
    "/metrics/job@base64/!!", "/metrics/job/x/instance@base64/=", "/metrics/job/", "/metrics/job",
    "/metrics/job/a/b", "/metrics/job/j{n}/userid/mallory", "/metrics/job/%00", "/metrics/job/%",
    "/metrics/job/a%2Fb/l/%ff", "/metrics/job/a//b/../c", "/metrics/job/j/__x/1",
    "/metrics/job/j" + "/l/v" * 40, "/metrics/job/" + "j" * 900)
TREASURES = (b"\r\n", b"\r\n\r\n", b"\0", b"\n", b":", b" ", b"\x80", b"0\r\n\r\n", b"ffffffff\r\n",
             b"chunked", b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n", b"HTTP/1.1",
             b"HTTP/2.0", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"%", b'"', b"{", b"[" * 40,
             b"PROXY TCP4 1.2.3.4 5.6.7.8 9 10\r\n", b"18446744073709551616", b"-1", b"\xff" * 9)
HEADERS = (
    "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chunked", "Transfer-Encoding : chunked",
    "transfer-encoding:\tchunked", "Content-Length: 0", "Content-Length: 99999999999999999999",
    "Content-Length: +5", "Expect: 100-continue", "Expect: 200-maybe", "Host: other", "Host:",
    "Connection: close", "Connection: keep-alive, upgrade", "Upgrade: h2c", "Accept: application/json",
    "Accept-Encoding: gzip", "Accept-Encoding: gzip;q=0, *", "X-Forwarded-For: 10.0.0.1",
    "Gatepost-Sequence: r/1", "Gatepost-Sequence: r/18446744073709551615", "Gatepost-Sequence: /",
    "Gatepost-TTL: 1", "Gatepost-TTL: 4294967295", "Gatepost-TTL: -1", "Gatepost-Pushed-At: 1",
    "Gatepost-Pushed-At: 9223372036854775807", "Gatepost-Push-Id: a b\tc", "Trailer: Content-Length",
    " folded: x", "X: " + "y" * 20000, "If-None-Match: *", 'If-None-Match: "', "Origin: http://evil",
    "Content-Type: application/vnd.google.protobuf; encoding=delimited; "
    "proto=io.prometheus.client.MetricFamily",
    "Content-Type: application/openmetrics-text; version=1.0.0", "Content-Type: \"", "Range: bytes=0-")
CODINGS = ("gzip", "snappy", "zstd", "identity", "deflate", "br", "gzip, gzip", "GZIP", "")


@dataclasses.dataclass
class Delivery:
    pieces: list  # bytes to write, or seconds to pause
    end: str      # "half" (and read on), "close", "reset", "stay", "deaf" (never reads)


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def snappy(data):
    check = crc32c(data)
    masked = ((check >> 15 | check << 17) + 0xA282EAD8) & 0xFFFFFFFF
    body = struct.pack("<I", masked) + data
    return b"\xff\x06\0\0sNaPpY\x01" + struct.pack("<I", len(body))[:3] + body


def zstd(data):
    """One raw block."""
    return (b"\x28\xb5\x2f\xfd\xa0" + struct.pack("<I", len(data))
            + struct.pack("<I", 1 | len(data) << 3)[:3] + data)


def varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes(out) + bytes([number])


def delimited(name, value):
    """One gauge as client_golang sends it."""
    def field(number, data):
        return bytes([number << 3 | 2]) + varint(len(data)) + data
    metric = field(2, b"\x09" + struct.pack("<d", value))
    family = field(1, name) + b"\x18\x01" + field(4, metric)
    return varint(len(family)) + family


class Generator:
    def __init__(self, random, credentials):
        self.random = random
        self.credentials = credentials  # complete Authorization values, good and bad

    def text(self):
        pick = self.random.choice(ODD_TEXTS).encode("latin-1")
        if self.random.random() < 0.3:
            pick += self.random.choice(ODD_TEXTS).encode("latin-1")
        if self.random.random() < 0.1:
            pick += b"".join(b'many{n="%d"} 1\n' % i for i in range(self.random.randrange(400)))
        return pick

    def coded(self, data):
        """(bytes, headers) of a body in some coding, not always the one it says."""
        if self.random.random() < 0.55:
            return data, []
        name = self.random.choice(CODINGS)
        coders = {"gzip": gzip.compress, "snappy": snappy, "zstd": zstd}
        coder = coders.get(name) or self.random.choice([gzip.compress, snappy, zstd, bytes])
        if self.random.random() < 0.1:
            data = b"#" * 3_000_000  # a bomb: a few KB as sent
            coder = gzip.compress
        return self.maybe_bent(coder(data), 0.2), ["Content-Encoding: " + name]

    def path(self):
        return self.random.choice(PATHS).format(n=self.random.randrange(40))

    def line(self):
        method = self.random.choice(["PUT", "POST", "DELETE", "GET", ""])
        push = {"id": str(self.random.randrange(9)), "method": method, "path": self.path(),
                "sequence": f"r{self.random.randrange(3)}/{self.random.randrange(99)}",
                "pushed_at": self.random.randrange(-9, 2_000_000_000_000),
                "ttl": self.random.randrange(-1, 3),
                "data": base64.b64encode(self.text()).decode()}
        for key in list(push):
            if self.random.random() < 0.1:
                push[key] = self.random.choice([None, [], {}, "", -1, 1e300, "\ud800", "x" * 500])
        return json.dumps(push).encode()

    def request(self):
        """(method, target, headers, body) that would be good, as often as not."""
        choose = self.random.choice
        kind = self.random.randrange(12)
        if kind < 5:
            body, headers = self.coded(self.text())
            if self.random.random() < 0.1:
                body = delimited(choose([b"ok", b"", b"a.b", b"\xff"]), 1.0)
                headers = [HEADERS[-4]]
            return choose(["PUT", "POST", "DELETE", "PATCH"]), self.path(), headers, body
        if kind == 5:
            wrapped = {"target_url": "http://localhost:9091" + self.path(), "headers": {},
                       "method": choose(["PUT", "POST", "DELETE", 7]),
                       "data": base64.b64encode(self.text()).decode()}
            if self.random.random() < 0.3:
                wrapped["target_url"] = choose(["http://169.254.169.254/", "file:///etc/passwd", "",
                                                "http://a@localhost:9091/metrics/job/x?y"])
            return "POST", "/push_metrics", [], json.dumps(wrapped).encode()
        if kind == 6:
            lines = [self.line() for _ in range(self.random.randrange(12))]
            return "POST", "/api/v1/pushes", [], b"\n".join(lines)
        if kind == 7:
            leases = [{"path": self.path(), "ttl": self.random.randrange(99)} for _ in range(5)]
            return "POST", "/api/v1/leases", [], json.dumps({"relay": "r", "leases": leases}).encode()
        if kind == 8:
            body, headers = self.coded(self.text())
            return choose(["PUT", "POST"]), "/lint", headers, body
        if kind == 9:
            return "POST", "/api/v1/enroll", [], json.dumps(
                {"invite": choose(["gi_x", "", "gi_" + "0" * 12 + "_x", 5]), "device": "d"}).encode()
        target = choose(["/metrics", "/", "/api/v1/status", "/api/v1/metrics", "/api/v1/policy",
                         "/api/v1/whoami", "/-/healthy", "/-/ready", "/health", "/nowhere", "*",
                         "http://x/metrics", "//", "/metrics?x=1", "/api/v1/admin/wipe", "/%2e%2e/"])
        return choose(["GET", "GET", "GET", "HEAD", "OPTIONS", "TRACE", "CONNECT"]), target, [], b""

    def good(self):
        """A push as a good client sends it, so that what is bent meets full groups."""
        body, headers = self.random.choice([
            (FAMILIES.encode(), []), (HISTOGRAM.encode(), []), (delimited(b"ok", 1.0), [HEADERS[-4]]),
            (zstd(FAMILIES.encode()), ["Content-Encoding: zstd"]),
            (snappy(HISTOGRAM.encode()), ["Content-Encoding: snappy"]),
            (b"many{n=\"%d\"} 1\n" % self.random.randrange(9), [])])
        headers = ["Host: gatepost", "Authorization: " + self.credentials[0],
                   f"Content-Length: {len(body)}",
                   f"Gatepost-Sequence: r{self.random.randrange(3)}/{self.random.randrange(10**6)}",
                   f"Gatepost-TTL: {self.random.randrange(1, 9)}", *headers]
        method = self.random.choice(["PUT", "PUT", "POST", "POST", "DELETE"])
        path = f"/metrics/job/j{self.random.randrange(40)}"
        return "\r\n".join([f"{method} {path} HTTP/1.1", *headers, "", ""]).encode() + body

    def framed(self):
        """One request as bytes, with the framing right or wrong."""
        if self.random.random() < 0.35:
            return self.good()
        method, target, headers, body = self.request()
        headers = ["Host: gatepost"] + headers
        if self.random.random() < 0.9:
            headers.append("Authorization: " + self.random.choice(self.credentials))
        for _ in range(self.random.choice([0, 0, 0, 0, 0, 1, 1, 2])):
            headers.insert(self.random.randrange(len(headers) + 1), self.random.choice(HEADERS))
        body = self.maybe_bent(body, 0.1)
        if self.random.random() < 0.3:
            headers.append("Transfer-Encoding: chunked")
            body = self.chunks(body)
        elif self.random.random() < 0.9:
            wrong = self.random.choice([-1, 1, 100000]) if self.random.random() < 0.1 else 0
            headers.append(f"Content-Length: {len(body) + wrong}")
        version = self.random.choice(["HTTP/1.1"] * 9 + ["HTTP/1.0"])
        head = "\r\n".join([f"{method} {target} {version}", *headers, "", ""])
        return head.encode("latin-1", "replace") + body

    def chunks(self, body):
        out = b""
        while body:
            size = self.random.randrange(1, len(body) + 1)
            extension = self.random.choice([b"", b"", b";a=b", b';q="' + b"x" * 200 + b'"'])
            out += b"%x%s\r\n%s\r\n" % (size, extension, body[:size])
            body = body[size:]
        return out + b"0\r\n" + self.random.choice([b"", b"", b"X: y\r\n", b"Host: z\r\n"]) + b"\r\n"

    def maybe_bent(self, data, chance):
        if self.random.random() > chance or not data:
            return data
        bent = bytearray(data)
        for _ in range(self.random.randrange(1, 6)):
            at = self.random.randrange(len(bent) + 1)
            kind = self.random.randrange(5)
            if kind == 0 and at < len(bent):
                bent[at] ^= 1 << self.random.randrange(8)
            elif kind == 1:
                bent[at:at] = self.random.choice(TREASURES)
            elif kind == 2:
                del bent[at:at + self.random.randrange(1, 40)]
            elif kind == 3:
                bent[at:at] = bent[at:at + self.random.randrange(1, 200)]
            else:
                del bent[at:]
            if not bent:
                break
        return bytes(bent)

    def balancer_header(self):
        """A PROXY header, version 1 or 2."""
        if self.random.random() < 0.5:
            line = self.random.choice([b"PROXY TCP4 203.0.113.7 1.2.3.4 5 6", b"PROXY UNKNOWN",
                                       b"PROXY TCP6 2001:db8::1 ::1 5 6", b"PROXY TCP4 a b c d"])
            return self.maybe_bent(line + b"\r\n", 0.2)
        family, data = self.random.choice([(0x11, b"\xcb\0\x71\7" * 2 + b"\0\5\0\6"),
                                           (0x21, b"\x20\1" * 16 + b"\0\5\0\6"), (0, b""),
                                           (0x31, b"x" * 216), (0x11, b"x")])
        length = len(data) + self.random.choice([0, 0, 0, 7, 600])
        header = b"\r\n\r\n\0\r\nQUIT\n" + bytes([0x21, family]) + struct.pack(">H", length) + data
        return self.maybe_bent(header, 0.2)

    def connection(self, balancer):
        """What is written on one connection: (Delivery, requests in it)."""
        count = self.random.choice([1, 1, 1, 2, 5])
        data = b"".join(self.framed() for _ in range(count))
        data = self.maybe_bent(data, 0.15)
        if balancer:
            data = self.balancer_header() + data
        end = self.random.choices(["half", "close", "reset", "stay", "deaf"], [80, 6, 6, 4, 4])[0]
        if self.random.random() < 0.6 or not data:
            return Delivery([data], end), count
        cuts = sorted(self.random.randrange(len(data) + 1) for _ in range(self.random.randrange(1, 6)))
        pieces = []
        for begin, finish in zip([0, *cuts], [*cuts, len(data)]):
            pieces += [data[begin:finish], self.random.choice([0, 0.0005, 0.002])]
        return Delivery(pieces[:-1], end), count
