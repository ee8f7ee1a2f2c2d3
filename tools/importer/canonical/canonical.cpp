#include "canonical.h"

#include <algorithm>
#include <array>
#include <map>
#include <pugixml.hpp>
#include <set>
#include <tuple>

#include "xml_names.h"

namespace importer {
namespace {

/// Attributes whose value is a qualified name.
bool is_qname(std::string_view attribute_name) {
  static constexpr std::array<std::string_view, 6> names = {"type", "base", "ref", "message", "element", "binding"};
  return std::ranges::find(names, attribute_name) != names.end();
}

/// Attributes that say what holds anyway.
bool is_default(pugi::xml_node n, std::string_view name, std::string_view value) {
  const auto element = local_name(n);
  if (element == "element" && (name == "minOccurs" || name == "maxOccurs")) return value == "1";
  if (name == "nillable" || name == "mixed" || name == "abstract") return value == "false";
  if (name == "attributeFormDefault") return value == "unqualified";
  return name == "usingSession" && value == "false";
}

std::string clark(const QName& q) {
  return "{" + q.ns + "}" + q.local;
}

class Canonicaliser {
 public:
  explicit Canonicaliser(pugi::xml_node root) : root_(root), target_(root.attribute("targetNamespace").value()) {
    each(root, "message", [&](pugi::xml_node m) { messages_[std::string(attribute(m, "name"))] = m; });
  }

  std::vector<Item> run() {
    each(child(root_, "types"), "schema", [&](pugi::xml_node s) { schema(s); });
    operations();
    service();
    std::ranges::sort(items_, [](const Item& a, const Item& b) { return std::tie(a.kind, a.name) < std::tie(b.kind, b.name); });
    return std::move(items_);
  }

 private:
  void add(std::string kind, std::string_view ns, std::string_view name, std::string text) {
    items_.push_back({std::move(kind), "{" + std::string(ns) + "}" + std::string(name), std::move(text)});
  }

  /// The node, its attributes in alphabetical order with names resolved, its children in order.
  static void write(std::string& out, pugi::xml_node n, int depth) {
    out.append(static_cast<std::size_t>(depth) * 2, ' ');
    out += local_name(n);
    std::set<std::string> attributes;
    for (const auto a : n.attributes()) {
      const std::string_view name = a.name(), value = a.value();
      if (name == "xmlns" || name.starts_with("xmlns:") || is_default(n, local_name(name), value)) continue;
      attributes.insert(std::string(local_name(name)) + "=" + (is_qname(name) ? clark(resolve(n, value)) : std::string(value)));
    }
    for (const auto& a : attributes) out += " " + a;
    const std::string_view text = n.text().get();
    if (text.find_first_not_of(" \t\r\n") != std::string_view::npos) out += " '" + std::string(text) + "'";
    out += '\n';
    for (const auto c : n.children())
      if (c.type() == pugi::node_element && local_name(c) != "documentation") write(out, c, depth + 1);
  }

  static std::string text_of(pugi::xml_node n) {
    std::string out;
    write(out, n, 0);
    return out;
  }

  void schema(pugi::xml_node s) {
    const auto ns = attribute(s, "targetNamespace");
    std::string head = "elementFormDefault=" + std::string(attribute(s, "elementFormDefault")) + "\n";
    if (attribute(s, "attributeFormDefault") == "qualified") head += "attributeFormDefault=qualified\n";
    std::set<std::string> imports;
    each(s, "import", [&](pugi::xml_node i) { imports.insert(std::string(attribute(i, "namespace"))); });
    for (const auto& i : imports) head += "import " + i + "\n";
    add("schema", ns, "", head);
    for (const auto n : s.children()) {
      const auto what = local_name(n);
      const auto name = attribute(n, "name");
      if (what == "complexType")
        add("type", ns, name, text_of(n));
      else if (what == "simpleType")
        add("enum", ns, name, text_of(n));
      else if (what == "element" || what == "attribute")
        add(std::string(what), ns, name, text_of(n));
    }
  }

  /// The messages that a portType or binding operation names, by the part they play.
  void append_messages(std::string& out, pugi::xml_node n, std::set<std::string>& done) {
    if (const auto name = std::string(local_name(attribute(n, "message"))); !name.empty() && done.insert(name).second) {
      if (const auto it = messages_.find(name); it != messages_.end())
        write(out, it->second, 0);
      else
        out += "no message " + name + "\n";
    }
    for (const auto c : n.children()) append_messages(out, c, done);
  }

