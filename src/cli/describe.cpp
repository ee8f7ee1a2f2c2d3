// `adsbox wsdl` and `adsbox openapi`: the contract of a service, as documents, without a server.
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/operations.h"
#include "cli/terminal.h"
#include "gateway/describe/openapi.h"
#include "gateway/describe/wsdl.h"

namespace adsbox::cli {
namespace {

using Writer = std::string (*)(const schema::ServiceInfo&, std::string_view);

int describe(const char* name, const char* summary, Writer write, int argc, char** argv) {
  Parser app(summary, name);
  std::string service_name, url;
  bool sandbox = false;
  app.add_option("service", service_name, "CampaignManagement, Bulk, Reporting, AdInsight, CustomerManagement, CustomerBilling")
      ->required();
  auto* at = app.add_option("--url", url, "base address that the document names (default: the official host)");
  app.add_flag("--sandbox", sandbox, "name the sandbox's official host")->excludes(at);
  if (const auto code = parse(app, argc, argv)) return *code;

  const auto service = service_named(service_name);
  if (!service) return fail(name, service.error()), 2;
  const auto environment = !url.empty() ? Environment::at(url) : sandbox ? Environment::sandbox() : Environment::production();
  const auto document = write(**service, environment.service_url(schema::text((*service)->host), ""));
  out(document.ends_with('\n') ? document : document + "\n");
  return 0;
}

}  // namespace

int wsdl(int argc, char** argv) {
  return describe("wsdl", "Prints the WSDL 1.1 document of a service.", gateway::wsdl_document, argc, argv);
}

int openapi(int argc, char** argv) {
  return describe("openapi", "Prints the OpenAPI 3.1 document of a service's REST side.", gateway::openapi_document, argc, argv);
}

}  // namespace adsbox::cli
