#!/usr/bin/python3
"""What Campaign Management tells of the world around campaigns, over both wires, by clients that are not ours: files of locations and
profiles behind temporary addresses, companies, stores, countries, sizes, migrations."""
import base64
import csv
import gzip
import hashlib
import io
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import urllib.parse
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "clients"))
import requests
from server import SANDBOX, Server, close_shared, program, rest_headers, shared

SCHEMA = pathlib.Path(__file__).resolve().parents[2] / "schema/campaign_management.schema"
PATHS = {name: (method, path) for name, method, path in
         re.findall(r"^operation (\w+) .*\n  rest (\w+) (\S+)", SCHEMA.read_text(encoding="utf-8"), re.M)}
NAMESPACE = "https://bingads.microsoft.com/CampaignManagement/v13"
ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
LISTS = {"BMCStores", "Companies", "CountryCodes", "CampaignSizes", "MigrationStatuses", "MigrationStatusInfos"}
server = None


def setUpModule():
    global server
    server = shared("--seed", "demo")


def tearDownModule():
    close_shared()


class Refused(Exception):
    def __init__(self, symbols, tracking_id):
        super().__init__(symbols)
        self.symbols, self.tracking_id = symbols, tracking_id


def rest(token, operation, request, at=None, **headers):
    method, path = PATHS[operation]
    answer = requests.request(method, (at or server).http + path, json=request, timeout=60, headers={**rest_headers(token), **headers})
    document = answer.json()
    if answer.status_code != 200:
        errors = (document.get(part) or [] for part in ("Errors", "OperationErrors", "BatchErrors"))
        raise Refused([e["ErrorCode"] for part in errors for e in part], answer.headers["TrackingId"])
    return document


def soap(token, operation, request):
    def element(name, value):
        if value is None:
            return f'<{name} i:nil="true"/>'
        if isinstance(value, list):
            return f'<{name} xmlns:a="{ARRAYS}">' + "".join(f"<a:long>{v}</a:long>" for v in value) + f"</{name}>"
        return f"<{name}>{value}</{name}>"

    def plain(node):
        name = node.tag.rsplit("}", 1)[1]
        if name in LISTS:
            return [plain(n) for n in node]
        if len(node):
            return {n.tag.rsplit("}", 1)[1]: plain(n) for n in node}
        return {"true": True, "false": False}.get(node.text, node.text)

    body = "".join(element(n, v) for n, v in request.items())
    credentials = {"AuthenticationToken": token, "CustomerAccountId": SANDBOX.account, "CustomerId": SANDBOX.customer,
                   "DeveloperToken": SANDBOX.developer_token}
    envelope = (f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:i="http://www.w3.org/2001/XMLSchema-instance">'
                f'<s:Header xmlns="{NAMESPACE}">' + "".join(element(n, v) for n, v in credentials.items()) +
                f'</s:Header><s:Body><{operation}Request xmlns="{NAMESPACE}">{body}</{operation}Request></s:Body></s:Envelope>')
    answer = requests.post(server.soap("CampaignManagement"), data=envelope.encode(), timeout=60,
                           headers={"Content-Type": "text/xml; charset=utf-8", "SOAPAction": operation})
    root = xml.etree.ElementTree.fromstring(answer.content)
    if answer.status_code != 200:
        texts = {tag: [n.text for n in root.iter() if n.tag.endswith("}" + tag)] for tag in ("ErrorCode", "TrackingId")}
        raise Refused(texts["ErrorCode"], texts["TrackingId"][0])
    return plain(root.find(".//{*}Body")[0])


class Wires(unittest.TestCase):
    def setUp(self):
        self.token = server.token()

    def both(self, operation, request):
        """The answer, the same over both wires."""
        answers = [{k: v or [] if k in LISTS else v for k, v in wire(self.token, operation, request).items()} for wire in (rest, soap)]
        self.assertEqual(answers[0], answers[1])
        return answers[0]

    def refused(self, operation, request, symbol):
        for wire in (rest, soap):
            with self.subTest(wire=wire.__name__, operation=operation, request=request), self.assertRaises(Refused) as caught:
                wire(self.token, operation, request)
            self.assertEqual(caught.exception.symbols, [symbol])
            (reason,) = requests.get(f"{server.http}/_adsbox/v1/explain/{caught.exception.tracking_id}", timeout=30).json()["reasons"]
            for part in ("rule", "field", "value", "bound", "expected"):
                self.assertTrue(reason[part], part)

    def rows(self, url):
        answer = requests.get(url, timeout=60)
        self.assertEqual(answer.status_code, 200, answer.text)
        packed = answer.headers["Content-Type"] == "application/gzip"
        text = (gzip.decompress(answer.content) if packed else answer.content).decode("utf-8")
        return list(csv.DictReader(io.StringIO(text, newline="")))


