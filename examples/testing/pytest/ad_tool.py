"""The program under test: adds campaigns over REST and survives what the service does to its callers."""
import time

import requests

CALL_RATE_EXCEEDED, TOKEN_EXPIRED = 117, 109


class Refused(Exception):
    """The service said no; `tracking_id` leads to the reason."""

    def __init__(self, errors, tracking_id):
        super().__init__("; ".join(f"{e['Code']} {e.get('ErrorCode')}: {e['Message']}" for e in errors))
        self.errors, self.tracking_id = errors, tracking_id


class AdTool:
    def __init__(self, refresh_token, client_id, developer_token, customer_id, account_id,
                 campaigns="https://campaign.api.bingads.microsoft.com/CampaignManagement/v13",
                 token_url="https://login.microsoftonline.com/common/oauth2/v2.0/token", sleep=time.sleep):
        self.refresh_token, self.client_id, self.developer_token = refresh_token, client_id, developer_token
        self.customer_id, self.account_id = str(customer_id), str(account_id)
        self.campaigns, self.token_url, self.sleep = campaigns, token_url, sleep
        self.session = requests.Session()
        self.access_token = None

    def add_campaigns(self, names, daily_budget):
        """Ids of the campaigns. One whose name is there already is not added a second time: the answer to an earlier try may have got lost."""
        there = {c["Name"]: c["Id"] for c in self.list_campaigns()}
        missing = [name for name in names if name not in there]
        if missing:
            try:
                answer = self.call("POST", "/Campaigns", {"AccountId": self.account_id, "Campaigns": [
                    {"Name": name, "BudgetType": "DailyBudgetStandard", "DailyBudget": daily_budget, "CampaignType": "Search",
                     "TimeZone": "PacificTimeUSCanadaTijuana", "Languages": ["English"]} for name in missing]})
            except requests.ConnectionError:
                return self.add_campaigns(names, daily_budget)
            there.update(zip(missing, answer["CampaignIds"]))
        return [there[name] for name in names]

    def list_campaigns(self):
        return self.call("POST", "/Campaigns/QueryByAccountId", {"AccountId": self.account_id, "CampaignType": "Search"})["Campaigns"] or []

    def call(self, method, path, body):
        renewed = False
        while True:
            if not self.access_token:
                self.renew()
            answer = self.session.request(method, self.campaigns + path, json=body, timeout=100, headers={
                "Authorization": f"Bearer {self.access_token}", "DeveloperToken": self.developer_token,
                "CustomerId": self.customer_id, "CustomerAccountId": self.account_id})
            content = answer.json()
            errors = content.get("Errors") or content.get("OperationErrors") or content.get("PartialErrors") or []
            codes = {e["Code"] for e in errors if e}
            if CALL_RATE_EXCEEDED in codes:
                self.sleep(60)  # calls are counted over a minute
            elif TOKEN_EXPIRED in codes and not renewed:
                self.access_token, renewed = None, True
            elif errors:
                raise Refused([e for e in errors if e], answer.headers["TrackingId"])
            else:
                return content

    def renew(self):
        answer = self.session.post(self.token_url, timeout=100, data={
            "client_id": self.client_id, "grant_type": "refresh_token", "refresh_token": self.refresh_token,
            "scope": "https://ads.microsoft.com/msads.manage offline_access"}).json()
        if "error" in answer:
            raise Refused([{"Code": answer["error"], "Message": answer["error_description"]}], None)
        self.access_token, self.refresh_token = answer["access_token"], answer["refresh_token"]
