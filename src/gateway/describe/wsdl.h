// The WSDL of a service, written from the contract tables.
#pragma once

#include <string>
#include <string_view>

#include "schema/tables.h"

namespace adsbox::gateway {

/// A WSDL 1.1 document with its schemas inside: it is the answer to ?wsdl and to ?singleWsdl. `address_base_url` is scheme, host
/// and port as the client sees them (`https://campaign.api.bingads.microsoft.com`), without a trailing slash; clients post to
/// what stands there. It says the same as the official document (see schema/wsdl_fingerprints.tsv) but for the WS-Policy, which
/// demands TLS and is left out, since we answer on plain HTTP as well. What is REST only is not in it.
/// `contract`: without what came after that version; 0 = the newest.
std::string wsdl_document(const schema::ServiceInfo& service, std::string_view address_base_url,
                          schema::ContractVersion contract = 0);

}  // namespace adsbox::gateway
