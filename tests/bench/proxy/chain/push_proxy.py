# SPDX-License-Identifier: Apache-2.0
"""The proxy of the chain that Gatepost replaces, as such a one is written: Flask takes a push, has
the lint server look at it, and hands it to the Pushgateway. Served by Flask's own server, a thread a
connection. `push_proxy.py PORT LINT_PORT GATEWAY_PORT`."""
import sys

import requests
from flask import Flask, Response, request
from werkzeug.serving import WSGIRequestHandler

PORT, LINT_PORT, GATEWAY_PORT = map(int, sys.argv[1:])
app = Flask(__name__)
session = requests.Session()
session.mount("http://", requests.adapters.HTTPAdapter(pool_connections=4, pool_maxsize=64))


@app.route("/metrics/job/<path:rest>", methods=["PUT", "POST"])
def push(rest):
    body = request.get_data()
    verdict = session.post(f"http://127.0.0.1:{LINT_PORT}/lint", data=body, timeout=30).json()
    if verdict["status"] != "success":
        return verdict, 400
    answer = session.request(request.method, f"http://127.0.0.1:{GATEWAY_PORT}/metrics/job/{rest}",
                             data=body, headers={"Content-Type": "text/plain; version=0.0.4"},
                             timeout=30)
    return Response(answer.content, answer.status_code)


WSGIRequestHandler.protocol_version = "HTTP/1.1"  # so that connections are kept
app.run(host="127.0.0.1", port=PORT, threaded=True, debug=False)
