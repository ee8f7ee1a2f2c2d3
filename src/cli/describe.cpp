// `adsbox wsdl` and `adsbox openapi`: the contract of a service, as documents, without a server.
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/operations.h"
#include "cli/terminal.h"
#include "gateway/describe/openapi.h"
#include "gateway/describe/wsdl.h"
#include "schema/contract_version.h"

namespace adsbox::cli {
namespace {

using Writer = std::string (*)(const schema::ServiceInfo&, std::string_view, schema::ContractVersion);

int describe(const char* name, const char* summary, Writer write, bool has_versions, int argc, char** argv) {
  Parser app(summary, name);
  std::string service_name, url, contract;
  bool sandbox = false;
  app.add_option("service", service_name, "CampaignManagement, Bulk, Reporting, AdInsight, CustomerManagement, CustomerBilling")
      ->required();
  auto* at = app.add_option("--url", url, "base address that the document names (default: the official host)");
  app.add_flag("--sandbox", sandbox, "name the sandbox's official host")->excludes(at);
  if (has_versions)
    app.add_option("--contract", contract, "as it was at this version, e.g. 13.0.11, but for what was taken away");
  if (const auto code = parse(app, argc, argv)) return *code;
  const auto version = schema::contract_version(contract);
  if (!contract.empty() && !version)
    return fail(name, "--contract takes 13.0.1 to " + schema::contract_text(schema::newest_contract())), 2;

  const auto service = service_named(service_name);
  if (!service) return fail(name, service.error()), 2;
  const auto environment = !url.empty() ? Environment::at(url) : sandbox ? Environment::sandbox() : Environment::production();
  const auto document = write(**service, environment.service_url(schema::text((*service)->host), ""), version.value_or(0));
  out(document.ends_with('\n') ? document : document + "\n");
  return 0;
}

}  // namespace

int wsdl(int argc, char** argv) {
  return describe("wsdl", "Prints the WSDL 1.1 document of a service.", gateway::wsdl_document, true, argc, argv);
}

int openapi(int argc, char** argv) {
  return describe(
      "openapi", "Prints the OpenAPI 3.1 document of a service's REST side.",
      [](const schema::ServiceInfo& service, std::string_view url, schema::ContractVersion) {
        return gateway::openapi_document(service, url);
      },
      false, argc, argv);
}

}  // namespace adsbox::cli
