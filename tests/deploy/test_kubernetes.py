"""deploy/kubernetes: what Kubernetes takes, and what keeps two replicas up."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from kubernetes_validate import validate

from bot.serve import GRACE
from bot.settings import HOME, Settings

BASE = HOME / "deploy" / "kubernetes"
VERSION = "1.33"  # the oldest that is still looked after
Json = dict[str, Any]


def resources() -> list[Json]:
    """The resources as they stand in their files, those that index last."""
    return [
        yaml.safe_load((folder / name).read_text("utf-8"))
        for folder in (BASE, BASE / "index")
        for name in listed(folder)
    ]


def listed(folder: Path) -> list[str]:
    """The files that a folder's kustomization lists."""
    names: list[str] = yaml.safe_load((folder / "kustomization.yaml").read_text("utf-8"))[
        "resources"
    ]
    return names


@pytest.fixture(scope="module")
def known() -> dict[str, Json]:
    """The base's resources by kind."""
    return {one["kind"]: one for one in resources()}


@pytest.fixture(scope="module")
def pod(known: dict[str, Json]) -> Json:
    """The pod of a replica."""
    spec: Json = known["Deployment"]["spec"]["template"]["spec"]
    return spec


@pytest.fixture(scope="module")
def bot(pod: Json) -> Json:
    """Its only container."""
    (container,) = pod["containers"]
    assert isinstance(container, dict)
    return container


@pytest.mark.parametrize("resource", resources(), ids=lambda one: one["kind"])
def test_each_resource_is_what_kubernetes_expects(resource: Json) -> None:
    validate(resource, VERSION, strict=True)


@pytest.mark.parametrize("folder", [BASE, BASE / "index"], ids=lambda path: path.name)
def test_each_file_is_listed(folder: Path) -> None:
    assert {*listed(folder), "kustomization.yaml"} == {one.name for one in folder.glob("*.yaml")}


@pytest.mark.skipif(not shutil.which("kubectl"), reason="kubectl is not here")
@pytest.mark.parametrize(("folder", "kind"), [(BASE, "Deployment"), (BASE / "index", "Job")])
def test_kustomize_builds_it_and_names_the_settings(folder: Path, kind: str) -> None:
    done = subprocess.run(  # noqa: S603 - our own files
        ["kubectl", "kustomize", folder],  # noqa: S607 - wherever it is installed
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    built = list(yaml.safe_load_all(done.stdout))
    for resource in built:
        validate(resource, VERSION, strict=True)
    by_kind = {one["kind"]: one for one in built}
    (container,) = by_kind[kind]["spec"]["template"]["spec"]["containers"]
    (named,) = [one["configMapRef"] for one in container["envFrom"] if "configMapRef" in one]
    assert named["name"] == by_kind["ConfigMap"]["metadata"]["name"]


def test_there_are_always_two_and_one_stays_up(known: dict[str, Json]) -> None:
    assert known["Deployment"]["spec"]["replicas"] >= 2
    assert known["HorizontalPodAutoscaler"]["spec"]["minReplicas"] >= 2
    assert known["Deployment"]["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    assert known["PodDisruptionBudget"]["spec"]["minAvailable"] >= 1


def test_a_replica_has_time_to_finish_its_answers(pod: Json, bot: Json) -> None:
    pause = int(bot["lifecycle"]["preStop"]["exec"]["command"][-1])
    assert pod["terminationGracePeriodSeconds"] > pause + GRACE


def test_a_replica_may_do_nothing_that_it_need_not(pod: Json, bot: Json) -> None:
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    assert bot["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }


def test_probes_ask_the_two_pages(bot: Json) -> None:
    assert bot["livenessProbe"]["httpGet"]["path"] == "/healthz"
    # A replica answers without the database; were it taken out for that, nobody would.
    assert bot["readinessProbe"]["httpGet"]["path"] == "/readyz?exclude=store"


def test_every_selector_finds_the_replicas(known: dict[str, Json]) -> None:
    template = known["Deployment"]["spec"]["template"]
    labels = template["metadata"]["labels"].items()
    (spread,) = template["spec"]["topologySpreadConstraints"]
    selectors = [
        known["Deployment"]["spec"]["selector"]["matchLabels"],
        known["Service"]["spec"]["selector"],
        known["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"],
        known["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"],
        spread["labelSelector"]["matchLabels"],
    ]
    assert all(selector.items() <= labels for selector in selectors)


def test_no_file_holds_a_secret() -> None:
    secrets = [
        f"PROTOCOL_BOT_{name.upper()}"
        for name, field in Settings.model_fields.items()
        if field.annotation is not None and field.annotation.__name__ == "SecretStr"
    ]
    text = "".join(path.read_text("utf-8") for path in BASE.rglob("*.yaml"))
    assert secrets
    assert not [name for name in secrets if name in text]
    assert "kind: Secret" not in text


@pytest.mark.parametrize("folder", [BASE, BASE / "index"], ids=lambda path: path.name)
def test_its_settings_are_settings(folder: Path) -> None:
    said = yaml.safe_load((folder / "kustomization.yaml").read_text("utf-8"))
    (made,) = said["configMapGenerator"]
    names = {line.partition("=")[0].removeprefix("PROTOCOL_BOT_") for line in made["literals"]}
    assert {name.lower() for name in names} <= set(Settings.model_fields)


def test_what_indexes_may_do_no_more_than_what_answers(known: dict[str, Json]) -> None:
    spec = known["Job"]["spec"]["template"]["spec"]
    (container,) = spec["containers"]
    answering = known["Deployment"]["spec"]["template"]["spec"]
    assert spec["securityContext"] == answering["securityContext"]
    assert container["securityContext"] == answering["containers"][0]["securityContext"]
    assert spec["automountServiceAccountToken"] is False
