// Requests and answers for the tests of this folder.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codec/json_tree.h"
#include "journal/journal.h"

namespace adsbox::journal {

inline const schema::OperationInfo& operation(std::string_view service, std::string_view name) {
  return *schema::find_operation(*schema::find_service(service), name);
}

/// A request and its answer, and what is known of them.
struct Sample {
  Exchange exchange;
  std::string method = "POST", target = "/common/oauth2/v2.0/token", host = "localhost:8080", body;
  std::vector<std::pair<std::string, std::string>> headers;
  net::Response response;

  static Sample http(std::string id) {
    Sample s;
    s.exchange.tracking_id = std::move(id);
    s.exchange.endpoint = "token";
    s.exchange.ticks = 17'724'528'000'000'000;
    return s;
  }
  static Sample rest(std::string id, std::string_view name, std::string body) {
    Sample s = http(std::move(id));
    s.exchange.endpoint.clear();
    s.exchange.protocol = Channel::rest;
    s.exchange.world = "sandbox";
    s.exchange.operation = &operation("CampaignManagement", name);
    s.target = schema::text(s.exchange.operation->rest_path);
    s.body = std::move(body);
    s.response.content_type = "application/json; charset=utf-8";
    return s;
  }
  static Sample soap(std::string id, std::string_view name, std::string_view header, std::string_view body) {
    Sample s = rest(std::move(id), name, {});
    s.exchange.protocol = Channel::soap;
    s.target = "/Api/Advertiser/CampaignManagement/v13/CampaignManagementService.svc";
    s.headers = {{"Content-Type", "text/xml; charset=utf-8"}, {"SOAPAction", std::string(name)}};
    s.body =
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header "
        "xmlns=\"https://bingads.microsoft.com/CampaignManagement/v13\">" +
        std::string(header) + "</s:Header><s:Body>" + std::string(body) + "</s:Body></s:Envelope>";
    s.response.content_type = "text/xml; charset=utf-8";
    return s;
  }
  Sample& refused(Error error, Explanation why, std::string details = {}) {
    exchange.failure = Failure{FaultKind::ad_api, {}, 0};
    exchange.failure->errors.push_back({error, -1, {}, std::move(details), std::move(why), -1});
    response.status = 500;
    return *this;
  }
  [[nodiscard]] net::Request request() const {
    net::Request q;
    q.method = method;
    q.target = target;
    q.path = q.target.substr(0, q.target.find('?'));
    if (q.path.size() < q.target.size()) q.query = q.target.substr(q.path.size() + 1);
    q.host = host;
    q.body = body;
    for (const auto& [name, value] : headers) q.headers.push_back({name, value});
    return q;
  }
  void into(Journal& journal) const { journal.record(exchange, request(), response); }
  [[nodiscard]] EntryPtr entry() const {
    Journal journal;
    into(journal);
    return journal.find(std::uint64_t{1});
  }
};

/// A JSON text that lives as long as its tree.
class Json {
 public:
  explicit Json(std::string text) : text_(std::make_unique<std::string>(std::move(text))), tree_(codec::parse_json(*text_)) {}
  [[nodiscard]] bool valid() const { return tree_.has_value(); }
  [[nodiscard]] const codec::JsonValue& operator[](std::string_view name) const { return (*tree_)[name]; }
  [[nodiscard]] const std::string& text() const { return *text_; }

 private:
  std::unique_ptr<std::string> text_;
  std::optional<codec::JsonValue> tree_;
};

}  // namespace adsbox::journal
