"""Campaign Management on the wire: JSON and SOAP written and read by hand, over one kept connection.

The tables are our own reading of the contract (WSDL order, names, which member is a list of what), so that a mistake in the server's tables shows as
a difference and not as agreement. Values are the same on both wires and look like REST's JSON: longs are texts, an absent member is not in the
dict, nil is None, objects of a family carry `Type`.

    wire = Wire(server.http, account)
    wire("REST", "AddKeywords", {"AdGroupId": 1, "Keywords": [{...}]})   # the answer's members; Refused when the call failed as a whole
"""
import http.client
import json
import urllib.parse
import xml.etree.ElementTree
from xml.sax.saxutils import escape

MESSAGES = "https://bingads.microsoft.com/CampaignManagement/v13"
INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
SOAP_PATH = "/Api/Advertiser/CampaignManagement/v13/CampaignManagementService.svc"
REST_PATH = "/CampaignManagement/v13/"

# Members in the order of the WSDL: `Name` is a text, `Name:kind` something else. Kinds: int, double, bool, long; texts, longs, nulls (longs that
# may be nil); map; a type; [Type] a list of it; [=Type] a list of texts, each in an element of that name.
TYPES = {
    "Campaign": "AudienceAdsBidAdjustment:int BiddingScheme:BiddingScheme BudgetType DailyBudget:double ExperimentId:long FinalUrlSuffix "
                "ForwardCompatibilityMap:map Id:long Name Status SubType TimeZone TrackingUrlTemplate UrlCustomParameters:CustomParameters "
                "CampaignType Settings:[Setting] BudgetId:long Languages:texts AdScheduleUseSearcherTimeZone:bool BidStrategyId:long",
    "BiddingScheme": "Type MaxCpc:Bid InheritedBidStrategyType",
    "Bid": "Amount:double",
    "CustomParameters": "Parameters:[CustomParameter]",
    "CustomParameter": "Key Value",
    "Setting": "Type",
    "AdGroup": "AdRotation:AdRotation AudienceAdsBidAdjustment:int BiddingScheme:BiddingScheme CpcBid:Bid EndDate:Date FinalUrlSuffix "
               "ForwardCompatibilityMap:map Id:long Language Name Network PrivacyStatus Settings:[Setting] StartDate:Date Status "
               "TrackingUrlTemplate UrlCustomParameters:CustomParameters AdScheduleUseSearcherTimeZone:bool AdGroupType",
    "AdRotation": "EndDate StartDate Type",
    "Date": "Day:int Month:int Year:int",
    "Keyword": "Bid:Bid BiddingScheme:BiddingScheme DestinationUrl EditorialStatus FinalAppUrls:texts FinalMobileUrls:texts FinalUrlSuffix "
               "FinalUrls:texts ForwardCompatibilityMap:map Id:long MatchType Param1 Param2 Param3 Status Text TrackingUrlTemplate "
               "UrlCustomParameters:CustomParameters",
    "Ad": "AdFormatPreference DevicePreference:long EditorialStatus FinalAppUrls:texts FinalMobileUrls:texts FinalUrlSuffix FinalUrls:texts "
          "ForwardCompatibilityMap:map Id:long Status TrackingUrlTemplate Type UrlCustomParameters:CustomParameters Descriptions:[AssetLink] "
          "Domain Headlines:[AssetLink] Path1 Path2",
    "AssetLink": "Asset:Asset AssetPerformanceLabel EditorialStatus PinnedField",
    "Asset": "Id:long Name Type Text",
    "Budget": "Amount:double AssociationCount:int BudgetType Id:long Name",
    "Label": "ColorCode Description Id:long Name",
    "LabelAssociation": "EntityId:long LabelId:long",
    "EntityNegativeKeyword": "EntityId:long EntityType NegativeKeywords:[NegativeKeyword]",
    "NegativeKeyword": "ForwardCompatibilityMap:map Type Id:long MatchType Text",
    "CampaignNegativeSites": "CampaignId:long NegativeSites:texts",
    "AdGroupNegativeSites": "AdGroupId:long NegativeSites:texts",
    "AccountProperty": "Name Value",
    "CampaignCriterion": "CampaignId:long Criterion:Criterion ForwardCompatibilityMap:map Id:long Status Type CriterionBid:CriterionBid",
    "AdGroupCriterion": "AdGroupId:long Criterion:Criterion Id:long Status Type CriterionBid:CriterionBid DestinationUrl EditorialStatus "
                        "FinalAppUrls:texts FinalMobileUrls:texts FinalUrlSuffix FinalUrls:texts TrackingUrlTemplate "
                        "UrlCustomParameters:CustomParameters",
    "Criterion": "Type AgeRange GenderType DeviceName OSName DisplayName EnclosedLocationIds:longs LocationId:long LocationType IntentOption",
    "CriterionBid": "Type Multiplier:double",
    "IdCollection": "Ids:nulls",
    "BatchError": "Appealable:bool Code:int Details ErrorCode FieldPath ForwardCompatibilityMap:map Index:int Message Type ReasonCode:int Location "
                  "DisapprovedText PublisherCountry",
    "BatchErrorCollection": "BatchErrors:[BatchError] Code:int Details ErrorCode FieldPath ForwardCompatibilityMap:map Index:int Message Type",
}
# Where a family's `Type` is an attribute of the element.
FAMILIES = {"BiddingScheme": "{}BiddingScheme", "Ad": "{}Ad", "Asset": "{}", "CampaignCriterion": "{}", "AdGroupCriterion": "{}", "Criterion": "{}",
            "CriterionBid": "{}"}

