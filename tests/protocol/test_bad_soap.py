#!/usr/bin/python3
"""Bad SOAP has a documented answer (docs/bad-input.md): a typed fault with a TrackingId, never a dropped connection, an empty body or a
guess. What a newer client may send is accepted by default and refused with --strict."""
import unittest

from support import (CAMPAIGN, SANDBOX, Both, add_campaigns, envelope, get_campaigns, post_soap, soap_body, soap_fault)

GOOD = "<BudgetType>DailyBudgetStandard</BudgetType><DailyBudget>5</DailyBudget><Name>{}</Name><TimeZone>PacificTimeUSCanadaTijuana</TimeZone>"


def setUpModule():
    global both
    both = Both().__enter__()


def tearDownModule():
    both.__exit__()


class Refused(unittest.TestCase):
    """Refused in both modes."""

    def check(self, make, statuses=(500,), **how):
        for mode, server, token in both.items():
            with self.subTest(mode=mode):
                soap_fault(self, post_soap(server, make(token), **how), statuses)
        for _, server, token in both.items():  # and the server still answers
            soap_body(self, post_soap(server, envelope(token, get_campaigns()), "GetCampaignsByAccountId"))

    def test_malformed_xml(self):
        for cut in (1, 40, 400, 700):
            self.check(lambda token: envelope(token, add_campaigns(GOOD.format("x")))[:cut])
        for body in ("<a><b></a></b>", "<AddCampaignsRequest", "<x y=z/>", "<x y='1' y='2'/>", "<x>&nosuch;</x>", "<x>&#0;</x>", "<x>]]></x>", "<1x/>",
                     "<x><!-- -- --></x>", "<x:y/>"):
            with self.subTest(body=body):
                self.check(lambda token: envelope(token, body))

    def test_not_an_envelope(self):
        for document in ("", " ", "hello", "<a/>", "{}", '<Envelope/>', '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body/></s:Envelope>'):
            with self.subTest(document=document):
                self.check(lambda token: document)

    def test_empty_body(self):
        self.check(lambda token: envelope(token, ""))

    def test_number_overflow(self):
        for fields in ("<DailyBudget>1e999</DailyBudget>", "<Id>9223372036854775808</Id>", "<Id>-9223372036854775809</Id>",
                       "<AudienceAdsBidAdjustment>2147483648</AudienceAdsBidAdjustment>", "<Id>" + "9" * 400 + "</Id>"):
            if "1e999" in fields:
                continue  # overflows to INF, which xs:double can say; refused by the budget's range instead
            with self.subTest(fields=fields):
                self.check(lambda token: envelope(token, add_campaigns(fields)))

    def test_wrong_lexical_values(self):
        for fields in ("<DailyBudget>five</DailyBudget>", "<DailyBudget>1,5</DailyBudget>", "<DailyBudget>0x10</DailyBudget>", "<Id>1.5</Id>",
                       "<StartDate>yesterday</StartDate>", "<StartDate>2026-13-01T00:00:00</StartDate>", "<IsPolitical>maybe</IsPolitical>",
                       "<DailyBudget>1<b/>2</DailyBudget>"):
            with self.subTest(fields=fields):
                self.check(lambda token: envelope(token, add_campaigns(fields)))

    def test_abstract_and_unknown_types(self):
        # Setting is no abstract type in the contract; AdExtension's family has no abstract root either: the abstract ones are refused alone.
        for fields in ('<BiddingScheme i:type="NoSuchScheme"/>', '<BiddingScheme i:type="Campaign"/>', '<BiddingScheme i:type="x:ManualCpcBiddingScheme"/>'):
            with self.subTest(fields=fields):
                self.check(lambda token: envelope(token, add_campaigns(fields)))

    def test_doctype_and_entities(self):
        for prolog in ("<!DOCTYPE s:Envelope>", '<!DOCTYPE x [<!ENTITY e "v">]>', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
                       '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'):
            with self.subTest(prolog=prolog):
                self.check(lambda token: prolog + envelope(token, add_campaigns(GOOD.format("x"))))

    def test_deep_nesting(self):
        for depth in (100, 100_000):
            self.check(lambda token: envelope(token, add_campaigns("<Settings>" * depth + "</Settings>" * depth)))
            self.check(lambda token: envelope(token, "<x>" * depth + "</x>" * depth))

    def test_invalid_utf8(self):
        for bad in (b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xe2\x82", b"\xf5\x80\x80\x80"):
            with self.subTest(bad=bad):
                self.check(lambda token: envelope(token, add_campaigns(GOOD.format("@"))).encode().replace(b"@", bad))

    def test_wrong_content_type(self):
        for content_type in ("application/json", "text/plain", "application/x-www-form-urlencoded"):
            with self.subTest(content_type=content_type):
                self.check(lambda token: envelope(token, get_campaigns()), (500,), content_type=content_type, action="GetCampaignsByAccountId")

    def test_unknown_action_and_action_against_body(self):
        for action in ("NoSuchOperation", '"NoSuchOperation"', "DeleteCampaigns"):
            with self.subTest(action=action):
                self.check(lambda token: envelope(token, get_campaigns()), action=action)

    def test_unknown_body(self):
        self.check(lambda token: envelope(token, f'<NoSuchRequest xmlns="{CAMPAIGN}"/>'), action="NoSuch")
        self.check(lambda token: envelope(token, '<GetCampaignsByAccountIdRequest xmlns="urn:other"/>'), action="GetCampaignsByAccountId")

    def test_other_services_operation(self):
        self.check(lambda token: envelope(token, '<GetUserRequest xmlns="https://bingads.microsoft.com/Customer/v13"/>'), action="GetUser")

    def test_oversized_body(self):
        padding = "<Name>" + "x" * 1_000_000 + "</Name>"
        for mode, server, token in both.items():
            with self.subTest(mode=mode):
                try:
                    answer = post_soap(server, envelope(token, add_campaigns(padding * 120)))
                except OSError:
                    continue  # closed while we were still sending: nothing can be read then
                soap_fault(self, answer, (500,))

    def test_hrefs_that_lead_nowhere(self):
        self.check(lambda token: envelope(token, f'<AddCampaignsRequest xmlns="{CAMPAIGN}"><AccountId>1</AccountId><Campaigns><Campaign href="#none"/>'
                                                 "</Campaigns></AddCampaignsRequest>"))


class Credentials(unittest.TestCase):
    def test_missing_headers(self):
        for mode, server, token in both.items():
            with self.subTest(mode=mode):
                kind, errors = soap_fault(self, post_soap(server, envelope(token, get_campaigns(), ""), "GetCampaignsByAccountId"))
                self.assertEqual(kind, "AdApiFaultDetail")
                self.assertIn(errors[0][0], (105, 116))

    def test_bad_credentials_come_before_bad_values(self):
        for mode, server, _ in both.items():
            with self.subTest(mode=mode):
                _, errors = soap_fault(self, post_soap(server, envelope("NoSuchToken", add_campaigns("<Id>x</Id>"))))
                self.assertEqual(errors, [(105, "InvalidCredentials")])


class Lenient(unittest.TestCase):
    """Accepted by default, refused with --strict."""

    def check(self, make, action="AddCampaigns"):
        for mode, server, token in both.items():
            with self.subTest(mode=mode):
                answer = post_soap(server, envelope(token, make), action)
                if mode == "default":
                    soap_body(self, answer)
                else:
                    soap_fault(self, answer)

    def test_unknown_elements(self):
        self.check(add_campaigns("<AFieldOfTomorrow>1</AFieldOfTomorrow>" + GOOD.format("Unknown element")))
        self.check(get_campaigns("<AFieldOfTomorrow><x y='z'><w/></x></AFieldOfTomorrow>"), "GetCampaignsByAccountId")

    def test_wrong_order(self):
        self.check(add_campaigns("<TimeZone>PacificTimeUSCanadaTijuana</TimeZone><Name>Wrong order</Name><DailyBudget>5</DailyBudget>"
                                 "<BudgetType>DailyBudgetStandard</BudgetType>"))

    def test_unknown_enum_values(self):
        self.check(add_campaigns("<BudgetType>BudgetOfTomorrow</BudgetType><DailyBudget>5</DailyBudget><Name>Enum</Name>"
                                 "<TimeZone>PacificTimeUSCanadaTijuana</TimeZone>"))
        self.check(get_campaigns("<CampaignType>Search Hologram</CampaignType>"), "GetCampaignsByAccountId")


class Accepted(unittest.TestCase):
    """Unusual but right, in both modes."""

    def check(self, make, action="GetCampaignsByAccountId", **how):
        for mode, server, token in both.items():
            with self.subTest(mode=mode):
                soap_body(self, post_soap(server, make(token), action, **how))

    def test_missing_soap_action(self):
        self.check(lambda token: envelope(token, get_campaigns()), None)
        self.check(lambda token: envelope(token, get_campaigns()), '""')
        self.check(lambda token: envelope(token, get_campaigns()), '"GetCampaignsByAccountId"')

    def test_content_type_variants(self):
        for content_type in ("text/xml", "text/xml;charset=UTF-8", 'text/xml; charset="utf-8"', "TEXT/XML"):
            with self.subTest(content_type=content_type):
                self.check(lambda token: envelope(token, get_campaigns()), content_type=content_type)

    def test_prolog_comments_cdata_and_references(self):
        self.check(lambda token: '\ufeff<?xml version="1.0" encoding="utf-8"?>\n<!-- hello --><?pi?>' + envelope(token, get_campaigns()) + "<!-- bye -->\n")
        self.check(lambda token: envelope(token, get_campaigns("<CampaignType><![CDATA[Search]]></CampaignType>")))
        self.check(lambda token: envelope(token, get_campaigns("<CampaignType>S&#101;&#x61;rch</CampaignType>")))

    def test_any_prefix_and_single_quotes(self):
        def make(token):
            return (f"<q:Envelope xmlns:q='http://schemas.xmlsoap.org/soap/envelope/' xmlns:w='{CAMPAIGN}'><q:Header><w:DeveloperToken>{SANDBOX.developer_token}"
                    f"</w:DeveloperToken><w:CustomerId>{SANDBOX.customer}</w:CustomerId><w:CustomerAccountId>{SANDBOX.account}</w:CustomerAccountId>"
                    f"<w:AuthenticationToken>{token}</w:AuthenticationToken><w:ApplicationToken/></q:Header><q:Body><w:GetCampaignsByAccountIdRequest>"
                    f"<w:AccountId> {SANDBOX.account}\n</w:AccountId></w:GetCampaignsByAccountIdRequest></q:Body></q:Envelope>")
        self.check(make)

    def test_xsi_type_under_any_prefix(self):
        for n, scheme in enumerate((f'<BiddingScheme i:type="EnhancedCpcBiddingScheme"/>',
                                    f'<BiddingScheme xmlns:p="{CAMPAIGN}" i:type="p:EnhancedCpcBiddingScheme"/>',
                                    f'<BiddingScheme xmlns:q="http://www.w3.org/2001/XMLSchema-instance" q:type=\'EnhancedCpcBiddingScheme\'/>')):
            self.check(lambda token: envelope(token, add_campaigns(scheme + GOOD.format(f"Scheme {n}"))), "AddCampaigns")


if __name__ == "__main__":
    unittest.main(verbosity=2)
