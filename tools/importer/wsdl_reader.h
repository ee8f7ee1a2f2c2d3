// A WSDL document as a schema: the SOAP half of a service's contract.
#pragma once

#include <expected>
#include <filesystem>
#include <string>

#include "schema.h"

namespace importer {

/// Types, lists, enums and operations in document order, without storage numbers and without anything about REST.
std::expected<Service, std::string> read_wsdl(const std::filesystem::path& path);

}  // namespace importer
