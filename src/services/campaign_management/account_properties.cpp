// GetAccountProperties, SetAccountProperties: all or nothing.
#include "services/campaign_management/account_properties.h"

#include <algorithm>
#include <charconv>

#include "services/campaign_management/urls.h"
#include "services/entity/fields.h"
#include "services/entity/operations.h"
#include "services/services.h"

namespace adsbox::services {

using namespace campaign_management;

std::string property_name(AccountPropertyName name) {
  const opt value(name);
  return describe(field_of(AccountProperty::type_id, "Name"), &value);
}

text account_property(store::Reader& r, std::int64_t account, AccountPropertyName name) {
  const auto key = property_name(name);
  if (auto stored = world::find<AccountProperty>(r, account, key)) return (*stored)->value;
  const auto* usual = schema::find_set("account-property-default." + key);
  return usual == nullptr ? text(nil) : text(schema::rule_book.text(schema::values_of(*usual)[0]));
}

void set_account_property(store::Writer& w, std::int64_t account, AccountPropertyName name, std::string_view value,
                          DateTime now) {
  const auto key = property_name(name);
  const auto stored = world::find<AccountProperty>(w, account, key);
  AccountProperty property;
  property.name = name;
  property.value = value;
  const auto id = stored ? stored->id : w.next_id("account_property", 1);
  world::save(w, store::RowView{id, account, account, 0, now.ticks(), key, {}}, property);
}

namespace {

/// As if nobody had ever set it.
void reset_account_property(store::Writer& w, std::int64_t account, AccountPropertyName name) {
  if (const auto stored = world::find<AccountProperty>(w, account, property_name(name)))
    w.erase(world::kind_of<AccountProperty>(), stored->id);
}

std::vector<std::string> split(std::string_view s) {
  std::vector<std::string> parts;
  while (!s.empty()) {
    const auto end = std::min(s.find(';'), s.size());
    if (end > 0) parts.emplace_back(s.substr(0, end));
    s.remove_prefix(std::min(end + 1, s.size()));
  }
  return parts;
}

std::string joined(const std::vector<std::string>& parts) {
  std::string s;
  for (const auto& p : parts) s += (s.empty() ? "" : ";") + p;
  return s;
}

bool is_switch(std::string_view s) {
  return s == "true" || s == "false";
}

bool in_set(std::string_view set, std::string_view name) {
  const auto* values = schema::find_set("account-properties." + std::string(set));
  return values != nullptr && schema::contains(*values, name);
}

/// One property of a request.
class Setting {
 public:
  Setting(Call& call, store::Writer& w, const identity::AccountFacts& account, const AccountProperty& sent, const Path& path,
          std::vector<ErrorValue>& out)
      : call_(call), w_(w), account_(account), sent_(sent), path_(path), errors_(out, -1), out_(out) {}

  /// The value to keep; nothing, and errors, when it is none.
  std::optional<std::string> value() {
    validate(sent_, nullptr, {.mode = Mode::add}, path_, errors_);
    for (auto& e : out_) e.field_path.clear();
    if (errors_.any()) return {};
    const auto name = property_name(*sent_.name);
    auto kept = checked(name, sent_.value.view());
    if (errors_.any()) return {};
    return kept;
  }