  void operations() {
    std::map<std::string, std::string> texts;
    std::map<std::string, std::set<std::string>> done;
    for (const auto* part : {"portType", "binding"})
      each(child(root_, part), "operation", [&](pugi::xml_node o) {
        const std::string name(attribute(o, "name"));
        write(texts[name], o, 0);
        append_messages(texts[name], o, done[name]);
      });
    for (auto& [name, text] : texts) add("operation", target_, name, std::move(text));
  }

  void service() {
    std::string text = "name=" + std::string(attribute(root_, "name")) + "\n";
    const auto port_type = child(root_, "portType");
    text += "portType " + std::string(attribute(port_type, "name")) + "\n";
    const auto binding = child(root_, "binding");
    text += "binding " + std::string(attribute(binding, "name")) +
            " type=" + clark(resolve(binding, attribute(binding, "type"))) + "\n";
    const auto soap = child(binding, "binding");
    text += "soap " + name_of(soap).ns + " transport=" + std::string(attribute(soap, "transport")) + "\n";
    const auto s = child(root_, "service");
    each(s, "port", [&](pugi::xml_node p) {
      const auto address = attribute(child(p, "address"), "location");
      const auto scheme = address.find("://");
      const auto path =
          scheme == std::string_view::npos ? address : address.substr(std::min(address.size(), address.find('/', scheme + 3)));
      text += "port " + std::string(attribute(p, "name")) + " binding=" + clark(resolve(p, attribute(p, "binding"))) +
              " path=" + std::string(path) + "\n";
    });
    add("service", target_, attribute(s, "name"), std::move(text));
  }

  pugi::xml_node root_;
  std::string target_;
  std::map<std::string, pugi::xml_node> messages_;
  std::vector<Item> items_;
};

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

/// The differing lines, by longest common subsequence.
void diff_lines(std::string_view expected, std::string_view actual, std::vector<std::string>& out) {
  const auto a = lines_of(expected), b = lines_of(actual);
  std::vector<std::vector<std::uint32_t>> length(a.size() + 1, std::vector<std::uint32_t>(b.size() + 1));
  for (std::size_t i = a.size(); i-- > 0;)
    for (std::size_t j = b.size(); j-- > 0;)
      length[i][j] = a[i] == b[j] ? length[i + 1][j + 1] + 1 : std::max(length[i + 1][j], length[i][j + 1]);
  std::size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    if (i < a.size() && j < b.size() && a[i] == b[j]) {
      ++i;
      ++j;
    } else if (j == b.size() || (i < a.size() && length[i + 1][j] >= length[i][j + 1])) {
      out.push_back("    - " + std::string(a[i++]));
    } else {
      out.push_back("    + " + std::string(b[j++]));
    }
  }
}

}  // namespace

std::expected<std::vector<Item>, std::string> canonical_items(std::string_view wsdl) {
  pugi::xml_document document;
  const auto parsed = document.load_buffer(wsdl.data(), wsdl.size());
  if (!parsed) return std::unexpected(std::string(parsed.description()));
  const auto root = document.document_element();
  if (local_name(root) != "definitions" || name_of(root).ns != "http://schemas.xmlsoap.org/wsdl/")
    return std::unexpected("the root is not wsdl:definitions");
  return Canonicaliser(root).run();
}

std::string fingerprint(const Item& item) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : item.text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3;
  }
  std::string out(16, '0');
  for (std::size_t i = 16; i-- > 0; hash >>= 4) out[i] = "0123456789abcdef"[hash & 15];
  return out;
}

std::vector<std::string> differences(const std::vector<Item>& expected, const std::vector<Item>& actual) {
  using Key = std::pair<std::string_view, std::string_view>;
  std::map<Key, std::pair<const Item*, const Item*>> pairs;
  for (const auto& i : expected) pairs[{i.kind, i.name}].first = &i;
  for (const auto& i : actual) pairs[{i.kind, i.name}].second = &i;
  std::vector<std::string> out;
  for (const auto& [key, pair] : pairs) {
    const auto title = std::string(key.first) + " " + std::string(key.second);
    if (pair.second == nullptr) {
      out.push_back("- " + title);
    } else if (pair.first == nullptr) {
      out.push_back("+ " + title);
    } else if (pair.first->text != pair.second->text) {
      out.push_back("~ " + title);
      diff_lines(pair.first->text, pair.second->text, out);
    }
  }
  return out;
}

}  // namespace importer
