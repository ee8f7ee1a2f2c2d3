// The limit: a codec for this one document, written by hand. It knows the order of the members, compares whole tags and has
// no tables; what a table-driven codec costs more than this is the price of generality.
#pragma once

#include <charconv>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hand {

struct Text {
  bool nil = false;
  std::string value;
};

struct Keyword {
  double bid = 0;
  std::string scheme, inherited, editorial_status, match_type, status, text;
  std::int64_t id = 0;
  Text destination_url, final_url_suffix, param1, param2, param3, tracking_url_template;
  std::vector<std::string> final_app_urls, final_mobile_urls, final_urls;
  std::vector<std::pair<std::string, std::string>> parameters;
};

class Decoder {
 public:
  explicit Decoder(std::string_view document) : at_(document.data()), end_(at_ + document.size()) {}

  /// Empty when the document is not of the one expected shape.
  std::vector<Keyword> keywords() {
    std::vector<Keyword> all;
    const auto first = std::string_view(at_, end_ - at_).find("<Keyword>");
    if (first == std::string_view::npos) return all;
    at_ += first;
    while (skip("<Keyword>")) keyword(all.emplace_back());
    return all;
  }

 private:
  bool skip(std::string_view s) {
    if (static_cast<std::size_t>(end_ - at_) < s.size() || std::memcmp(at_, s.data(), s.size()) != 0) return false;
    at_ += s.size();
    return true;
  }
  std::string_view until(char c) {
    const auto* found = static_cast<const char*>(std::memchr(at_, c, end_ - at_));
    const std::string_view s(at_, (found == nullptr ? end_ : found) - at_);
    at_ += s.size();
    return s;
  }
  void characters(std::string& out) {
    const auto raw = until('<');
    if (std::memchr(raw.data(), '&', raw.size()) == nullptr) {
      out.assign(raw);
      return;
    }
    for (std::size_t i = 0; i < raw.size(); ++i) {
      if (raw[i] != '&') {
        out += raw[i];
        continue;
      }
      const auto rest = raw.substr(i + 1);
      const auto length = rest.find(';');
      const auto name = rest.substr(0, length);
      out += name == "amp" ? '&' : name == "lt" ? '<' : name == "gt" ? '>' : name == "quot" ? '"' : '\'';
      i += length + 1;
    }
  }
  void close() { until('>'), ++at_; }
  void member(std::string_view open, std::string& out) {
    if (skip(open)) characters(out), close();
  }
  void nillable(std::string_view name, Text& out) {
    if (!skip(name)) return;
    if (skip(" i:nil=\"true\"/>")) {
      out.nil = true;
    } else if (skip(">")) {
      characters(out.value);
      close();
    }
  }
  void strings(std::string_view name, std::vector<std::string>& out) {
    if (!skip(name) || skip(" i:nil=\"true\"/>")) return;
    close();
    while (skip("<a:string>")) characters(out.emplace_back()), close();
    close();
  }
  void keyword(Keyword& k) {
    if (skip("<Bid><Amount>")) {
      const auto s = until('<');
      std::from_chars(s.data(), s.data() + s.size(), k.bid);
      close(), close();
    }
    if (skip("<BiddingScheme i:type=\"InheritFromParentBiddingScheme\">")) {
      member("<Type>", k.scheme);
      member("<InheritedBidStrategyType>", k.inherited);
      close();
    }
    nillable("<DestinationUrl", k.destination_url);
    member("<EditorialStatus>", k.editorial_status);
    strings("<FinalAppUrls", k.final_app_urls);
    strings("<FinalMobileUrls", k.final_mobile_urls);
    nillable("<FinalUrlSuffix", k.final_url_suffix);
    strings("<FinalUrls", k.final_urls);
    if (skip("<ForwardCompatibilityMap")) close();
    if (skip("<Id>")) {
      const auto s = until('<');
      std::from_chars(s.data(), s.data() + s.size(), k.id);
      close();
    }
    member("<MatchType>", k.match_type);
    nillable("<Param1", k.param1);
    nillable("<Param2", k.param2);
    nillable("<Param3", k.param3);
    member("<Status>", k.status);
    member("<Text>", k.text);
    nillable("<TrackingUrlTemplate", k.tracking_url_template);
    if (skip("<UrlCustomParameters><Parameters>")) {
      while (skip("<CustomParameter>")) {
        auto& [key, value] = k.parameters.emplace_back();
        member("<Key>", key);
        member("<Value>", value);
        close();
      }
      close(), close();
    }
    close();  // </Keyword>
  }

