"""The two suites a bundle may declare: `intl` (AES-128, SHA-256) and `gm` (SM4, SM3).

A print is `E(x) xor x` of one block: a keyed one-way function as long as the cipher is a
pseudo-random permutation. The feed-forward keeps even the holder of the key from decrypting a
block; he can only guess it (Davies–Meyer). Signatures are Ed25519 in both suites; SM2 needs a
library of its own (docs/adr).
"""

import hmac
import os
from collections.abc import Callable

import numpy
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import hmac as keyed
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from numpy.typing import NDArray

from zhamen.errors import RegisterError

Blocks = NDArray[numpy.uint16]
"""Blocks of eight units each; the last of them is the domain."""
Words = NDArray[numpy.uint64]
KEY, DIGEST, _NONCE, _TAG = 16, 32, 12, 16
_BLOCK_UNITS = 8


class OneWay:
    """`E(x) xor x` over many blocks in one call. Not shared between threads."""

    def __init__(self, cipher: Callable[[bytes], object], key: bytes) -> None:
        # ECB: every block stands for itself, and one context serves for ever.
        self._encrypt = Cipher(cipher(key), modes.ECB()).encryptor()  # type: ignore[arg-type]
        self._buffer = bytearray(1 << 14)

    def __call__(self, blocks: Blocks) -> Words:
        """Return two words for each block, shape (n, 2)."""
        data = blocks.data.cast("B") if blocks.size else b""
        if len(data) + _BLOCK_UNITS * 2 > len(self._buffer):
            self._buffer = bytearray(2 * len(data))
        size = self._encrypt.update_into(data, self._buffer)
        words = numpy.frombuffer(self._buffer, numpy.uint64, size // 8)
        mixed: Words = words.reshape(-1, 2) ^ blocks.view(numpy.uint64).reshape(-1, 2)
        return mixed


class Suite:
    """Cipher and hash of one suite, and what a bundle needs of them."""

    def __init__(
        self,
        name: str,
        cipher: Callable[[bytes], object],
        algorithm: Callable[[], hashes.HashAlgorithm],
    ) -> None:
        """Name a suite by what a bundle's header calls it."""
        self.name = name
        self._cipher = cipher
        self._algorithm = algorithm

    def one_way(self, key: bytes) -> OneWay:
        """Return the one-way function under a key of 16 bytes."""
        return OneWay(self._cipher, key)

    def digest(self, data: bytes | memoryview) -> bytes:
        """Return the hash of the data, 32 bytes."""
        hasher = hashes.Hash(self._algorithm())
        hasher.update(data)
        return hasher.finalize()

    def mac(self, key: bytes, data: bytes) -> bytes:
        """Return the HMAC of the data, 32 bytes."""
        hasher = keyed.HMAC(key, self._algorithm())
        hasher.update(data)
        return hasher.finalize()

    def derive(self, secret: bytes, *labels: str | int) -> bytes:
        """Return a key of 16 bytes for one purpose; knowing it tells nothing of the secret."""
        label = "\0".join(("zhamen", *map(str, labels))).encode()
        return self.mac(secret, label)[:KEY]

    def seal(self, key: bytes, data: bytes, label: str) -> bytes:
        """Encrypt and authenticate; only the same key and label open it."""
        nonce = os.urandom(_NONCE)
        encrypt = Cipher(self._cipher(key), modes.GCM(nonce)).encryptor()  # type: ignore[arg-type]
        encrypt.authenticate_additional_data(label.encode())
        sealed: bytes = encrypt.update(data) + encrypt.finalize()
        return nonce + sealed + encrypt.tag

    def unseal(self, key: bytes, data: bytes, label: str) -> bytes:
        """Return what was sealed. Raises RegisterError if it was altered."""
        nonce, sealed, tag = data[:_NONCE], data[_NONCE:-_TAG], data[-_TAG:]
        try:
            mode = modes.GCM(nonce, tag)
            decrypt = Cipher(self._cipher(key), mode).decryptor()  # type: ignore[arg-type]
            decrypt.authenticate_additional_data(label.encode())
            opened: bytes = decrypt.update(sealed) + decrypt.finalize()
        except (InvalidTag, ValueError) as error:
            raise RegisterError("编号区打不开 / sealed names do not open") from error
        return opened


SUITES = {
    "intl": Suite("intl", algorithms.AES, hashes.SHA256),
    "gm": Suite("gm", algorithms.SM4, hashes.SM3),
}


def same(left: bytes, right: bytes) -> bool:
    """Compare two codes in constant time."""
    return hmac.compare_digest(left, right)
