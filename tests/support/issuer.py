# SPDX-License-Identifier: Apache-2.0
"""An identity provider: an RSA key by openssl, its JSON Web Key, and the tokens that it signs."""
import base64
import json
import pathlib
import subprocess
import time


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Issuer:
    def __init__(self, directory, name):
        self.name, self.key = name, pathlib.Path(directory) / f"{name}.pem"
        subprocess.run(["openssl", "genrsa", "-out", self.key, "2048"], check=True, capture_output=True)
        modulus = subprocess.run(["openssl", "rsa", "-in", self.key, "-noout", "-modulus"], check=True,
                                 capture_output=True, text=True).stdout.split("=")[1].strip()
        self.jwk = {"kty": "RSA", "kid": name, "n": base64url(bytes.fromhex(modulus)), "e": "AQAB"}

    def _parts(self, claims):
        header = {"alg": "RS256", "kid": self.name}
        return ".".join(base64url(json.dumps(part).encode()) for part in (header, claims))

    def token(self, seconds=3600):
        """Of i for a: jane, for so long."""
        text = self._parts({"iss": "i", "aud": "a", "sub": "jane", "exp": int(time.time()) + seconds})
        signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", self.key], check=True,
                                   input=text.encode(), capture_output=True).stdout
        return text + "." + base64url(signature)

    def forged(self):
        """A token whose signature has the right length and is none."""
        return self._parts({}) + "." + base64url(b"\x01" * 256)
