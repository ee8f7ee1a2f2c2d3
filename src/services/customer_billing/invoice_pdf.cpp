#include "services/customer_billing/invoice.h"
#include "services/customer_billing/pdf.h"

namespace adsbox::services {
namespace {

using Font = PdfWriter::Font;

constexpr double left = 56, right = PdfWriter::width - left, middle = 300, top = 780, bottom = 70, leading = 14, size = 9;

/// Lines from top to bottom, and on to further pages.
class Layout {
 public:
  explicit Layout(const Invoice& invoice) : invoice_(invoice) {}

  void gap(double points) { y_ -= points; }
  void heading(std::string_view words) {
    room(2 * leading);
    pdf_.text(left, y_, 11, Font::bold, words);
    y_ -= leading / 2;
    rule();
  }
  void rule() {
    pdf_.line(left, right, y_);
    y_ -= leading;
  }
  /// Words at both margins.
  void row(std::string_view words, std::string_view amount, Font font = Font::regular) {
    room(leading);
    const auto space = right - left - PdfWriter::length(size, font, amount) - 10;
    pdf_.text(left, y_, size, font, PdfWriter::fitted(space, size, font, words));
    pdf_.text_to(right, y_, size, font, amount);
    y_ -= leading;
  }
  /// A name and its value in one of the two columns of the head.
  void fact(double x, double y, std::string_view name, std::string_view value) {
    pdf_.text(x, y, size, Font::bold, name);
    pdf_.text(x + 90, y, size, Font::regular, PdfWriter::fitted(right - middle - 90, size, Font::regular, value));
  }
  void head() {
    const auto& s = invoice_.statement;
    pdf_.text(left, top, 20, Font::bold, "Invoice");
    double y = top - 30;
    const auto on_the_left = y;
    for (const auto& [name, value] :
         {std::pair<std::string_view, std::string>{"Invoice number", invoice_.number},
          {"Document id", std::to_string(invoice_.id)},
          {"Invoice date", day_text(billing::document_day(s.month))},
          {"Period", day_text(billing::first_day(s.month)) + " to " + day_text(billing::last_day(s.month))},
          {"Account", invoice_.account_number + " (" + std::to_string(invoice_.account_id) + ")"},
          {"Account name", invoice_.account_name},
          {"Customer", invoice_.customer_name},
          {"Currency", invoice_.currency}}) {
      fact(left, y, name, value);
      y -= leading;
    }
    for (const auto& number : invoice_.purchase_orders) {
      fact(left, y, "Purchase order", number);
      y -= leading;
    }
    double other = on_the_left;
    pdf_.text(middle + 60, other, size, Font::bold, "Bill to");
    other -= leading;
    pdf_.text(middle + 60, other, size, Font::regular,
              PdfWriter::fitted(right - middle - 60, size, Font::regular, invoice_.bill_to_name));
    for (const auto& line : invoice_.address) {
      other -= leading;
      pdf_.text(middle + 60, other, size, Font::regular, PdfWriter::fitted(right - middle - 60, size, Font::regular, line));
    }
    y_ = std::min(y, other) - 2 * leading;
  }
  [[nodiscard]] std::string finish() && {
    return std::move(pdf_).finish("Invoice " + invoice_.number, billing::moment(billing::document_day(invoice_.statement.month)));
  }

 private:
  void room(double points) {
    if (y_ - points >= bottom) return;
    pdf_.new_page();
    y_ = top;
    pdf_.text(left, y_, size, Font::bold, "Invoice " + invoice_.number + ", continued");
    y_ -= 2 * leading;
  }
  const Invoice& invoice_;
  PdfWriter pdf_;
  double y_ = top;
};

}  // namespace

std::string invoice_pdf(const Invoice& invoice) {
  const auto& s = invoice.statement;
  Layout page(invoice);
  page.head();
  page.heading("Charges and credits, in " + invoice.currency);
  for (const auto& d : s.days) {
    if (d.spend != 0) page.row(day_text(d.day) + "  Advertising", amount_text(d.spend));
    if (d.credit != 0) page.row(day_text(d.day) + "  Credit", amount_text(-d.credit));
  }
  for (const auto& c : s.coupons) page.row("Coupon " + c.code, amount_text(-c.amount));
  page.rule();
  page.row("Spend", amount_text(s.spend()));
  page.row("Credits", amount_text(-s.credit() - s.paid_by_coupons()));
  page.row("Amount due", amount_text(s.net()), Font::bold);
  return std::move(page).finish();
}

}  // namespace adsbox::services
