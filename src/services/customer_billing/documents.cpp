// GetBillingDocumentsInfo, GetBillingDocuments.
#include "billing/documents.h"

#include "adsbox/customer_billing.h"
#include "services/customer_billing/access.h"
#include "services/customer_billing/invoice.h"
#include "services/partial_errors.h"
#include "services/services.h"
#include "world/entities.h"

namespace adsbox::services {

using namespace customer_billing;
using billing::Day;
using billing::day_of;
using customer_management::AdvertiserAccount;

namespace {

ErrorValue item_error(Error error, int index, std::string rule, std::string field, std::string value, std::string expected) {
  if (value.empty()) value = "(absent)";
  auto bound = expected;
  return {error, index, {}, {}, {std::move(rule), std::move(field), std::move(value), std::move(bound), std::move(expected)}, -1};
}

std::unexpected<Failure> refuse_items(std::vector<ErrorValue> errors) {
  return std::unexpected(Failure{FaultKind::batch, std::move(errors), 0});
}

BillingDocumentInfo info_of(const world::Stored<AdvertiserAccount>& account, const billing::Statement& s, bool with_number) {
  BillingDocumentInfo info;
  info.account_id = account.id;
  info.account_name = account->name;
  info.account_number = account->number;
  info.amount = billing::amount(s.net());
  info.currency_code = currency_of(*account);
  info.document_date = billing::moment(billing::document_day(s.month));
  info.document_id = billing::document_id({account.id, s.month});
  info.customer_id = static_cast<std::int32_t>(account.parent);
  if (with_number) info.document_number = billing::document_number(s.month, account->number.view());
  return info;
}

Result<GetBillingDocumentsInfo> get_billing_documents_info(Call& call, const GetBillingDocumentsInfoRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const Day today = day_of(call.now), first = day_of(*request.start_date);
  const Day last = request.end_date ? day_of(*request.end_date) : today;
  if (first > last)
    return refuse_billing(Error::Code532,
                          {"GetBillingDocumentsInfo.StartDate.order", "StartDate", day_text(first), "<= " + day_text(last),
                           request.end_date ? "a day that is not after EndDate" : "today or an earlier day"});
  std::vector<ErrorValue> wrong;
  int index = 0;
  for (const auto& id : request.account_ids) {
    if (id.value_or(0) <= 0)
      wrong.push_back(item_error(Error::Code2108, index, "GetBillingDocumentsInfo.AccountIds.range",
                                 "AccountIds[" + std::to_string(index) + "]", id ? std::to_string(*id) : "",
                                 "the id of an account"));
    ++index;
  }
  if (!wrong.empty()) return refuse_items(std::move(wrong));
  GetBillingDocumentsInfoResponse response;
  response.billing_documents_info.set_empty();
  call.world.store().read([&](store::Reader& r) {
    for (const auto& id : request.account_ids) {
      const auto account = world::load<AdvertiserAccount>(r, *id);
      if (!account) continue;
      for (const auto& s : billing::documents_of(r, *id, today))
        if (const auto date = billing::document_day(s.month); date >= first && date <= last)
          response.billing_documents_info.push_back(make(info_of(*account, s, request.return_invoice_number.value_or(false))));
    }
  });
  return response;
}

/// The invoice that an item names; an error when there is none for this caller.
std::optional<Invoice> find_invoice(Call& call, store::Reader& r, const BillingDocumentInfo* info, int index,
                                    std::vector<ErrorValue>& wrong) {
  const auto path = "BillingDocumentsInfo[" + std::to_string(index) + "]";
  if (info == nullptr) {
    wrong.push_back(item_error(Error::Code3087, index, "GetBillingDocuments.BillingDocumentsInfo.nil", path, "(nil)",
                               "CustomerId and DocumentId of a billing document"));
    return std::nullopt;
  }
  const auto id = info->document_id.value_or(0), customer = std::int64_t{info->customer_id.value_or(0)};
  const auto key = billing::document_key(id);
  std::optional<Invoice> found;
  if (key && reaches_account(call, key->account_id)) found = read_invoice(r, *key, day_of(call.now));
  if (!found) {
    wrong.push_back(item_error(Error::Code1001, index, "GetBillingDocuments.DocumentId.exists", path + ".DocumentId",
                               info->document_id ? std::to_string(id) : "",
                               "a DocumentId that GetBillingDocumentsInfo tells, of an account that the caller reaches"));
    return std::nullopt;
  }
  const auto account = world::load<AdvertiserAccount>(r, key->account_id);
  if (customer != account->parent && customer != (*account)->bill_to_customer_id.value_or(0)) {
    wrong.push_back(item_error(Error::Code1001, index, "GetBillingDocuments.CustomerId.owner", path + ".CustomerId",
                               info->customer_id ? std::to_string(customer) : "",
                               "the customer that the document's account belongs or bills to"));
    return std::nullopt;
  }
  return found;
}

Result<GetBillingDocuments> get_billing_documents(Call& call, const GetBillingDocumentsRequest& request) {
  if (auto ok = check_request(call, request); !ok) return std::unexpected(std::move(ok.error()));
  const bool xml = request.type == opt(DataType::Xml);
  GetBillingDocumentsResponse response;
  std::vector<ErrorValue> wrong;
  call.world.store().read([&](store::Reader& r) {
    int index = 0;
    for (const auto& info : request.billing_documents_info) {
      if (call.inject(index, wrong)) {
        ++index;
        continue;
      }
      const auto invoice = find_invoice(call, r, info.get(), index++, wrong);
      if (!invoice) continue;
      auto document = make<BillingDocument>();
      document->id = invoice->id;
      document->type = xml ? DataType::Xml : DataType::Pdf;
      document->number = invoice->number;
      document->data = xml ? invoice_xml(*invoice) : invoice_pdf(*invoice);
      response.billing_documents.push_back(std::move(document));
    }
  });
  if (!wrong.empty()) return refuse_items(std::move(wrong));
  return response;
}

}  // namespace

void register_documents(Registry& registry) {
  registry.add<GetBillingDocumentsInfo>(get_billing_documents_info);
  registry.add<GetBillingDocuments>(get_billing_documents);
}

}  // namespace adsbox::services
