"""The same with suds, which takes no proxy from the environment, and urllib, which does."""
import json
import os
import urllib.parse
import urllib.request

import suds.client

BACK = "https://login.live-int.com/oauth20_desktop.srf"


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


def post(form):
    with urllib.request.urlopen("https://login.live-int.com/oauth20_token.srf", urllib.parse.urlencode(form).encode()) as answer:
        return json.load(answer)


def tokens():
    query = {"client_id": os.environ["ADSBOX_CLIENT_ID"], "scope": "bingads.manage", "response_type": "code", "redirect_uri": BACK, "state": "x",
             "prompt": "none", "login_hint": os.environ["ADSBOX_USER"]}
    try:
        urllib.request.build_opener(NoRedirect).open("https://login.live-int.com/oauth20_authorize.srf?" + urllib.parse.urlencode(query))
    except urllib.error.HTTPError as redirect:
        code = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(redirect.headers["Location"]).query))["code"]
    form = {"client_id": query["client_id"], "redirect_uri": BACK}
    first = post({**form, "grant_type": "authorization_code", "code": code})
    return post({**form, "grant_type": "refresh_token", "refresh_token": first["refresh_token"]})


def client(service, path, token, **more):
    headers = {"AuthenticationToken": token, "DeveloperToken": os.environ["ADSBOX_DEVELOPER_TOKEN"], **more}
    return suds.client.Client(f"https://{service}.api.sandbox.bingads.microsoft.com{path}?singleWsdl", cache=None, soapheaders=headers)


def main():
    token = tokens()["access_token"]
    account = int(os.environ["ADSBOX_ACCOUNT_ID"])
    api = client("clientcenter", "/Api/CustomerManagement/v13/CustomerManagementService.svc", token)
    user = api.service.GetUser(None).User
    assert user.UserName == os.environ["ADSBOX_USER"], user
    predicates = {"Predicate": [{"Field": "UserId", "Operator": "Equals", "Value": user.Id}]}
    found = api.service.SearchAccounts(predicates, None, {"Index": 0, "Size": 10})
    assert account in [a.Id for a in found.AdvertiserAccount], found
    api = client("campaign", "/Api/Advertiser/CampaignManagement/v13/CampaignManagementService.svc", token, CustomerAccountId=str(account),
                 CustomerId=os.environ["ADSBOX_CUSTOMER_ID"])
    assert not api.service.GetCampaignsByAccountId(AccountId=account, CampaignType="Search")
    print("quick start done")


if __name__ == "__main__":
    main()
