"""Campaign Management on the wire: JSON and SOAP written and read by hand, over one kept connection.

Values are the same on both wires and look like REST's JSON: longs are texts, an absent member is not in the
dict, nil is None, objects of a family carry `Type`.

    wire = Wire(server.http, account)
    wire("REST", "AddKeywords", {"AdGroupId": 1, "Keywords": [{...}]})   # the answer's members; Refused when the call failed as a whole
"""
import http.client
import json
import urllib.parse
import xml.etree.ElementTree
from xml.sax.saxutils import escape

from contract import FAMILIES, OPERATIONS, TYPES

MESSAGES = "https://bingads.microsoft.com/CampaignManagement/v13"
INSTANCE = "{http://www.w3.org/2001/XMLSchema-instance}"
SOAP_PATH = "/Api/Advertiser/CampaignManagement/v13/CampaignManagementService.svc"
REST_PATH = "/CampaignManagement/v13/"


class Refused(Exception):
    """The call failed as a whole."""

    def __init__(self, fault, codes, answer):
        super().__init__(f"{fault} {codes}")
        self.fault, self.codes, self.answer = fault, codes, answer


def members_of(text):
    return [(name, kind or "text") for name, _, kind in (part.partition(":") for part in text.split())]


def class_of(family, said):
    """The class that `Type` stands for: of some the whole name, of some without the family's."""
    return said if said.endswith(FAMILIES[family][2:]) else FAMILIES[family].format(said)


def write_list(name, kind, value):
    item = kind[1:-1]
    if item.startswith("="):
        return f"<{name}>" + "".join(f"<{item[1:]}>{v}</{item[1:]}>" for v in value) + f"</{name}>"
    return f"<{name}>" + "".join([f'<{item} i:nil="true"/>' if v is None else write_object(item, item, v) for v in value]) + f"</{name}>"


def write_object(name, type_name, value):
    attribute = ""
    if type_name in FAMILIES and value.get("Type") is not None:
        attribute = f' i:type="{class_of(type_name, value["Type"])}"'
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
        said, meant = element.get(INSTANCE + "type"), class_of(type_name, value["Type"])
        assert said == meant, f"i:type {said}, Type {value['Type']}"
    return value


def reader_of(kind):
    if kind in ("text", "long", "flags"):
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
# Operations whose answers have no errors of single items.
WITHOUT_ERRORS = ("GetCampaignsByAccountId", "GetAdGroupsByCampaignId", "GetKeywordsByAdGroupId", "GetAdsByAdGroupId", "GetAdGroupCriterionsByIds",
                  "SetAccountProperties")
REQUESTS = {}
for _name, _text in OPERATIONS.items():
    _call, _request, _answer = (part.strip() for part in _text.split("|"))
    _members = members_of(_answer)
    if "Nested" not in _answer and _name not in WITHOUT_ERRORS:
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
            raise Refused(document["Type"], [e["ErrorCode"] for e in errors], text.decode())
        return document

    def soap(self, operation, body):
        envelope = (f'{self.frame}<{operation}Request xmlns="{MESSAGES}">{write_members(REQUESTS[operation][2], body)}</{operation}Request>'
                    "</s:Body></s:Envelope>")
        status, text = self.send("POST", SOAP_PATH, envelope, {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": f'"{operation}"'})
        content = xml.etree.ElementTree.fromstring(text)[-1][0]
        if status != 200:
            detail = next(e for e in content if e.tag == "detail")[0]
            local = [(e.tag[e.tag.rfind("}") + 1:], e.text) for e in detail.iter()]
            raise Refused(detail.tag[detail.tag.rfind("}") + 1:], [t for name, t in local if name == "ErrorCode"], text.decode())
        return read_object(operation, content)
