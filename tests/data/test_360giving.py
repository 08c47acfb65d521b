"""The 360Giving download against the standard's own schema and code lists."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema_rs import Draft202012Validator, Registry

from dashboard.exports.extract import make_extract
from dashboard.exports.grants import write_grants
from dashboard.settings import Settings
from dashboard.site import Site, read_site

if TYPE_CHECKING:
    from pathlib import Path

# The package's schema of version 1.4.3 refers to the grant's schema by this older address.
GRANT_SCHEMA = (
    "https://raw.githubusercontent.com/ThreeSixtyGiving/standard/1.4.2/schema/"
    "360-giving-schema.json"
)
VIEWS = ("", "?round=2013-14", "?region=E12000007", "?area=E10000017", "?bid=TCA1516-11", "?q=fire")


@pytest.fixture(scope="module")
def standard(shared_folder: Path) -> Path:
    folder = shared_folder / "360giving"
    if not folder.is_dir():
        pytest.skip("the 360Giving schema is not beside the checkout")
    return folder


@pytest.fixture(scope="module")
def validator(standard: Path) -> Draft202012Validator:
    package = json.loads((standard / "360-giving-package-schema.json").read_text(encoding="utf-8"))
    grant = json.loads((standard / "360-giving-schema.json").read_text(encoding="utf-8"))
    return Draft202012Validator(
        package, registry=Registry([(GRANT_SCHEMA, grant)]), validate_formats=True
    )


@pytest.fixture(scope="module")
def site(built_folder: Path) -> Site:
    return read_site(Settings(built_folder=built_folder, site_url="https://example.org"))


def write_package(site: Site, search: str) -> dict[str, Any]:
    extract = make_extract(site.read_view(search), site.catalogue, site.settings.site_url)
    package: dict[str, Any] = json.loads(write_grants(extract))
    return package


@pytest.mark.parametrize("search", VIEWS)
def test_package_conforms_to_the_standard(
    search: str, validator: Draft202012Validator, site: Site
) -> None:
    faults = [
        f"{error.instance_path}: {error.message}"
        for error in validator.iter_errors(write_package(site, search))
    ]
    assert faults == []


@pytest.mark.parametrize("name", ["amountAwarded", "awardDate", "recipientOrganization"])
def test_schema_sees_a_grant_without_what_it_asks_for(
    name: str, validator: Draft202012Validator, site: Site
) -> None:
    package = write_package(site, "")
    del package["grants"][0][name]
    assert not validator.is_valid(package)


def test_schema_sees_an_address_that_is_none(validator: Draft202012Validator, site: Site) -> None:
    package = write_package(site, "")
    package["grants"][0]["dataSource"] = "not an address"
    assert not validator.is_valid(package)


def test_every_council_has_a_code_type_of_the_standard(standard: Path, site: Site) -> None:
    with (standard / "geoCodeType.csv").open(encoding="utf-8-sig", newline="") as file:
        first_codes = {(row["Code"], row["Values (URL)"][-9:-6]) for row in csv.DictReader(file)}
    for grant in write_package(site, "")["grants"]:
        for place in grant["beneficiaryLocation"]:
            assert (place["geoCodeType"], place["geoCode"][:3]) in first_codes


def test_titles_and_identifiers_of_two_views_differ(site: Site) -> None:
    packages = [write_package(site, search) for search in VIEWS]
    for name in ("title", "identifier"):
        assert len({package[name] for package in packages}) == len(VIEWS)
