"""The journal: every act is an entry of a Merkle log that the public key alone can check."""
