"""The register of groups: who builds, manages and speaks in a group answers for it."""