class Files(Wires):
    def test_locations(self):
        ask = {"Version": "2.0", "LanguageLocale": "en"}
        for wire in (rest, soap):
            plain = wire(self.token, "GetGeoLocationsFileUrl", ask)
            packed = wire(self.token, "GetGeoLocationsFileUrl", {**ask, "CompressionType": "GZip"})
            rows = self.rows(plain["FileUrl"])
            self.assertEqual(self.rows(packed["FileUrl"]), rows)
            self.assertEqual(list(rows[0]), ["Location Id", "Bing Display Name", "Location Type", "Replaces", "Status", "AdWords Location Id"])
            self.assertGreater(len(rows), 2000)
            by_id = {row["Location Id"]: row for row in rows}
            self.assertEqual(len(by_id), len(rows))
            self.assertEqual(by_id["67555"]["Bing Display Name"], "Redmond|Washington|United States")
            self.assertEqual({row["Status"] for row in rows}, {"Active", "PendingDeprecation", "Deprecated"})
            self.assertGreater(plain["FileUrlExpiryTimeUtc"], plain["LastModifiedTimeUtc"])
        german = {row["Location Id"]: row for row in self.rows(rest(self.token, "GetGeoLocationsFileUrl", {**ask, "LanguageLocale": "de"})["FileUrl"])}
        self.assertEqual(german["190"]["Bing Display Name"], "Vereinigte Staaten")
        self.assertEqual(set(german), set(by_id))
        for wrong, symbol in (({"Version": "1.0"}, "InvalidGeolocationsFileVersion"), ({"Version": None}, "InvalidGeolocationsFileVersion"),
                              ({"LanguageLocale": "nl"}, "InvalidLanguageLocale"), ({"CompressionType": "Zip"}, "ApiInputValidationError")):
            self.refused("GetGeoLocationsFileUrl", {**ask, **wrong}, symbol)

    def test_downloads_go_on(self):
        url = rest(self.token, "GetGeoLocationsFileUrl", {"Version": "2.0", "LanguageLocale": "en"})["FileUrl"]
        whole = requests.get(url, timeout=60)
        half = len(whole.content) // 2
        etag = whole.headers["ETag"]
        self.assertEqual(whole.headers["Content-MD5"], base64.b64encode(hashlib.md5(whole.content).digest()).decode())
        self.assertEqual((whole.headers["Accept-Ranges"], whole.headers["Last-Modified"][-3:]), ("bytes", "GMT"))
        rest_of_it = requests.get(url, headers={"Range": f"bytes={half}-", "If-Range": etag}, timeout=60)
        self.assertEqual((rest_of_it.status_code, rest_of_it.headers["Content-Range"], rest_of_it.headers["Content-Length"]),
                         (206, f"bytes {half}-{len(whole.content) - 1}/{len(whole.content)}", str(len(whole.content) - half)))
        self.assertEqual(whole.content[:half] + rest_of_it.content, whole.content)
        changed = requests.get(url, headers={"Range": f"bytes={half}-", "If-Range": '"0x8DC0000000000AA"'}, timeout=60)
        self.assertEqual((changed.status_code, changed.content), (200, whole.content))
        beyond = requests.get(url, headers={"Range": f"bytes={len(whole.content)}-"}, timeout=60)
        self.assertEqual((beyond.status_code, beyond.headers["x-ms-error-code"], beyond.headers["Content-Range"]),
                         (416, "InvalidRange", f"bytes */{len(whole.content)}"))
        for method in ("GET", "HEAD"):
            same = requests.request(method, url, headers={"If-None-Match": etag}, timeout=60)
            self.assertEqual((same.status_code, same.content, same.headers["ETag"]), (304, b"", etag))
        head = requests.head(url, timeout=60)
        self.assertEqual((head.status_code, head.headers["Content-Length"]), (200, str(len(whole.content))))

    def test_profiles(self):
        for wire in (rest, soap):
            jobs = self.rows(wire(self.token, "GetProfileDataFileUrl", {"LanguageLocale": "fr", "ProfileType": "JobFunction"})["FileUrl"])
            self.assertEqual(list(jobs[0]), ["Profile Id", "Job Function Display Name", "Replaces", "Status"])
            self.assertIn("Ingénierie", [row["Job Function Display Name"] for row in jobs])
            industries = self.rows(wire(self.token, "GetProfileDataFileUrl", {"LanguageLocale": "en", "ProfileType": "Industry"})["FileUrl"])
            self.assertIn(("Food Production", "Manufacturing"),
                          [(row["Industry Display Name"], row["Industry Group Display Name"]) for row in industries])
        for kind in ("CompanyName", "JobSeniority"):
            self.refused("GetProfileDataFileUrl", {"LanguageLocale": "en", "ProfileType": kind}, "InvalidProfileType")

    def test_addresses_end_and_are_not_guessed(self):
        with tempfile.TemporaryDirectory(prefix="adsbox-test-") as data:
            with Server("--data", data) as own:
                url = rest(own.token(), "GetGeoLocationsFileUrl", {"Version": "2.0", "LanguageLocale": "en"}, own)["FileUrl"]
                own.process.kill()
                own.process.wait()
                own.process.stdout.close()
                own.process.returncode = 0  # as if it had ended by itself
            with Server("--data", data) as own:
                address = urllib.parse.urlsplit(url)
                where = own.http + address.path
                self.assertEqual(requests.get(f"{where}?{address.query}", timeout=60).status_code, 200, "after kill -9")

                def code(query, method="GET"):
                    answer = requests.request(method, f"{where}?{query}", timeout=60)
                    error = xml.etree.ElementTree.fromstring(answer.content)
                    self.assertEqual((error.tag, answer.headers["Content-Type"]), ("Error", "application/xml"))
                    self.assertEqual(error.find("Code").text, answer.headers["x-ms-error-code"])
                    return answer.status_code, error.find("Code").text

                self.assertEqual(code(""), (404, "ResourceNotFound"))
                self.assertEqual(code(address.query[:-4] + "AAAA"), (403, "AuthenticationFailed"))
                self.assertEqual(code(address.query, "PUT"), (405, "UnsupportedHttpVerb"))
                clock = own.http + "/_adsbox/v1/worlds/sandbox/clock"
                self.assertEqual(requests.post(clock, json={"advance_seconds": 901}, timeout=30).status_code, 200)
                self.assertEqual(code(address.query), (403, "AuthenticationFailed"))

    def test_addresses_are_where_the_client_is(self):
        host = "campaign.api.sandbox.bingads.microsoft.com"
        url = rest(self.token, "GetGeoLocationsFileUrl", {"Version": "2.0", "LanguageLocale": "en"}, Host=host)["FileUrl"]
        self.assertTrue(url.startswith(f"http://{host}/files/sandbox/"), url)
        address = urllib.parse.urlsplit(url)
        self.assertEqual(requests.get(f"{server.http}{address.path}?{address.query}", headers={"Host": host}, timeout=60).status_code, 200)

    def test_a_program_under_exec_downloads(self):
        script = """
import os, requests
home = os.environ["ADSBOX_URL"] + "/_adsbox/v1/users/" + os.environ["ADSBOX_USER"] + "/tokens"
token = requests.post(home, json={}).json()["access_token"]
ask = {"LanguageLocale": "en", "ProfileType": "Industry"}
headers = {"Authorization": "Bearer " + token, "DeveloperToken": os.environ["ADSBOX_DEVELOPER_TOKEN"]}
url = requests.post("https://campaign.api.sandbox.bingads.microsoft.com/CampaignManagement/v13/ProfileDataFileUrl/Query", json=ask, headers=headers).json()["FileUrl"]
print(url.split("/files/")[0], requests.get(url).text.splitlines()[0])
"""
        done = subprocess.run([program(), "exec", "--", sys.executable, "-c", script], capture_output=True, text=True, timeout=100, check=False)
        self.assertEqual(done.stdout.split(" ", 1), ["https://campaign.api.sandbox.bingads.microsoft.com",
                                                     "Profile Id,Industry Display Name,Industry Group Display Name,Replaces,Status\n"], done.stderr)

    def test_ids_of_the_file_are_targets(self):
        rows = self.rows(rest(self.token, "GetGeoLocationsFileUrl", {"Version": "2.0", "LanguageLocale": "en"})["FileUrl"])
        picked = [next(row for row in rows if row["Status"] == status) for status in ("Active", "PendingDeprecation", "Deprecated")]
        campaign = {"Name": "Places", "BudgetType": "DailyBudgetStandard", "DailyBudget": 5, "CampaignType": "Search", "Languages": ["English"]}
        (number,) = rest(self.token, "AddCampaigns", {"AccountId": SANDBOX.account, "Campaigns": [campaign]})["CampaignIds"]
        items = [{"Type": "BiddableCampaignCriterion", "CampaignId": number, "CriterionBid": {"Type": "BidMultiplier", "Multiplier": 10},
                  "Criterion": {"Type": "LocationCriterion", "LocationId": row["Location Id"]}} for row in picked]
        added = rest(self.token, "AddCampaignCriterions", {"CampaignCriterions": items, "CriterionType": "Targets"})
        self.assertEqual([i is not None for i in added["CampaignCriterionIds"]], [True, False, False], added)
        read = rest(self.token, "GetCampaignCriterionsByIds", {"CampaignCriterionIds": added["CampaignCriterionIds"][:1], "CampaignId": number,
                                                               "CriterionType": "Location"})["CampaignCriterions"][0]["Criterion"]
        self.assertEqual((read["DisplayName"], read["LocationType"]), (picked[0]["Bing Display Name"], picked[0]["Location Type"]))
        rest(self.token, "DeleteCampaigns", {"AccountId": SANDBOX.account, "CampaignIds": [number]})

    def test_fault_rules_reach_files(self):
        url = rest(self.token, "GetGeoLocationsFileUrl", {"Version": "2.0", "LanguageLocale": "en"})["FileUrl"]
        rule = {"match": {"operation": "file", "nth": 1}, "effect": {"status": 503}}
        added = requests.post(server.http + "/_adsbox/v1/faults", json=rule, timeout=30)
        self.assertEqual(added.status_code, 201, added.text)
        self.assertEqual([requests.get(url, timeout=60).status_code for _ in range(2)], [503, 200])
        listed = requests.get(server.http + "/_adsbox/v1/requests", params={"operation": "file", "limit": 2}, timeout=30)
        self.assertNotIn(urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)["sig"][0], listed.text, "the journal keeps no secrets")


