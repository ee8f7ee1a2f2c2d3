#!/usr/bin/python3
"""keywords.py N: a GetKeywordsByAdGroupId response with N keywords, of the shape the service sends (nil members, a derived bidding scheme, lists,
entities, custom parameters), on standard output."""
import sys

ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
CAMPAIGN = "https://bingads.microsoft.com/CampaignManagement/v13"


def nil(name):
    return f'<{name} i:nil="true"/>'


def strings(name, value):
    return f'<{name} xmlns:a="{ARRAYS}"><a:string>{value}</a:string></{name}>'


def keyword(n):
    return "".join((
        f"<Keyword><Bid><Amount>{0.05 + n % 300 / 100:.2f}</Amount></Bid>",
        '<BiddingScheme i:type="InheritFromParentBiddingScheme"><Type>InheritFromParent</Type>',
        "<InheritedBidStrategyType>EnhancedCpc</InheritedBidStrategyType></BiddingScheme>",
        nil("DestinationUrl"), "<EditorialStatus>Active</EditorialStatus>", nil("FinalAppUrls"),
        strings("FinalMobileUrls", f"https://m.teahouse.example/leaves/green?kw={n}"), nil("FinalUrlSuffix"),
        strings("FinalUrls", f"https://www.teahouse.example/leaves/green?kw={n}&amp;src=ms"),
        '<ForwardCompatibilityMap xmlns:a="http://schemas.datacontract.org/2004/07/System.Collections.Generic" />',
        f"<Id>{84900000000 + n}</Id><MatchType>{('Broad', 'Phrase', 'Exact')[n % 3]}</MatchType>",
        nil("Param1"), "<Param2>10% Off</Param2>", nil("Param3"), "<Status>Active</Status>",
        f"<Text>granny&apos;s green tea {n}</Text>", nil("TrackingUrlTemplate"),
        f"<UrlCustomParameters><Parameters><CustomParameter><Key>promoCode</Key><Value>PROMO{n}</Value></CustomParameter></Parameters></UrlCustomParameters>",
        "</Keyword>"))


def main(count):
    write = sys.stdout.write
    write('<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header><h:TrackingId '
          f'xmlns:h="{CAMPAIGN}">5c0f6a0e-0d0e-4a57-8a29-7f3f1b9f1d55</h:TrackingId></s:Header><s:Body>'
          f'<GetKeywordsByAdGroupIdResponse xmlns="{CAMPAIGN}"><Keywords xmlns:i="http://www.w3.org/2001/XMLSchema-instance">')
    for n in range(count):
        write(keyword(n))
    write("</Keywords></GetKeywordsByAdGroupIdResponse></s:Body></s:Envelope>")


if __name__ == "__main__":
    main(int(sys.argv[1]))
