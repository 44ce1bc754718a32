"""SM2 with SM3 (GB/T 32918), from the optional package `tongsuopy`."""

from typing import Any

from zhamen.errors import JournalError


def _parts() -> tuple[Any, Any, Any]:
    try:
        from tongsuopy.crypto import hashes, serialization
        from tongsuopy.crypto.asymciphers import ec
    except ImportError:
        raise JournalError(
            "没有安装 SM2 所需的组件 / SM2 is not installed", advice="pip install 'zhamen[gm]'"
        ) from None
    return ec, hashes, serialization


_PRIVATE = 32


class SM2:
    """Signatures in DER; public keys as uncompressed points of 65 bytes."""

    # C2SP leaves the tags from 0xfa up to whoever needs one.
    tag = 0xFA

    def new(self) -> bytes:
        """Return a private number, 32 bytes."""
        ec, _, _ = _parts()
        number: int = ec.generate_private_key(ec.SM2()).private_numbers().private_value
        return number.to_bytes(_PRIVATE, "big")

    def public(self, private: bytes) -> bytes:
        """Return the point, 65 bytes."""
        ec, _, serialization = _parts()
        point: bytes = (
            self._key(ec, private)
            .public_key()
            .public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
        )
        return point

    def sign(self, private: bytes, data: bytes) -> bytes:
        """Return a signature in DER."""
        ec, hashes, _ = _parts()
        signature: bytes = self._key(ec, private).sign(data, ec.ECDSA(hashes.SM3()))
        return signature

    def verifies(self, public: bytes, signature: bytes, data: bytes) -> bool:
        """Tell whether it is signed."""
        ec, hashes, _ = _parts()
        from tongsuopy.crypto.exceptions import InvalidSignature

        try:
            key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SM2(), public)
            key.verify(signature, data, ec.ECDSA(hashes.SM3()))
        except (InvalidSignature, ValueError):
            return False
        return True

    def _key(self, ec: Any, private: bytes) -> Any:
        return ec.derive_private_key(int.from_bytes(private, "big"), ec.SM2())
