// Writes PDF documents of text and lines: what an invoice needs. Fonts are two of those that every reader brings (Helvetica and
// its bold cut), so nothing is embedded; characters outside Windows-1252 become question marks. Equal calls give equal bytes.
//
//   PdfWriter pdf;
//   pdf.text(50, 780, 18, PdfWriter::Font::bold, "Invoice");
//   const std::string bytes = std::move(pdf).finish("Invoice 7", now);
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adsbox/values.h"

namespace adsbox::services {

class PdfWriter {
 public:
  enum class Font : std::uint8_t { regular, bold };
  /// A4, in points; the origin is the lower left corner.
  static constexpr double width = 595, height = 842;

  PdfWriter() { new_page(); }
  void new_page() { pages_.emplace_back(); }
  /// Text that begins at x. UTF-8.
  void text(double x, double y, double size, Font font, std::string_view utf8);
  /// Text that ends at x.
  void text_to(double x, double y, double size, Font font, std::string_view utf8);
  void line(double x1, double x2, double y);
  /// How long the text would be.
  [[nodiscard]] static double length(double size, Font font, std::string_view utf8);
  /// The text, shortened by an ellipsis to what fits into `most` points.
  [[nodiscard]] static std::string fitted(double most, double size, Font font, std::string_view utf8);
  /// The document's bytes.
  [[nodiscard]] std::string finish(std::string_view title, DateTime created) &&;

 private:
  std::vector<std::string> pages_;  // what is drawn on each
};

}  // namespace adsbox::services