# Operation: REST verb and path, members of the request, members of the answer.
OPERATIONS = {
    "AddCampaigns": "POST Campaigns | AccountId:long Campaigns:[Campaign] | CampaignIds:nulls",
    "UpdateCampaigns": "PUT Campaigns | AccountId:long Campaigns:[Campaign] |",
    "DeleteCampaigns": "DELETE Campaigns | AccountId:long CampaignIds:longs |",
    "GetCampaignsByAccountId": "POST Campaigns/QueryByAccountId | AccountId:long CampaignType:flags ReturnAdditionalFields:flags | "
                               "Campaigns:[Campaign]",
    "GetCampaignsByIds": "POST Campaigns/QueryByIds | AccountId:long CampaignIds:longs CampaignType:flags ReturnAdditionalFields:flags | "
                         "Campaigns:[Campaign]",
    "AddAdGroups": "POST AdGroups | CampaignId:long AdGroups:[AdGroup] | AdGroupIds:nulls",
    "UpdateAdGroups": "PUT AdGroups | CampaignId:long AdGroups:[AdGroup] UpdateAudienceAdsBidAdjustment:bool |",
    "DeleteAdGroups": "DELETE AdGroups | CampaignId:long AdGroupIds:longs |",
    "GetAdGroupsByCampaignId": "POST AdGroups/QueryByCampaignId | CampaignId:long ReturnAdditionalFields:flags | AdGroups:[AdGroup]",
    "GetAdGroupsByIds": "POST AdGroups/QueryByIds | CampaignId:long AdGroupIds:longs ReturnAdditionalFields:flags | AdGroups:[AdGroup]",
    "AddKeywords": "POST Keywords | AdGroupId:long Keywords:[Keyword] | KeywordIds:nulls",
    "UpdateKeywords": "PUT Keywords | AdGroupId:long Keywords:[Keyword] |",
    "DeleteKeywords": "DELETE Keywords | AdGroupId:long KeywordIds:longs |",
    "GetKeywordsByAdGroupId": "POST Keywords/QueryByAdGroupId | AdGroupId:long | Keywords:[Keyword]",
    "GetKeywordsByIds": "POST Keywords/QueryByIds | AdGroupId:long KeywordIds:longs | Keywords:[Keyword]",
    "AddAds": "POST Ads | AdGroupId:long Ads:[Ad] | AdIds:nulls",
    "UpdateAds": "PUT Ads | AdGroupId:long Ads:[Ad] |",
    "DeleteAds": "DELETE Ads | AdGroupId:long AdIds:longs |",
    "GetAdsByAdGroupId": "POST Ads/QueryByAdGroupId | AdGroupId:long AdTypes:[=AdType] | Ads:[Ad]",
    "GetAdsByIds": "POST Ads/QueryByIds | AdGroupId:long AdIds:longs AdTypes:[=AdType] | Ads:[Ad]",
    "AddBudgets": "POST Budgets | Budgets:[Budget] | BudgetIds:nulls",
    "UpdateBudgets": "PUT Budgets | Budgets:[Budget] |",
    "DeleteBudgets": "DELETE Budgets | BudgetIds:longs |",
    "GetBudgetsByIds": "POST Budgets/QueryByIds | BudgetIds:longs | Budgets:[Budget]",
    "GetCampaignIdsByBudgetIds": "POST CampaignIds/QueryByBudgetIds | BudgetIds:longs | CampaignIdCollection:[IdCollection]",
    "AddLabels": "POST Labels | Labels:[Label] | LabelIds:nulls",
    "UpdateLabels": "PUT Labels | Labels:[Label] |",
    "DeleteLabels": "DELETE Labels | LabelIds:longs |",
    "GetLabelsByIds": "POST Labels/QueryByIds | LabelIds:longs | Labels:[Label]",
    "SetLabelAssociations": "POST LabelAssociations/Set | EntityType LabelAssociations:[LabelAssociation] |",
    "DeleteLabelAssociations": "DELETE LabelAssociations | EntityType LabelAssociations:[LabelAssociation] |",
    "GetLabelAssociationsByEntityIds": "POST LabelAssociations/QueryByEntityIds | EntityIds:longs EntityType | "
                                       "LabelAssociations:[LabelAssociation]",
    "GetLabelAssociationsByLabelIds": "POST LabelAssociations/QueryByLabelIds | EntityType LabelIds:longs | LabelAssociations:[LabelAssociation]",
    "AddNegativeKeywordsToEntities": "POST EntityNegativeKeywords | EntityNegativeKeywords:[EntityNegativeKeyword] | "
                                     "NegativeKeywordIds:[IdCollection] NestedPartialErrors:[BatchErrorCollection]",
    "DeleteNegativeKeywordsFromEntities": "DELETE EntityNegativeKeywords | EntityNegativeKeywords:[EntityNegativeKeyword] | "
                                          "NestedPartialErrors:[BatchErrorCollection]",
    "GetNegativeKeywordsByEntityIds": "POST NegativeKeywords/QueryByEntityIds | EntityIds:longs EntityType ParentEntityId:long | "
                                      "EntityNegativeKeywords:[EntityNegativeKeyword]",
    "SetNegativeSitesToCampaigns": "POST NegativeSites/SetToCampaigns | AccountId:long CampaignNegativeSites:[CampaignNegativeSites] |",
    "GetNegativeSitesByCampaignIds": "POST NegativeSites/QueryByCampaignIds | AccountId:long CampaignIds:longs | "
                                     "CampaignNegativeSites:[CampaignNegativeSites]",
    "SetNegativeSitesToAdGroups": "POST NegativeSites/SetToAdGroups | CampaignId:long AdGroupNegativeSites:[AdGroupNegativeSites] |",
    "GetNegativeSitesByAdGroupIds": "POST NegativeSites/QueryByAdGroupIds | CampaignId:long AdGroupIds:longs | "
                                    "AdGroupNegativeSites:[AdGroupNegativeSites]",
    "AddCampaignCriterions": "POST CampaignCriterions | CampaignCriterions:[CampaignCriterion] CriterionType:flags | "
                             "CampaignCriterionIds:nulls NestedPartialErrors:[BatchErrorCollection]",
    "UpdateCampaignCriterions": "PUT CampaignCriterions | CampaignCriterions:[CampaignCriterion] CriterionType:flags | "
                                "NestedPartialErrors:[BatchErrorCollection]",
    "DeleteCampaignCriterions": "DELETE CampaignCriterions | CampaignCriterionIds:longs CampaignId:long CriterionType:flags |",
    "GetCampaignCriterionsByIds": "POST CampaignCriterions/QueryByIds | CampaignCriterionIds:longs CampaignId:long CriterionType:flags | "
                                  "CampaignCriterions:[CampaignCriterion]",
    "AddAdGroupCriterions": "POST AdGroupCriterions | AdGroupCriterions:[AdGroupCriterion] CriterionType:flags | "
                            "AdGroupCriterionIds:nulls NestedPartialErrors:[BatchErrorCollection]",
    "UpdateAdGroupCriterions": "PUT AdGroupCriterions | AdGroupCriterions:[AdGroupCriterion] CriterionType:flags | "
                               "NestedPartialErrors:[BatchErrorCollection]",
    "DeleteAdGroupCriterions": "DELETE AdGroupCriterions | AdGroupCriterionIds:longs AdGroupId:long CriterionType:flags |",
    "GetAdGroupCriterionsByIds": "POST AdGroupCriterions/QueryByIds | AdGroupCriterionIds:longs AdGroupId:long CriterionType:flags | "
                                 "AdGroupCriterions:[AdGroupCriterion]",
    "SetAccountProperties": "POST AccountProperties/Set | AccountProperties:[AccountProperty] |",
    "GetAccountProperties": "POST AccountProperties/Query | AccountPropertyNames:[=AccountPropertyName] | AccountProperties:[AccountProperty]",
}


