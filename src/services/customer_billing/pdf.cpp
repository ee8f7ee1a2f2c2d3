#include "services/customer_billing/pdf.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <iterator>
#include <utility>

#include "codec/codec.h"
#include "codec/json_object.h"

namespace adsbox::services {
namespace {

/// Widths of Helvetica's characters from space to tilde in thousandths of the size, as Adobe's metrics give them.
constexpr std::array<std::uint16_t, 95> widths = {
    278, 278, 355, 556, 556, 889, 667, 191, 333,  333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667,  667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556,
    556, 222, 222, 500, 222, 833, 556, 556, 556,  556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584};
/// Of other characters, and how much wider the bold cut is at most: enough to place text, not to justify it.
constexpr double other_width = 556, bold_factor = 1.08;

/// What Windows-1252 has at 0x80..0x9f; 0: nothing.
constexpr std::array<std::uint16_t, 32> high_codes = {
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
    0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178};

char windows_1252(std::uint32_t code) {
  if (code < 0x20) return ' ';
  if (code < 0x7f || (code >= 0xa0 && code <= 0xff)) return static_cast<char>(code);
  const auto it = std::ranges::find(high_codes, code);
  return it == high_codes.end() || code == 0 ? '?' : static_cast<char>(0x80 + (it - high_codes.begin()));
}

std::string encoded(std::string_view utf8) {
  std::string out;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto n = std::max<std::size_t>(codec::utf8_length(utf8.substr(i)), 1);
    const auto first = static_cast<unsigned char>(utf8[i]);
    std::uint32_t code = n == 1 ? first : first & (0xffu >> (n + 1));
    for (std::size_t k = 1; k < n; ++k) code = code << 6 | (static_cast<unsigned char>(utf8[i + k]) & 0x3f);
    out += windows_1252(n == 1 && first >= 0x80 ? 0xfffd : code);
    i += n;
  }
  return out;
}

/// As a string of PDF: `(text)`.
std::string literal(std::string_view text) {
  std::string out = "(";
  for (const char c : text) {
    if (c == '(' || c == ')' || c == '\\') out += '\\';
    out += c;
  }
  return out + ")";
}

std::string number(double d) {
  char text[32];
  return {text, std::to_chars(text, std::end(text), d, std::chars_format::fixed, 2).ptr};
}

double length_of(double size, PdfWriter::Font font, std::string_view encoded_text) {
  double sum = 0;
  for (const char c : encoded_text) {
    const auto u = static_cast<unsigned char>(c);
    sum += u >= 0x20 && u < 0x7f ? widths[u - 0x20u] : other_width;
  }
  return sum * size / 1000 * (font == PdfWriter::Font::bold ? bold_factor : 1);
}

/// D:20260131120000Z
std::string date(DateTime t) {
  std::string iso, out = "D:";
  codec::append_date_time(iso, t);
  for (const char c : iso.substr(0, 19))
    if (c >= '0' && c <= '9') out += c;
  return out + "Z";
}

}  // namespace

void PdfWriter::text(double x, double y, double size, Font font, std::string_view utf8) {
  pages_.back() += std::string("BT /") + (font == Font::bold ? "B " : "R ") + number(size) + " Tf " + number(x) + " " +
                   number(y) + " Td " + literal(encoded(utf8)) + " Tj ET\n";
}

void PdfWriter::text_to(double x, double y, double size, Font font, std::string_view utf8) {
  text(x - length(size, font, utf8), y, size, font, utf8);
}

void PdfWriter::line(double x1, double x2, double y) {
  pages_.back() += "0.5 w " + number(x1) + " " + number(y) + " m " + number(x2) + " " + number(y) + " l S\n";
}

double PdfWriter::length(double size, Font font, std::string_view utf8) {
  return length_of(size, font, encoded(utf8));
}

std::string PdfWriter::fitted(double most, double size, Font font, std::string_view utf8) {
  if (length(size, font, utf8) <= most) return std::string(utf8);
  std::string kept;
  for (std::size_t i = 0; i < utf8.size();) {
    const auto n = std::max<std::size_t>(codec::utf8_length(utf8.substr(i)), 1);
    const auto longer = kept + std::string(utf8.substr(i, n));
    if (length(size, font, longer + "...") > most) break;
    kept = longer;
    i += n;
  }
  return kept + "...";
}

std::string PdfWriter::finish(std::string_view title, DateTime created) && {
  std::string out = "%PDF-1.4\n%\xe2\xe3\xcf\xd3\n";
  std::vector<std::size_t> offsets;
  const auto add = [&](const std::string& body) {
    offsets.push_back(out.size());
    out += std::to_string(offsets.size()) + " 0 obj\n" + body + "\nendobj\n";
  };
  constexpr std::size_t before_pages = 5;  // catalog, pages, two fonts, info
  std::string kids;
  for (std::size_t i = 0; i < pages_.size(); ++i) kids += std::to_string(before_pages + 1 + 2 * i) + " 0 R ";
  add("<< /Type /Catalog /Pages 2 0 R >>");
  add("<< /Type /Pages /Kids [ " + kids + "] /Count " + std::to_string(pages_.size()) + " >>");
  for (const auto* name : {"Helvetica", "Helvetica-Bold"})
    add(std::string("<< /Type /Font /Subtype /Type1 /BaseFont /") + name + " /Encoding /WinAnsiEncoding >>");
  add("<< /Title " + literal(encoded(title)) + " /Producer (adsbox) /CreationDate " + literal(date(created)) + " >>");
  for (const auto& page : pages_) {
    add("<< /Type /Page /Parent 2 0 R /MediaBox [ 0 0 " + number(width) + " " + number(height) +
        " ] /Resources << /Font << /R 3 0 R /B 4 0 R >> >> /Contents " + std::to_string(offsets.size() + 2) + " 0 R >>");
    add("<< /Length " + std::to_string(page.size()) + " >>\nstream\n" + page + "endstream");
  }
  const auto table = out.size();
  out += "xref\n0 " + std::to_string(offsets.size() + 1) + "\n0000000000 65535 f \n";
  for (const auto offset : offsets) {
    const auto digits = std::to_string(offset);
    out += std::string(10 - digits.size(), '0') + digits + " 00000 n \n";
  }
  out += "trailer\n<< /Size " + std::to_string(offsets.size() + 1) + " /Root 1 0 R /Info 5 0 R >>\nstartxref\n" +
         std::to_string(table) + "\n%%EOF\n";
  return out;
}

}  // namespace adsbox::services
