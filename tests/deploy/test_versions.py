"""The pinned versions are newer than holes that are known in what we use of those packages."""

import pytest
from packaging.version import Version

from tests.deploy.serving_set import pinned

# The first version without the hole, and what it was.
MENDED = {
    "aiohttp": ("3.13.3", "a compressed request could fill the memory (CVE-2025-69223)"),
    "azure-core": ("1.38.0", "data from outside could run code (CVE-2026-21226)"),
    "certifi": ("2024.7.4", "trusted a root that browsers had dropped (CVE-2024-39689)"),
    "cryptography": ("44.0.1", "an OpenSSL that could take another server's key (CVE-2024-12797)"),
    "filelock": ("3.20.1", "a lock could be made to cut another file short (CVE-2025-68146)"),
    "h11": ("0.16.0", "let a second request hide in a first (CVE-2025-43859)"),
    "idna": ("3.7", "a long name took very long (CVE-2024-3651)"),
    "jinja2": ("3.1.6", "a template could leave its sandbox (CVE-2025-27516)"),
    "mako": ("1.2.2", "a template's tag took very long (CVE-2022-40023)"),
    "markdown-it-py": ("2.2.0", "some text ended in a crash (CVE-2023-26303)"),
    "pillow": ("11.3.0", "wrote past the end of a buffer (CVE-2025-48379)"),
    "protobuf": ("6.31.1", "nested messages ended in a crash (CVE-2025-4565)"),
    "pyjwt": ("2.12.0", "took a token with unknown critical headers (CVE-2026-32597)"),
    "requests": ("2.32.4", "could send a password to another host (CVE-2024-47081)"),
    "slack-bolt": ("1.29.0", "ssl_check=1 could pass by the check of the signature"),
    "torch": ("2.6.0", "loading weights could run code (CVE-2025-32434)"),
    "transformers": ("4.53.0", "some texts took very long (CVE-2025-6051)"),
    "urllib3": ("2.6.3", "a compressed redirect could fill the memory (CVE-2026-21441)"),
}


@pytest.mark.parametrize("package", MENDED)
def test_a_version_is_newer_than_a_known_hole(package: str) -> None:
    first, hole = MENDED[package]
    assert Version(pinned()[package]) >= Version(first), hole