class Tables(Wires):
    def test_companies(self):
        ask = {"CompanyNameFilter": "contoso", "LanguageLocale": "en"}
        found = self.both("SearchCompanies", ask)["Companies"]
        self.assertEqual([c["Name"] for c in found], ["Contoso", "Contoso Pharmaceuticals", "Contoso Suites"])
        self.assertEqual(self.both("SearchCompanies", {**ask, "CompanyNameFilter": "nobody at all"})["Companies"], [])
        self.refused("SearchCompanies", {**ask, "CompanyNameFilter": "co"}, "SearchStringNotSufficient")
        self.refused("SearchCompanies", {**ask, "LanguageLocale": "ja-JP"}, "InvalidLanguageLocale")

    def test_countries_and_keys(self):
        countries = self.both("GetBSCCountries", {})["CountryCodes"]
        self.assertEqual([c for c in ("US", "GB", "DE") if c not in countries], [])
        self.assertEqual(self.both("GetConfigValue", {"ConfigKey": "GeoLocationsFileVersion"})["ConfigValue"], "2.0")
        self.refused("GetConfigValue", {"ConfigKey": "none-such"}, "InvalidValue")

    def test_migrations(self):
        ask = {"AccountIds": [SANDBOX.account]}
        (account,) = self.both("GetAccountMigrationStatuses", {**ask, "MigrationType": None})["MigrationStatuses"]
        self.assertEqual({s["Status"] for s in account["MigrationStatusInfos"]}, {"Completed"})
        kind = account["MigrationStatusInfos"][0]["MigrationType"]
        (one,) = self.both("GetAccountMigrationStatuses", {**ask, "MigrationType": kind})["MigrationStatuses"]
        self.assertEqual(one["MigrationStatusInfos"], account["MigrationStatusInfos"][:1])
        self.refused("GetAccountMigrationStatuses", {**ask, "MigrationType": "none-such"}, "CampaignServiceInvalidMigrationTypeFilter")
        self.refused("GetAccountMigrationStatuses", {"AccountIds": None, "MigrationType": None},
                     "CampaignServiceAccountIdsArrayShouldNotBeNullOrEmpty")
        self.refused("GetAccountMigrationStatuses", {"AccountIds": [SANDBOX.account] * 1001, "MigrationType": None},
                     "CampaignServiceAccountIdsLengthExceeded")

    def test_stores_and_sizes(self):
        def admin(method, **more):
            return requests.request(method, server.http + "/_adsbox/v1/stores", timeout=30, **more)

        tea = {"customer": SANDBOX.customer, "name": "Tea shop", "url": "https://example.com/tea"}
        made = admin("POST", json=tea)
        self.assertEqual(made.status_code, 201, made.text)
        self.assertEqual(admin("POST", json={**tea, "name": "All", "global": True}).status_code, 201)
        self.assertEqual(admin("POST", json={**tea, "customer": 4}).status_code, 404)
        self.assertEqual(admin("POST", json={**tea, "id": made.json()["id"]}).status_code, 400)
        names = [s["name"] for s in admin("GET", params={"customer": SANDBOX.customer}).json()["stores"]]
        self.assertEqual(names, ["Demo shop", "Tea shop", "All"])

        stores = self.both("GetBMCStoresByCustomerId", {})["BMCStores"]
        self.assertEqual([s["Name"] for s in stores], ["Demo shop", "Tea shop"])
        self.assertNotIn("StoreUrl", stores[1], "not asked for")
        for fields in ("GlobalStore StoreUrl", "GlobalStore,StoreUrl"):
            wire = soap if " " in fields else rest
            more = wire(self.token, "GetBMCStoresByCustomerId", {"ReturnAdditionalFields": fields})["BMCStores"]
            self.assertEqual([(s["Name"], s["SubType"]) for s in more], [("Demo shop", None), ("Tea shop", None), ("All", "GlobalStore")])
            self.assertEqual(more[1]["StoreUrl"], tea["url"])

        def campaign(store):
            setting = {"Type": "ShoppingSetting", "StoreId": store, "SalesCountryCode": "US", "Priority": 0}
            return {"Name": f"Store {store}", "BudgetType": "DailyBudgetStandard", "DailyBudget": 5, "CampaignType": "Shopping", "Settings": [setting]}

        added = rest(self.token, "AddCampaigns", {"AccountId": SANDBOX.account, "Campaigns": [campaign(stores[1]["Id"]), campaign(77)]})
        self.assertEqual([(e["Index"], e["ErrorCode"]) for e in added["PartialErrors"]],
                         [(1, "CampaignServiceShoppingCampaignStoreIdInvalid")])
        number = added["CampaignIds"][0]
        rest(self.token, "AddAdGroups", {"CampaignId": number, "AdGroups": [{"Name": "a", "Language": "English", "CpcBid": {"Amount": 1}}]})
        size = self.both("GetCampaignSizesByAccountId", {"AccountId": SANDBOX.account, "CampaignIds": [number]})["CampaignSizes"]
        self.assertEqual([s["CampaignId"] for s in size], [number])
        self.assertGreaterEqual(int(size[0]["Size"]), 1)
        everything = self.both("GetCampaignSizesByAccountId", {"AccountId": SANDBOX.account, "CampaignIds": None})["CampaignSizes"]
        self.assertIn(size[0], everything)
        self.refused("GetCampaignSizesByAccountId", {"AccountId": SANDBOX.account, "CampaignIds": [5]}, "CampaignServiceInvalidCampaignId")


if __name__ == "__main__":
    unittest.main()
