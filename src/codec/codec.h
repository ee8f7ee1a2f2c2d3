// The wire and storage codecs. There is one reader and one writer a format; each walks the contract tables.
//   SOAP    xml_parser.h, soap_writer.cpp
//   JSON    json_parser.h, json_writer.cpp
//   binary  binary.cpp (storage), whose head describes the format
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adsbox/values.h"
#include "codec/filter.h"
#include "schema/tables.h"

namespace adsbox::codec {

/// Why bytes are not a valid message.
struct DecodeError {
  enum class Code : std::uint8_t {
    malformed,  // not well-formed XML / JSON
    invalid_utf8,
    forbidden_dtd,  // DOCTYPE or entity declarations
    too_deep,
    not_an_envelope,
    unexpected_root,  // body element is not the expected request
    unknown_element,  // only with Strictness::strict
    wrong_order,      // only with Strictness::strict
    bad_value,        // a lexical value the type does not allow
    overflow,
    unknown_enum_value,  // only with Strictness::strict
    abstract_type,
    unknown_type,        // xsi:type / Type names no member of the family
    dangling_reference,  // href="#id" without its id
  };
  Code code{};
  std::string path;        // "AddCampaignsRequest.Campaigns[0].DailyBudget"
  std::string value;       // the offending text, shortened
  std::string expected;    // what was expected there
  std::size_t offset = 0;  // byte offset in the input
};

/// Something accepted that a stricter reader would refuse: a newer element, a value in the wrong place.
struct Warning {
  DecodeError::Code code{};
  std::string path;
  std::string value;
};

struct ReadOptions {
  bool strict = false;
  int max_depth = 64;
  std::vector<Warning>* warnings = nullptr;
};

struct SoapHeaders {
  std::string authentication_token, developer_token, customer_id, customer_account_id, user_name, password, identity_provider,
      tracking_id, action;
};

class XmlParser;

/// A parsed envelope whose body is still undecoded: read() decodes it as the given type. The document must outlive the reader.
class SoapReader {
 public:
  explicit SoapReader(std::string_view document, ReadOptions options = {});
  ~SoapReader();
  SoapReader(SoapReader&&) noexcept;
  SoapReader& operator=(SoapReader&&) noexcept;
  /// Parses prolog, envelope and header. After success body_name() is the local name of the first body element (empty: the body
  /// has none).
  std::expected<void, DecodeError> open();
  [[nodiscard]] std::string_view body_name() const { return body_name_; }
  [[nodiscard]] std::string_view body_namespace() const { return body_namespace_; }
  [[nodiscard]] bool is_fault() const;
  [[nodiscard]] const SoapHeaders& headers() const { return headers_; }
  /// Decodes the body element into `out`, an object of type `type` (fresh), and checks the rest of the document.
  std::expected<void, DecodeError> read(const schema::TypeInfo& type, object& out);
  /// For a fault body: faultcode, faultstring and the detail element; the detail is decoded when the service knows its type.
  struct Fault {
    std::string code, text, detail_name;
    box<object> detail;
  };
  std::expected<Fault, DecodeError> read_fault(const schema::ServiceInfo& service);

 private:
  std::unique_ptr<XmlParser> parser_;
  std::string_view body_name_, body_namespace_;
  SoapHeaders headers_;
};

struct WriteOptions {
  /// Answers of the server: write every member (nil or default when it has no value). Otherwise only those with a state.
  bool complete = false;
  const FieldFilter* filter = nullptr;
};

/// Appends an envelope with the response/request object as the body. `header` is raw XML for the Header (may be empty).
void write_soap(std::string& out, const schema::ServiceInfo& service, const object& body, std::string_view header,
                const WriteOptions& options);
/// Appends just the element of `o` under the given element name (used for fault details).
void write_soap_element(std::string& out, std::string_view open_tag, std::string_view close_tag, const object& o,
                        const WriteOptions& options);

std::expected<void, DecodeError> read_json(std::string_view document, const schema::TypeInfo& type, object& out,
                                           const ReadOptions& options = {});
void write_json(std::string& out, const object& o, const WriteOptions& options);

/// Storage form. Fields are tagged with their schema numbers: a body written by an older schema reads with a newer one.
void write_binary(std::string& out, const object& o);
/// False when the bytes are damaged. Unknown field numbers are skipped.
bool read_binary(std::string_view bytes, object& out);
/// The stored object as its own type, which must be `declared` or derive from it; an empty box when the bytes are damaged.
box<object> read_binary(std::string_view bytes, TypeId declared);

// Scalar texts shared by all formats.
/// "2026-02-03T09:08:07.25Z"; also accepts offsets (applied) and no zone (taken as UTC).
bool parse_date_time(std::string_view s, DateTime& out);
void append_date_time(std::string& out, DateTime d);
bool base64_decode(std::string_view s, std::string& out);
void base64_append(std::string& out, std::string_view bytes);

}  // namespace adsbox::codec
