// Small pieces of HTML. Whatever is not Raw is escaped.
#pragma once

#include <concepts>
#include <string>
#include <string_view>

namespace adsbox::identity::html {

/// Markup of our own.
struct Raw {
  std::string text;
};

inline void append_escaped(std::string& out, std::string_view s) {
  for (const char c : s) switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
    }
}

/// Builds markup: literals go through as they are, everything else is escaped.
///   Markup m;
///   m.raw("<h1>").text(name).raw("</h1>");
class Markup {
  std::string out_;

 public:
  Markup& raw(std::string_view markup) {
    out_ += markup;
    return *this;
  }
  Markup& raw(const Raw& markup) { return raw(markup.text); }
  Markup& text(std::string_view s) {
    append_escaped(out_, s);
    return *this;
  }
  Markup& text(std::integral auto n) { return raw(std::to_string(n)); }
  Markup& hidden(std::string_view name, std::string_view value) {
    return raw("<input type=\"hidden\" name=\"").text(name).raw("\" value=\"").text(value).raw("\">");
  }
  /// A labelled input. `attributes` are ours: ` required autofocus`.
  Markup& input(std::string_view label, std::string_view type, std::string_view name, std::string_view value = {},
                std::string_view attributes = {}) {
    raw("<label>")
        .text(label)
        .raw("<input type=\"")
        .text(type)
        .raw("\" name=\"")
        .text(name)
        .raw("\" id=\"")
        .text(name)
        .raw("\" value=\"")
        .text(value);
    return raw("\"").raw(attributes).raw("></label>");
  }
  Markup& link(std::string_view href, std::string_view label) {
    return raw("<a href=\"").text(href).raw("\">").text(label).raw("</a>");
  }
  Markup& button(std::string_view label, std::string_view name = {}, std::string_view value = {},
                 std::string_view style = "primary") {
    raw("<button class=\"").text(style).raw("\"");
    if (!name.empty()) raw(" name=\"").text(name).raw("\" value=\"").text(value).raw("\"");
    if (style == "plain") raw(" formnovalidate");
    return raw(">").text(label).raw("</button>");
  }
  [[nodiscard]] const std::string& str() const { return out_; }
};

}  // namespace adsbox::identity::html
