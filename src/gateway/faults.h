// The only place where errors take a protocol's shape.
#pragma once

#include <string>
#include <string_view>

#include "errors/failure.h"
#include "net/http.h"
#include "schema/tables.h"

namespace adsbox::gateway {

/// The fault object of a failure for the given operation (nullptr: the operation is not known), e.g. an ApiFaultDetail.
box<object> fault_object(const schema::ServiceInfo& service, const schema::OperationInfo* operation, const Failure& failure,
                         std::string_view tracking_id);

/// HTTP status that the failure has over REST.
int rest_status(const Failure& failure);

/// Writes the failure as a SOAP 1.1 fault (HTTP 500) or as a REST error body.
void answer_soap_fault(net::Response& response, const schema::ServiceInfo& service, const schema::OperationInfo* operation,
                       const Failure& failure, std::string_view tracking_id);
void answer_rest_fault(net::Response& response, const schema::ServiceInfo& service, const schema::OperationInfo* operation,
                       const Failure& failure, std::string_view tracking_id);

}  // namespace adsbox::gateway