class Refused(Exception):
    """The call failed as a whole."""

    def __init__(self, fault, codes):
        super().__init__(f"{fault} {codes}")
        self.fault, self.codes = fault, codes


def members_of(text):
    return [(name, kind or "text") for name, _, kind in (part.partition(":") for part in text.split())]


def write_list(name, kind, value):
    item = kind[1:-1]
    if item.startswith("="):
        return f"<{name}>" + "".join(f"<{item[1:]}>{v}</{item[1:]}>" for v in value) + f"</{name}>"
    return f"<{name}>" + "".join([f'<{item} i:nil="true"/>' if v is None else write_object(item, item, v) for v in value]) + f"</{name}>"


def write_object(name, type_name, value):
    attribute = ""
    if type_name in FAMILIES and value.get("Type") is not None:
        attribute = f' i:type="{FAMILIES[type_name].format(value["Type"])}"'
    return f"<{name}{attribute}>{write_members(MEMBERS[type_name], value, type_name in FAMILIES)}</{name}>"


def write_members(members, value, family=False):
    parts = []
    for name, kind in members:
        if name not in value or (family and name == "Type"):
            continue
        v = value[name]
        if v is None:
            parts.append(f'<{name} i:nil="true"/>')
        elif kind == "text":
            parts.append(f"<{name}>{escape(v)}</{name}>")
        elif kind in ("long", "int", "double"):
            parts.append(f"<{name}>{v}</{name}>")
        elif kind == "bool":
            parts.append(f"<{name}>{'true' if v else 'false'}</{name}>")
        elif kind == "flags":
            parts.append(f"<{name}>{v.replace(', ', ' ')}</{name}>")
        elif kind == "longs":
            parts.append(f"<{name}>" + "".join([f"<a:long>{i}</a:long>" for i in v]) + f"</{name}>")
        elif kind == "texts":
            parts.append(f"<{name}>" + "".join([f"<a:string>{escape(t)}</a:string>" for t in v]) + f"</{name}>")
        elif kind[0] == "[":
            parts.append(write_list(name, kind, v))
        else:
            parts.append(write_object(name, kind, v))
    return "".join(parts)


