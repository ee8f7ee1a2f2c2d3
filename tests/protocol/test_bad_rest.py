#!/usr/bin/python3
"""Bad REST requests have a documented answer (docs/bad-input.md): a typed error body with a TrackingId."""
import json
import unittest

import requests
from support import SANDBOX, Both, rest_fault, rest_headers

CAMPAIGNS, QUERY = "/CampaignManagement/v13/Campaigns", "/CampaignManagement/v13/Campaigns/QueryByAccountId"
GOOD = {"BudgetType": "DailyBudgetStandard", "DailyBudget": 5, "TimeZone": "PacificTimeUSCanadaTijuana", "CampaignType": "Search"}


def setUpModule():
    global both
    both = Both().__enter__()


def tearDownModule():
    both.__exit__()


def post(server, token, path, body, **headers):
    data = body if isinstance(body, bytes) else body.encode() if isinstance(body, str) else json.dumps(body).encode()
    sent = {**rest_headers(token), **headers}
    return requests.post(server.http + path, data=data, headers={name: value for name, value in sent.items() if value is not None})


def add(fields):
    return {"AccountId": str(SANDBOX.account), "Campaigns": [{**GOOD, **fields}]}


class Refused(unittest.TestCase):
    def check(self, path, body, statuses=(400,), **headers):
        for mode, server, token in both.items():
            with self.subTest(mode=mode):
                rest_fault(self, post(server, token, path, body, **headers), statuses)
                self.assertEqual(post(server, token, QUERY, {"AccountId": str(SANDBOX.account)}).status_code, 200)

    def test_malformed_json(self):
        for body in ("", " ", "{", "}", "[", "nul", '{"AccountId":', '{"AccountId":1,}', "{'AccountId':1}", '{"AccountId":1} x', '{"AccountId":01}', '{"a":"\\x"}',
                     '{"a":"\n"}', '{"a" 1}', '{"AccountId":"1" "b":2}'):
            with self.subTest(body=body):
                self.check(QUERY, body)

    def test_not_an_object(self):
        for body in ("[]", "1", '"x"', "true", "null"):
            with self.subTest(body=body):
                self.check(QUERY, body)

    def test_wrong_kinds(self):
        for fields in ({"DailyBudget": "five"}, {"DailyBudget": {}}, {"DailyBudget": []}, {"Name": 5}, {"Name": {}}, {"BiddingScheme": "EnhancedCpc"}, {"Languages": "English"},
                       {"Languages": {"string": []}}, {"IsPolitical": "maybe"}, {"StartDate": "yesterday"}, {"Id": 1.5}, {"Id": "x"}):
            with self.subTest(fields=fields):
                self.check(CAMPAIGNS, add(fields))
        self.check(CAMPAIGNS, {"AccountId": str(SANDBOX.account), "Campaigns": {}})
        self.check(CAMPAIGNS, {"AccountId": str(SANDBOX.account), "Campaigns": [5]})

    def test_number_overflow(self):
        for fields in ('"Id":9223372036854775808', '"Id":"9223372036854775808"', '"AudienceAdsBidAdjustment":2147483648', '"Id":' + "9" * 400, '"DailyBudget":1e999'):
            with self.subTest(fields=fields):
                self.check(CAMPAIGNS, f'{{"AccountId":"{SANDBOX.account}","Campaigns":[{{{fields}}}]}}')

    def test_unknown_types(self):
        for scheme in ({"Type": "NoSuchScheme"}, {"Type": "Campaign"}, {"Type": 5}):
            with self.subTest(scheme=scheme):
                self.check(CAMPAIGNS, add({"BiddingScheme": scheme}))

    def test_deep_nesting(self):
        for depth in (100, 100_000):
            self.check(QUERY, '{"AccountId":' + "[" * depth + "]" * depth + "}")
            self.check(QUERY, '{"x":' * depth + "1" + "}" * depth)

    def test_invalid_utf8(self):
        for bad in (b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xe2\x82"):
            with self.subTest(bad=bad):
                self.check(CAMPAIGNS, json.dumps(add({"Name": "@"})).encode().replace(b"@", bad))
        self.check(CAMPAIGNS, json.dumps(add({"Name": "@"})).replace("@", "\\ud800"))

    def test_wrong_content_type(self):
        for content_type in ("text/xml", "text/plain", "application/x-www-form-urlencoded"):
            with self.subTest(content_type=content_type):
                self.check(QUERY, {"AccountId": str(SANDBOX.account)}, (400,), **{"Content-Type": content_type})

    def test_oversized_body(self):
        for mode, server, token in both.items():
            with self.subTest(mode=mode):
                try:
                    answer = post(server, token, CAMPAIGNS, '{"AccountId":"' + "1" * 120_000_000 + '"}')
                except OSError:
                    continue
                rest_fault(self, answer, (400,))

    def test_credentials_come_first(self):
        for mode, server, _ in both.items():
            with self.subTest(mode=mode):
                self.assertEqual(rest_fault(self, post(server, "NoSuchToken", QUERY, {"AccountId": "x"}), (401,))[1], [(105, "InvalidCredentials")])
                rest_fault(self, post(server, "", QUERY, {}, Authorization=None), (400, 401))
                rest_fault(self, post(server, "", QUERY, {}, Authorization="Basic eDp5"), (400, 401))


class Lenient(unittest.TestCase):
    def check(self, path, body):
        for mode, server, token in both.items():
            with self.subTest(mode=mode):
                answer = post(server, token, path, body)
                if mode == "default":
                    self.assertEqual(answer.status_code, 200, answer.text)
                else:
                    rest_fault(self, answer)

    def test_unknown_members(self):
        self.check(QUERY, {"AccountId": str(SANDBOX.account), "AFieldOfTomorrow": {"a": [1, {"b": None}]}})
        self.check(CAMPAIGNS, add({"Name": "Unknown member", "AFieldOfTomorrow": 1}))

    def test_unknown_enum_values(self):
        self.check(QUERY, {"AccountId": str(SANDBOX.account), "CampaignType": "Search, Hologram"})
        self.check(CAMPAIGNS, add({"Name": "Enum", "BudgetType": "BudgetOfTomorrow"}))


class Accepted(unittest.TestCase):
    def check(self, path, body, **headers):
        for mode, server, token in both.items():
            with self.subTest(mode=mode):
                answer = post(server, token, path, body, **headers)
                self.assertEqual(answer.status_code, 200, answer.text)

    def test_any_order_whitespace_and_escapes(self):
        self.check(QUERY, f' \n{{ "CampaignType" : "S\\u0065arch" ,\t"AccountId":{SANDBOX.account} }} ')

    def test_longs_as_numbers_or_strings_and_loose_flags(self):
        for account in (SANDBOX.account, str(SANDBOX.account)):
            for flags in ("Search,Audience", "Search Audience", "Search, Audience", None):
                with self.subTest(account=account, flags=flags):
                    self.check(QUERY, {"AccountId": account, "CampaignType": flags})

    def test_content_types(self):
        for content_type in ("application/json; charset=utf-8", "APPLICATION/JSON", None):
            with self.subTest(content_type=content_type):
                self.check(QUERY, {"AccountId": str(SANDBOX.account)}, **{"Content-Type": content_type})

    def test_unset_ids_are_absent(self):
        for unset in ("0", "None", ""):
            with self.subTest(unset=unset):
                self.check("/CustomerManagement/v13/User/Query", {}, CustomerId=unset, CustomerAccountId=unset)


if __name__ == "__main__":
    unittest.main(verbosity=2)
