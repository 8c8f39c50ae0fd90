# SPDX-License-Identifier: Apache-2.0
"""Pushes metrics through a Gatepost relay or proxy. One file, standard library only: copy it.

The two handlers fit prometheus_client's push_to_gateway, pushadd_to_gateway and delete_from_gateway:

    from prometheus_client import push_to_gateway
    from gatepost import local_handler
    push_to_gateway("localhost", job="editor", registry=registry, handler=local_handler())

    from gatepost import grouping_key, proxy_handler
    handler = proxy_handler("https://proxy.example.org:9092", token)
    push_to_gateway("localhost:9091", job="editor", registry=registry,
                    grouping_key=grouping_key(), handler=handler)

A push that is refused raises PushError with the server's own sentence.
"""
import base64
import getpass
import http.client
import json
import os
import socket
import urllib.parse
import uuid

LONGEST_ANSWER = 64 * 1024  # bytes of an answer that are read; sentences are shorter


class PushError(OSError):
    """The server refused a push: `status` is its code, `sentence` its reason."""

    def __init__(self, status, sentence):
        super().__init__(f"push refused with {status}: {sentence}")
        self.status = status
        self.sentence = sentence


def socket_path():
    """Where the relay of this user listens."""
    if os.environ.get("GATEPOST_SOCKET"):
        return os.environ["GATEPOST_SOCKET"]
    if os.path.isabs(os.environ.get("XDG_RUNTIME_DIR", "")):
        return os.path.join(os.environ["XDG_RUNTIME_DIR"], "gatepost", "relay.sock")
    state = os.environ.get("XDG_STATE_HOME", "")
    if not os.path.isabs(state):
        state = os.path.expanduser("~/.local/state")
    return os.path.join(state, "gatepost", "run", "relay.sock")


_session = {}


def session_key():
    """Names this run of this process; a fork gets its own."""
    return _session.setdefault(os.getpid(), uuid.uuid4().hex)


def grouping_key(userid=None):
    """What tells this run's group from those of other users and other runs.

    Needed where pushes go to the proxy: the relay adds both labels itself. `userid` defaults to the
    login; the proxy refuses one that is not the token's own, and adds it where it is left out.
    """
    return {"userid": userid or getpass.getuser(), "session_key": session_key()}


def local_handler(address=None, lifetime="process", ttl=None, token=None, context=None):
    """A handler that pushes to this user's relay, whatever host the gateway's URL names.

    address   the relay's socket, or the http:// address of its loopback listener where there are
              no local sockets (Windows); default: socket_path()
    lifetime  "process": the group is this run's own and ends after it; "persistent": it stays until
              it is deleted, as in a Pushgateway (for what a batch job leaves behind)
    ttl       seconds after which the far end drops the group unless it is renewed
    token     the per-user token, for a loopback listener that cannot see whose a connection is
    context   an ssl.SSLContext, where the address is https://
    """
    own = [("Gatepost-Lifetime", lifetime)]
    if ttl is not None:
        own.append(("Gatepost-TTL", str(ttl)))
    if token is not None:
        own.append(("Authorization", "Bearer " + token))

    def handler(url, method, timeout, headers, data):
        def handle():
            connection = _connect(address or socket_path(), timeout, context)
            _exchange(connection, method, _path(url), list(headers) + own, data)

        return handle

    return handler


def proxy_handler(proxy_url, token=None, context=None):
    """A handler that pushes to a Gatepost proxy without a relay in between.

    It sends the wrapped push: the gateway's URL travels as `target_url`, and the proxy refuses one
    that is not among its own. `context` is an ssl.SSLContext, for a private authority or a client
    certificate. The token goes over TLS or to loopback, never over a plain connection elsewhere.
    """
    proxy = urllib.parse.urlsplit(proxy_url)
    if proxy.scheme not in ("http", "https") or not proxy.hostname:
        # Not repeated here: what stands in the address's place may be the token.
        raise ValueError("proxy_url must be the proxy's http:// or https:// address")
    if token and proxy.scheme == "http" and proxy.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise ValueError(f"a token must not travel unencrypted: {proxy_url}")
    own = [("Content-Type", "application/json")]
    if token:
        own.append(("Authorization", "Bearer " + token))

    def handler(url, method, timeout, headers, data):
        def handle():
            wrapped = {"target_url": url, "method": method, "headers": dict(headers)}
            if method != "DELETE":
                wrapped["data"] = base64.b64encode(data or b"").decode("ascii")
            connection = _connect(proxy_url, timeout, context)
            path = proxy.path.rstrip("/") + "/push_metrics"
            _exchange(connection, "POST", path, own, json.dumps(wrapped).encode())

        return handle

    return handler


class _LocalConnection(http.client.HTTPConnection):
    def __init__(self, path, timeout):
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        try:
            self.sock.connect(self._path)
        except (FileNotFoundError, ConnectionRefusedError) as error:
            raise type(error)(error.errno, "no Gatepost relay listens here", self._path) from None


def _connect(address, timeout, context):
    url = urllib.parse.urlsplit(address)
    if url.scheme == "https":
        return http.client.HTTPSConnection(url.netloc, timeout=timeout, context=context)
    if url.scheme == "http":
        return http.client.HTTPConnection(url.netloc, timeout=timeout)
    return _LocalConnection(address, timeout)


def _path(url):
    parts = urllib.parse.urlsplit(url)
    return parts.path + ("?" + parts.query if parts.query else "")


def _exchange(connection, method, path, headers, body):
    """Sends one request; redirects are not followed, for a push goes where it was addressed."""
    try:
        try:
            connection.request(method, path, body=body or None, headers=dict(headers))
        except (BrokenPipeError, ConnectionResetError):
            pass  # refused before the body was through, such as 413: the answer says why
        answer = connection.getresponse()
        text = answer.read(LONGEST_ANSWER).decode("utf-8", "replace")
    finally:
        connection.close()
    if answer.status >= 300:
        raise PushError(answer.status, _sentence(text) or answer.reason)


def _sentence(text):
    try:
        return str(json.loads(text)["error"])
    except (ValueError, KeyError, TypeError):
        return text.strip()