  const char* at_;
  const char* end_;
};

/// Writes what Decoder read, after the given head, byte for byte as it was.
class Encoder {
 public:
  void write(std::string& out, std::string_view head, const std::vector<Keyword>& all) {
    out.assign(head);
    for (const auto& k : all) {
      grow(out, 8192);
      put("<Keyword><Bid><Amount>");
      at_ = std::to_chars(at_, at_ + 32, k.bid, std::chars_format::fixed, 2).ptr;
      put("</Amount></Bid><BiddingScheme i:type=\"InheritFromParentBiddingScheme\"><Type>");
      escape(k.scheme);
      put("</Type><InheritedBidStrategyType>");
      escape(k.inherited);
      put("</InheritedBidStrategyType></BiddingScheme>");
      nillable("<DestinationUrl", "</DestinationUrl>", k.destination_url);
      element("<EditorialStatus>", k.editorial_status, "</EditorialStatus>");
      strings("<FinalAppUrls", k.final_app_urls, "</FinalAppUrls>");
      strings("<FinalMobileUrls", k.final_mobile_urls, "</FinalMobileUrls>");
      nillable("<FinalUrlSuffix", "</FinalUrlSuffix>", k.final_url_suffix);
      strings("<FinalUrls", k.final_urls, "</FinalUrls>");
      put("<ForwardCompatibilityMap xmlns:a=\"http://schemas.datacontract.org/2004/07/System.Collections.Generic\" /><Id>");
      at_ = std::to_chars(at_, at_ + 24, k.id).ptr;
      put("</Id>");
      element("<MatchType>", k.match_type, "</MatchType>");
      nillable("<Param1", "</Param1>", k.param1);
      nillable("<Param2", "</Param2>", k.param2);
      nillable("<Param3", "</Param3>", k.param3);
      element("<Status>", k.status, "</Status>");
      element("<Text>", k.text, "</Text>");
      nillable("<TrackingUrlTemplate", "</TrackingUrlTemplate>", k.tracking_url_template);
      put("<UrlCustomParameters><Parameters>");
      for (const auto& [key, value] : k.parameters) {
        element("<CustomParameter><Key>", key, "</Key><Value>");
        element("", value, "</Value></CustomParameter>");
      }
      put("</Parameters></UrlCustomParameters></Keyword>");
      out.resize(at_ - out.data());
    }
    out += "</Keywords></GetKeywordsByAdGroupIdResponse></s:Body></s:Envelope>";
  }

 private:
  void grow(std::string& out, std::size_t n) {
    const auto size = out.size();
    if (out.capacity() < size + n) out.reserve(2 * (size + n));
    out.resize(size + n);
    at_ = out.data() + size;
  }
  void put(std::string_view s) { std::memcpy(at_, s.data(), s.size()), at_ += s.size(); }
  void escape(std::string_view s) {
    for (const char c : s) switch (c) {
        case '&':
          put("&amp;");
          break;
        case '<':
          put("&lt;");
          break;
        case '>':
          put("&gt;");
          break;
        case '\'':
          put("&apos;");
          break;
        default:
          *at_++ = c;
      }
  }
  void element(std::string_view open, std::string_view value, std::string_view close) { put(open), escape(value), put(close); }
  void nillable(std::string_view open, std::string_view close, const Text& t) {
    put(open);
    if (t.nil) return put(" i:nil=\"true\"/>");
    put(">"), escape(t.value), put(close);
  }
  void strings(std::string_view open, const std::vector<std::string>& all, std::string_view close) {
    put(open);
    if (all.empty()) return put(" i:nil=\"true\"/>");
    put(" xmlns:a=\"http://schemas.microsoft.com/2003/10/Serialization/Arrays\">");
    for (const auto& s : all) element("<a:string>", s, "</a:string>");
    put(close);
  }

  char* at_ = nullptr;
};

}  // namespace hand