def read_object(type_name, element):
    value = {}
    readers = READERS[type_name]
    for child in element:
        tag = child.tag
        name, reader = readers[tag[tag.rfind("}") + 1:]]
        value[name] = None if child.get(INSTANCE + "nil") == "true" else reader(child)
    if type_name in FAMILIES:
        said, meant = element.get(INSTANCE + "type"), FAMILIES[type_name].format(value["Type"])
        assert said == meant, f"i:type {said}, Type {value['Type']}"
    return value


def reader_of(kind):
    if kind in ("text", "long"):
        return lambda e: e.text or ""
    if kind == "int":
        return lambda e: int(e.text)
    if kind == "double":
        return lambda e: float(e.text)
    if kind == "bool":
        return lambda e: {"true": True, "false": False}[e.text]
    if kind in ("texts", "longs", "nulls"):
        return lambda e: [None if c.get(INSTANCE + "nil") == "true" else c.text or "" for c in e]
    if kind == "map":
        return lambda e: [(c[0].text, c[1].text) for c in e]
    if kind[0] == "[":
        return lambda e: [None if c.get(INSTANCE + "nil") == "true" else read_object(kind[1:-1], c) for c in e]
    return lambda e: read_object(kind, e)


MEMBERS = {name: members_of(text) for name, text in TYPES.items()}
READERS = {name: {n: (n, reader_of(kind)) for n, kind in members} for name, members in MEMBERS.items()}
REQUESTS = {}
for _name, _text in OPERATIONS.items():
    _call, _request, _answer = (part.strip() for part in _text.split("|"))
    _members = members_of(_answer)
    if "Nested" not in _answer and not _name.startswith(("GetCampaignsByA", "GetAdGroupsByC", "GetKeywordsByA", "GetAdsByA", "GetAdGroupCriterions", "SetAccount")):
        _members.append(("PartialErrors", "[BatchError]"))
    READERS[_name] = {n: (n, reader_of(kind)) for n, kind in _members}
    READERS[_name]["InheritedBidStrategyTypes"] = ("InheritedBidStrategyTypes", reader_of("texts"))
    REQUESTS[_name] = (*_call.split(), members_of(_request))