 private:
  void refuse(Error error, std::string_view rule, std::string bound, std::string expected) {
    errors_.add(error, "AccountProperty." + std::string(rule), Path{&path_, "Value"}.text(), sent_.value.str(), std::move(bound),
                std::move(expected));
  }
  std::string checked(const std::string& name, std::string_view value) {
    if (*sent_.name == AccountPropertyName::None) {
      errors_.add(Error::InvalidValue, "AccountProperty.Name.known", Path{&path_, "Name"}.text(), name, "",
                  "the name of a property");
      return {};
    }
    if (*sent_.name == AccountPropertyName::TrackingUrlTemplate || *sent_.name == AccountPropertyName::FinalUrlSuffix)
      check_url();
    else if (in_set("switches", name))
      check_switch(name, value);
    else if (in_set("numbers", name))
      check_number(value);
    else if (schema::find_set("account-properties." + name) != nullptr)
      return list_value(name, value);
    return std::string(value);
  }
  /// By the rules of the same members of campaigns.
  void check_url() {
    const bool is_template = *sent_.name == AccountPropertyName::TrackingUrlTemplate;
    const auto& limit = schema::find_limit(is_template ? "account-tracking-template-length" : "account-final-url-suffix-length");
    if (const auto length = static_cast<std::int64_t>(code_points(sent_.value.view())), most = limit_of(call_.world, limit);
        length > most)
      return refuse(static_cast<Error>(limit.error), property_name(*sent_.name) + ".length", std::to_string(most) + " characters",
                    "a text of at most " + std::to_string(most) + " characters");
    const auto before = out_.size();
    AccountProperty result;
    const Ancestors none;
    const Parent parent{account_.id, account_.id};
    Decision d{Mode::update, sent_, nullptr, result, w_, call_.world, account_, parent, none, nullptr, call_.now, path_, errors_};
    if (is_template)
      check_tracking_template(d, sent_.value, true);
    else
      check_final_url_suffix(d, sent_.value);
    for (auto i = before; i < out_.size(); ++i) {
      out_[i].why.field = Path{&path_, "Value"}.text();
      out_[i].field_path.clear();
    }
  }
  void check_switch(const std::string& name, std::string_view value) {
    const bool always = in_set("always-on", name);
    if (value == "true" || (value == "false" && !always)) return;
    const auto error = *sent_.name == AccountPropertyName::IncludeViewThroughConversions ||
                               *sent_.name == AccountPropertyName::IncludeAutoBiddingViewThroughConversions
                           ? Error::ViewThroughAccountSettingValueInvalid
                       : *sent_.name == AccountPropertyName::ProfileExpansionEnabled ? Error::ProfileExpansionSettingInvalid
                                                                                     : Error::InvalidValue;
    refuse(error, name + ".switch", always ? "true" : "true, false",
           always ? "true: it has been on for good since 2021" : "true or false");
  }
  void check_number(std::string_view value) {
    double number = 0;
    const auto end = value.data() + value.size();
    if (const auto [at, ec] = std::from_chars(value.data(), end, number); ec != std::errc() || at != end || !(number >= 0))
      refuse(Error::ViewThroughAccountSettingValueInvalid, property_name(*sent_.name) + ".number", ">= 0",
             "a number of at least 0");
  }
  std::string list_value(const std::string& name, std::string_view value) {
    auto parts = split(value);
    const bool switches = *sent_.name == AccountPropertyName::AutoApplyRecommendations;
    for (const auto& part : parts) {
      const auto equals = switches ? part.find('=') : part.size();
      if (!in_set(name, part.substr(0, equals)) ||
          (switches && (equals == std::string::npos || !is_switch(part.substr(equals + 1))))) {
        refuse(Error::InvalidValue, name + ".list", switches ? "KEY=true;KEY=false" : "NAME;NAME",
               "values of " + name + " joined by ;");
        return {};
      }
    }
    if (!switches) return joined(parts);
    // Keys that the request leaves out stay as they are.
    auto merged = split(account_property(w_, account_.id, *sent_.name).view());
    for (const auto& part : parts) {
      const auto key = part.substr(0, part.find('=') + 1);
      const auto same = std::ranges::find_if(merged, [&](const auto& m) { return m.starts_with(key); });
      if (same != merged.end())
        *same = part;
      else
        merged.push_back(part);
    }
    return joined(merged);
  }

  Call& call_;
  store::Writer& w_;
  const identity::AccountFacts& account_;
  const AccountProperty& sent_;
  const Path& path_;
  ItemErrors errors_;
  std::vector<ErrorValue>& out_;
};

Result<SetAccountProperties> set_properties(Call& call, const SetAccountPropertiesRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const auto account = identity::find_account(call.world, call.customer_account_id);
  std::vector<ErrorValue> errors;
  call.world.store().write([&](store::Writer& w) {
    for (std::size_t i = 0; account != nullptr && i < request.account_properties.size(); ++i) {
      const auto& sent = *request.account_properties[i];
      const Path path{nullptr, "AccountProperties", static_cast<int>(i)};
      const auto value = Setting(call, w, *account, sent, path, errors).value();
      if (!value) continue;
      if (value->empty())
        reset_account_property(w, account->id, *sent.name);
      else
        set_account_property(w, account->id, *sent.name, *value, call.now);
    }
    return errors.empty();
  });
  if (!errors.empty()) return std::unexpected(Failure{FaultKind::operation, std::move(errors), 0});
  return SetAccountPropertiesResponse{};
}

Result<GetAccountProperties> get_properties(Call& call, const GetAccountPropertiesRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  GetAccountPropertiesResponse response;
  response.account_properties.set_empty();
  std::vector<ErrorValue> errors;
  call.world.store().read([&](store::Reader& r) {
    for (std::size_t i = 0; i < request.account_property_names.size(); ++i) {
      const int index = static_cast<int>(i);
      if (call.inject(index, errors)) continue;
      const auto name = request.account_property_names[i].value_or(AccountPropertyName::None);
      if (name == AccountPropertyName::None) {
        ItemErrors(errors, index)
            .add(Error::InvalidValue, "AccountPropertyNames.known", Path{nullptr, "AccountPropertyNames", index}.text(), "None",
                 "", "the name of a property");
        continue;
      }
      auto property = make<AccountProperty>();
      property->name = name;
      property->value = account_property(r, call.customer_account_id, name);
      response.account_properties.push_back(std::move(property));
    }
  });
  put_errors(call, response, std::move(errors));
  return response;
}

}  // namespace

void register_account_properties(Registry& registry) {
  registry.own({"account_properties", {.records = world::kinds_of<AccountProperty>(), .sequences = {"account_property"}}});
  registry.add<SetAccountProperties>(set_properties);
  registry.add<GetAccountProperties>(get_properties);
}

}  // namespace adsbox::services
