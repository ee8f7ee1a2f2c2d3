"""The quick start with requests, against the official host names; run by `adsbox exec`. Nothing here knows of adsbox but its credentials."""
import os
import urllib.parse

import requests

BACK = "https://login.live-int.com/oauth20_desktop.srf"


def tokens():
    query = {"client_id": os.environ["ADSBOX_CLIENT_ID"], "scope": "bingads.manage", "response_type": "code", "redirect_uri": BACK, "state": "x",
             "prompt": "none", "login_hint": os.environ["ADSBOX_USER"]}
    answer = requests.get("https://login.live-int.com/oauth20_authorize.srf", params=query, allow_redirects=False)
    assert answer.status_code == 302, answer.text
    code = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(answer.headers["Location"]).query))["code"]
    form = {"client_id": query["client_id"], "redirect_uri": BACK}
    first = requests.post("https://login.live-int.com/oauth20_token.srf", data={**form, "grant_type": "authorization_code", "code": code}).json()
    return requests.post("https://login.live-int.com/oauth20_token.srf",
                         data={**form, "grant_type": "refresh_token", "refresh_token": first["refresh_token"]}).json()


def main():
    headers = {"Authorization": "Bearer " + tokens()["access_token"], "DeveloperToken": os.environ["ADSBOX_DEVELOPER_TOKEN"]}

    def call(service, path, body, **more):
        answer = requests.post(f"https://{service}.api.sandbox.bingads.microsoft.com{path}", json=body, headers={**headers, **more})
        assert answer.status_code == 200, answer.text
        return answer.json()

    customer, account = os.environ["ADSBOX_CUSTOMER_ID"], os.environ["ADSBOX_ACCOUNT_ID"]
    user = call("clientcenter", "/CustomerManagement/v13/User/Query", {"UserId": None})["User"]
    assert user["UserName"] == os.environ["ADSBOX_USER"], user
    found = call("clientcenter", "/CustomerManagement/v13/Accounts/Search", {
        "Predicates": [{"Field": "UserId", "Operator": "Equals", "Value": user["Id"]}], "PageInfo": {"Index": 0, "Size": 10}})
    assert account in [a["Id"] for a in found["Accounts"]], found
    listed = call("campaign", "/CampaignManagement/v13/Campaigns/QueryByAccountId", {"AccountId": account}, CustomerId=customer, CustomerAccountId=account)
    assert listed["Campaigns"] == [], listed
    print("quick start done")


if __name__ == "__main__":
    main()