class Wire:
    """The service as one caller knows it: `account` has id, customer, token and developer_token."""

    def __init__(self, base, account):
        address = urllib.parse.urlsplit(base)
        self.connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
        self.headers = {"Authorization": "Bearer " + account.token, "DeveloperToken": account.developer_token,
                        "CustomerId": str(account.customer), "CustomerAccountId": str(account.id), "Content-Type": "application/json"}
        self.frame = (f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:i="{INSTANCE[1:-1]}" '
                      'xmlns:a="http://schemas.microsoft.com/2003/10/Serialization/Arrays">'
                      f'<s:Header xmlns="{MESSAGES}"><AuthenticationToken>{account.token}</AuthenticationToken>'
                      f"<CustomerAccountId>{account.id}</CustomerAccountId><CustomerId>{account.customer}</CustomerId>"
                      f"<DeveloperToken>{account.developer_token}</DeveloperToken></s:Header><s:Body>")

    def __call__(self, protocol, operation, body):
        return self.rest(operation, body) if protocol == "REST" else self.soap(operation, body)

    def close(self):
        self.connection.close()

    def send(self, method, path, body, headers):
        self.connection.request(method, path, body.encode(), headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def rest(self, operation, body):
        method, path, _ = REQUESTS[operation]
        status, text = self.send(method, REST_PATH + path, json.dumps(body), self.headers)
        document = json.loads(text)
        if status != 200:
            errors = [e for part in ("Errors", "OperationErrors", "BatchErrors") for e in document.get(part) or []]
            raise Refused(document["Type"], [e["ErrorCode"] for e in errors])
        return document

    def soap(self, operation, body):
        envelope = (f'{self.frame}<{operation}Request xmlns="{MESSAGES}">{write_members(REQUESTS[operation][2], body)}</{operation}Request>'
                    "</s:Body></s:Envelope>")
        status, text = self.send("POST", SOAP_PATH, envelope, {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{operation}"'})
        content = xml.etree.ElementTree.fromstring(text)[-1][0]
        if status != 200:
            detail = next(e for e in content if e.tag == "detail")[0]
            local = [(e.tag[e.tag.rfind("}") + 1:], e.text) for e in detail.iter()]
            raise Refused(detail.tag[detail.tag.rfind("}") + 1:], [text for name, text in local if name == "ErrorCode"])
        return read_object(operation, content)
