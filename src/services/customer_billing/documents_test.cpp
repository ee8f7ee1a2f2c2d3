// GetBillingDocumentsInfo, GetBillingDocuments.
#include "billing/documents.h"

#include "services/customer_billing/billing_fixture.h"
#include "services/customer_billing/pdf.h"

namespace adsbox::services {
namespace {

using namespace customer_billing;
using testing::HasSubstr;

class Documents : public BillingFixture {
 protected:
  Documents() {
    auto o = order(at(0), at(200), 1000);
    o.purchase_order = "PO & 7";
    added(o);
    spend(-1, 10.25);  // March
    spend(0, 4.5);
    spend(0, -1);
    set_time(35);  // 6 April
    spend(35, 50);
  }
  GetBillingDocumentsInfoRequest info_request(int from, int to) {
    GetBillingDocumentsInfoRequest r;
    r.account_ids = {opt(account_id)};
    r.start_date = at(from);
    r.end_date = at(to);
    return r;
  }
  /// The dates of the documents found, or the code of the failure.
  std::string dates(const GetBillingDocumentsInfoRequest& r) {
    const auto answer = invoke<GetBillingDocumentsInfo>(r);
    if (!answer) return failure_of(answer);
    std::string found;
    for (const auto& d : answer->billing_documents_info) codec::append_date_time(found, *d->document_date);
    return found;
  }
  GetBillingDocumentsRequest request(DataType type, std::int64_t id, std::int64_t customer = customer_id) {
    GetBillingDocumentsRequest r;
    r.type = type;
    r.billing_documents_info.push_back(make<BillingDocumentInfo>());
    r.billing_documents_info[0]->document_id = id;
    r.billing_documents_info[0]->customer_id = static_cast<std::int32_t>(customer);
    return r;
  }
  std::int64_t march() { return billing::document_id({account_id, std::chrono::year(2026) / std::chrono::March}); }
};

TEST_F(Documents, InfoTellsMonthsThatAreOver) {
  auto r = info_request(0, 60);
  const auto answer = invoke<GetBillingDocumentsInfo>(r);
  ASSERT_TRUE(answer) << failure_of(answer);
  ASSERT_EQ(answer->billing_documents_info.size(), 1u);
  const auto& d = *answer->billing_documents_info[0];
  EXPECT_EQ(d.account_id, opt(account_id));
  EXPECT_EQ(d.account_number, "F0000001");
  EXPECT_EQ(d.amount, opt(13.75));
  EXPECT_EQ(d.currency_code, "USD");
  EXPECT_EQ(d.document_id, opt(march()));
  EXPECT_EQ(d.customer_id, opt(static_cast<std::int32_t>(customer_id)));
  EXPECT_FALSE(d.document_number.has_value());
  r.return_invoice_number = true;
  EXPECT_EQ(invoke<GetBillingDocumentsInfo>(r)->billing_documents_info[0]->document_number, "INV-202603-F0000001");
}

TEST_F(Documents, InfoKeepsToItsDays) {
  EXPECT_EQ(dates(info_request(30, 30)), "2026-04-01T00:00:00Z");  // the day that the document was made
  EXPECT_EQ(dates(info_request(0, 29)), "");
  EXPECT_EQ(dates(info_request(31, 40)), "");
  auto r = info_request(0, 0);
  r.end_date = nil;  // today
  EXPECT_EQ(dates(r), "2026-04-01T00:00:00Z");
}

TEST_F(Documents, InfoRefusesWhatIsNotDocumented) {
  EXPECT_EQ(dates(info_request(5, 4)), "532");
  auto r = info_request(36, 0);
  r.end_date = nil;
  EXPECT_EQ(dates(r), "532");  // starts after today
  r.start_date.reset();
  EXPECT_EQ(dates(r), "532");
  r = info_request(0, 5);
  r.account_ids.set_empty();
  EXPECT_EQ(dates(r), "3087");
  r.account_ids = {opt(account_id), opt<std::int64_t>(-1)};
  const auto answer = invoke<GetBillingDocumentsInfo>(r);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().kind, FaultKind::batch);
  EXPECT_EQ(failure_of(answer), "2108");
  EXPECT_EQ(answer.error().errors[0].index, 1);
}

TEST_F(Documents, XmlHoldsTheMonth) {
  const auto answer = invoke<GetBillingDocuments>(request(DataType::Xml, march()));
  ASSERT_TRUE(answer) << failure_of(answer);
  const auto& d = *answer->billing_documents[0];
  EXPECT_EQ(d.type, opt(DataType::Xml));
  EXPECT_EQ(d.id, opt(march()));
  EXPECT_EQ(d.number, "INV-202603-F0000001");
  const auto xml = d.data.str();
  for (const auto* part : {"<Amount>13.75</Amount>", "<Credits>1.00</Credits>", "<Date>2026-03-01</Date>", "<Spend>14.75</Spend>",
                           "<PurchaseOrder>PO &amp; 7</PurchaseOrder>", "<Name>Sandbox customer</Name>"})
    EXPECT_THAT(xml, HasSubstr(part));
}

TEST_F(Documents, PdfIsOne) {
  const auto answer = invoke<GetBillingDocuments>(request(DataType::Pdf, march()));
  ASSERT_TRUE(answer) << failure_of(answer);
  const auto pdf = answer->billing_documents[0]->data.str();
  EXPECT_TRUE(pdf.starts_with("%PDF-1.4\n"));
  EXPECT_TRUE(pdf.ends_with("%%EOF\n"));
  EXPECT_THAT(pdf, HasSubstr("(INV-202603-F0000001)"));
  EXPECT_THAT(pdf, HasSubstr("(13.75)"));
  EXPECT_EQ(invoke<GetBillingDocuments>(request(DataType::Pdf, march()))->billing_documents[0]->data.str(), pdf);
}

TEST_F(Documents, RefusesWhatIsNotThere) {
  const auto refused = [&](const GetBillingDocumentsRequest& r) {
    const auto answer = invoke<GetBillingDocuments>(r);
    return (answer || answer.error().kind != FaultKind::batch ? "" : "batch ") + failure_of(answer);
  };
  EXPECT_EQ(refused({}), "3087");
  EXPECT_EQ(refused(request(DataType::Pdf, march() + 1)), "batch 1001");  // April is not over
  EXPECT_EQ(refused(request(DataType::Pdf, 5)), "batch 1001");
  EXPECT_EQ(refused(request(DataType::Pdf, march(), 5)), "batch 1001");
  auto r = request(DataType::Pdf, march());
  r.billing_documents_info.push_back(box<BillingDocumentInfo>(nil));
  EXPECT_EQ(refused(r), "batch 3087");
  r.billing_documents_info[1] = make<BillingDocumentInfo>();
  EXPECT_EQ(refused(r), "batch 1001");
  r = request(DataType::Pdf, march());
  for (int i = 0; i < 25; ++i) r.billing_documents_info.push_back(r.billing_documents_info[0]);
  EXPECT_EQ(refused(r), "3024");
  principal_.grants = {{250'000'500, identity::Role::super_admin, {}, {}, user_id}};
  EXPECT_EQ(refused(request(DataType::Pdf, march())), "batch 1001");
}

TEST(Pdf, PlacesAndShortensText) {
  using Font = PdfWriter::Font;
  EXPECT_DOUBLE_EQ(PdfWriter::length(10, Font::regular, "0.5"), 13.9);
  const auto fitted = PdfWriter::fitted(50, 10, Font::regular, "A rather long name");
  EXPECT_TRUE(fitted.ends_with("..."));
  EXPECT_LE(PdfWriter::length(10, Font::regular, fitted), 50);
  EXPECT_EQ(PdfWriter::fitted(500, 10, Font::regular, "short"), "short");
  PdfWriter pdf;
  pdf.text(1, 2, 10, Font::bold, "a(b)\\ \xe2\x82\xac \xc3\xa9 \xe6\xa0\xaa \xff");
  pdf.new_page();
  const auto bytes = std::move(pdf).finish("Title", DateTime(0, true));
  EXPECT_THAT(bytes, HasSubstr("(a\\(b\\)\\\\ \x80 \xe9 ? ?) Tj"));
  EXPECT_THAT(bytes, HasSubstr("/Count 2"));
  EXPECT_THAT(bytes, HasSubstr("(D:19700101000000Z)"));
}

}  // namespace
}  // namespace adsbox::services
