// `adsbox call`: any operation with JSON in and JSON out, whichever wire carries it.
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/operations.h"
#include "cli/terminal.h"
#include "codec/codec.h"

namespace adsbox::cli {
namespace {

std::string all_of_stdin() {
  std::string text;
  char buffer[16 * 1024];
  for (std::size_t n; (n = std::fread(buffer, 1, sizeof buffer, stdin)) > 0;) text.append(buffer, n);
  return text;
}

/// The request's JSON: itself, @FILE, or - for standard input.
std::expected<std::string, std::string> request_text(const std::string& argument) {
  if (argument == "-") return all_of_stdin();
  if (!argument.starts_with('@')) return argument;
  auto text = read_file(argument.substr(1));
  if (!text) return std::unexpected("cannot read " + argument.substr(1));
  return std::move(*text);
}

std::string problem_of(const codec::DecodeError& e) {
  std::string o = "the request is not valid";
  o += e.path.empty() ? " at byte " + std::to_string(e.offset) : " at " + e.path;
  if (!e.value.empty()) o += ": found '" + e.value + "'";
  if (!e.expected.empty()) o += ", expected " + e.expected;
  return o;
}

void print_operations(const schema::ServiceInfo& service) {
  std::string o;
  for (std::size_t i = 0; i < service.operation_count; ++i)
    o.append(schema::text(schema::contract.operations[service.first_operation + i].name)).append("\n");
  out(o);
}

void print_services() {
  std::string o;
  for (const auto& s : schema::contract.services)
    if (!s.internal) o.append(schema::text(s.name)).append("\n");
  out(o);
}

}  // namespace

int call(int argc, char** argv) {
  Parser app("Calls an operation: JSON in, JSON out, over REST or SOAP.", "call");
  Target target;
  Caller caller;
  std::string service_name, operation_name, json = "{}";
  ClientOptions options;
  bool soap = false, rest = false, raw = false, verbose = false;
  app.add_option("service", service_name, "CampaignManagement, CustomerManagement, ... (none: lists them)");
  app.add_option("operation", operation_name, "GetUser, AddCampaigns, ... (none: lists them)");
  app.add_option("request", json, "the request's members as JSON, @FILE, or - for standard input")->capture_default_str();
  auto* as_soap = app.add_flag("--soap", soap, "send it over SOAP");
  app.add_flag("--rest", rest, "send it over REST (the default)")->excludes(as_soap);
  app.add_flag("--raw", raw, "print the body as it came, also of a fault");
  app.add_flag("-v,--verbose", verbose, "show on stderr what goes over the wire, without secrets");
  app.add_option("--customer", options.customer_id, "CustomerId header (adsbox: that of the seeded customer)");
  app.add_option("--account", options.customer_account_id, "CustomerAccountId header (adsbox: that of the seeded account)");
  target.add_to(app);
  caller.add_to(app, true);
  app.footer("Example: adsbox call CustomerManagement GetUser '{\"UserId\":null}'");
  if (const auto code = parse(app, argc, argv)) return *code;

  if (service_name.empty()) return print_services(), 0;
  const auto service = service_named(service_name);
  if (!service) return fail("call", service.error()), 2;
  if (operation_name.empty()) return print_operations(**service), 0;
  const auto operation = operation_named(**service, operation_name);
  if (!operation) return fail("call", operation.error()), 2;

  const auto text = request_text(json);
  if (!text) return fail("call", text.error());
  const box<object> request(create_object((*operation)->request));
  std::vector<codec::Warning> warnings;
  const auto read =
      codec::read_json(text->empty() ? "{}" : *text, schema::type_info((*operation)->request), *request, {.warnings = &warnings});
  if (!read) return fail("call", problem_of(read.error())), 2;
  for (const auto& w : warnings)
    err("warning: " + w.path + (w.value.empty() ? "" : " '" + w.value + "'") + " is not in the contract\n");

  if (const auto missing = caller.complete(target)) return fail("call", *missing);
  options.environment = target.environment();
  options.protocol = soap ? Protocol::soap : Protocol::rest;
  options.developer_token = caller.developer_token;
  options.transport = target.transport();
  options.retry = RetryPolicy::none();  // a person wants to see what the service says
  if (caller.google) options.identity_provider = "Google";
  if (target.is_local() && caller.user == sandbox_user) {
    if (options.customer_id == 0) options.customer_id = sandbox_customer;
    if (options.customer_account_id == 0) options.customer_account_id = sandbox_account;
  }
  if (verbose) {
    options.log = [](std::string_view line) { err(std::string(line) + "\n"); };
    options.log_bodies = true;
  }
  auto token = sign_in(target, caller, options.transport);
  if (!token) return fail("call", token.error().describe());
  options.token = std::move(*token);

  const auto answer = ServiceClient(std::move(options)).invoke(schema::id_of(**operation), *request);
  if (!answer) {
    if (raw && !answer.error().raw_response.empty()) out(answer.error().raw_response + "\n");
    return fail("call", answer.error().describe());
  }
  if (raw) {
    out(answer->body + "\n");
  } else {
    std::string response;
    codec::write_json(response, *answer->response, {});
    out(pretty_json(response) + "\n");
  }
  return 0;
}

}  // namespace adsbox::cli
