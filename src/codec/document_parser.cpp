#include "codec/document_parser.h"

namespace adsbox::codec {
namespace {

constexpr std::size_t shown = 100;  // of a value, in bytes
constexpr std::size_t most_warnings = 100;

}  // namespace

bool DocumentParser::fail(DecodeError::Code code, std::string path, std::string_view value, std::string expected) {
  error_.code = code;
  error_.path = std::move(path);
  error_.value = std::string(value.substr(0, shown));
  error_.expected = std::move(expected);
  error_.offset = static_cast<std::size_t>(p_ - document_.data());
  return false;
}

bool DocumentParser::wants_warnings() const {
  return options_.warnings != nullptr && options_.warnings->size() < most_warnings;
}

void DocumentParser::warn(DecodeError::Code code, std::string path, std::string_view value) {
  options_.warnings->push_back({code, std::move(path), std::string(value.substr(0, shown))});
}

}  // namespace adsbox::codec
