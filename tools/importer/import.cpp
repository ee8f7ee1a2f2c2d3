#include <algorithm>
#include <iostream>
#include <map>

#include "commands.h"
#include "errors.h"
#include "merge.h"
#include "rest_reader.h"
#include "wsdl_reader.h"

namespace importer {
namespace {

/// The services, in the order in which type numbers are given. Names of the upstream files and what no file states.
struct Source {
  const char *name, *file, *wsdl, *rest, *rest_base;
};
constexpr Source sources[] = {
    {"CampaignManagement", "campaign_management", "campaignmanagement_service.xml", "campaign.json", "/CampaignManagement/v13"},
    {"Bulk", "bulk", "bulk_service.xml", "bulk.json", "/Bulk/v13"},
    {"Reporting", "reporting", "reporting_service.xml", "reporting.json", "/Reporting/v13"},
    {"AdInsight", "ad_insight", "adinsight_service.xml", "adinsight.json", "/AdInsight/v13"},
    {"CustomerManagement", "customer_management", "customermanagement_service.xml", "customer.json", "/CustomerManagement/v13"},
    {"CustomerBilling", "customer_billing", "customerbilling_service.xml", "billing.json", "/CustomerBilling/v13"},
};

/// References that lead nowhere: a rest-only operation whose messages nobody has written down.
void check_references(const Service& s, std::vector<std::string>& notes) {
  for (const auto& o : s.operations)
    for (const auto& m : {o.request, o.response})
      if (s.type(m) == nullptr)
        notes.push_back("operation " + o.name + " needs its message " + m + ", written by hand as rest-only");
  for (const auto& t : s.types)
    for (const auto& m : t.members)
      if (m.type.find(':') != std::string::npos && s.type(m.type) == nullptr && s.list(m.type) == nullptr &&
          s.enumeration(m.type) == nullptr)
        notes.push_back(t.id() + "." + m.name + " has the unknown type " + m.type);
}

}  // namespace

int run_import(const ImportOptions& options, std::ostream& out) {
  TypeNumbers numbers;
  std::map<std::string, Service> existing;
  for (const auto& source : sources) {
    const auto path = options.schema / (std::string(source.file) + ".schema");
    if (!std::filesystem::exists(path)) continue;
    auto service = read_schema(path);
    if (!service) {
      std::cerr << service.error() << '\n';
      return 1;
    }
    numbers.reserve(*service);
    existing[source.name] = std::move(*service);
  }
  const auto exceptions = read_exceptions(options.schema / "import-exceptions.txt");
  std::size_t changes = 0;
  std::map<std::filesystem::path, std::string> files;
  for (const auto& source : sources) {
    auto service = read_wsdl(options.facts / "wsdl" / source.wsdl);
    const auto rest = read_rest(options.facts / "rest" / source.rest);
    if (!service || !rest) {
      std::cerr << (service ? rest.error() : service.error()) << '\n';
      return 1;
    }
    const auto& old = existing[source.name];
    service->name = source.name;
    service->rest = source.rest_base;
    service->contract = !options.contract.empty() ? options.contract : old.contract.empty() ? "13.0.28" : old.contract;
    auto notes = apply_rest(*service, *rest, exceptions);
    const auto result = merge(std::move(*service), old, numbers);
    check_references(result.service, notes);
    out << source.name << ": " << result.service.operations.size() << " operations, " << result.service.types.size() << " types, "
        << result.service.enums.size() << " enums, " << result.changes.size() << " changes\n";
    for (const auto& c : result.changes) out << "  " << c << '\n';
    for (const auto& n : notes) out << "  ! " << n << '\n';
    changes += result.changes.size();
    files[options.schema / (std::string(source.file) + ".schema")] = print_schema(result.service);
  }
  auto errors = read_upstream_errors(options.facts / "error-codes.tsv");
  const auto error_changes = merge_errors(errors, read_errors(options.schema / "errors.tsv"));
  const auto new_errors = std::ranges::count_if(error_changes, [](const std::string& c) { return c[0] == '+'; });
  out << "errors: " << errors.size() << " rows, " << new_errors << " changes\n";
  for (const auto& c : error_changes) out << "  " << c << '\n';
  changes += static_cast<std::size_t>(new_errors);
  files[options.schema / "errors.tsv"] = print_errors(errors);
  if (options.check) return changes == 0 ? 0 : 2;
  for (const auto& [path, text] : files)
    if (!write_file(path, text)) {
      std::cerr << path << ": cannot be written\n";
      return 1;
    }
  return 0;
}

}  // namespace importer
