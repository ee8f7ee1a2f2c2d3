// What the decoders of XML and JSON have in common: a document, where they are in it, and what went wrong.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "codec/codec.h"

namespace adsbox::codec {

class DocumentParser {
 public:
  DecodeError take_error() { return std::move(error_); }

 protected:
  DocumentParser(std::string_view document, const ReadOptions& options)
      : document_(document), options_(options), p_(document.data()), end_(document.data() + document.size()) {}

  /// Notes the error, at `p_`. Always false.
  bool fail(DecodeError::Code code, std::string path, std::string_view value, std::string expected);
  /// Notes what is odd and does no harm, if anybody wants to know; not more than a hundred times.
  [[nodiscard]] bool wants_warnings() const;
  void warn(DecodeError::Code code, std::string path, std::string_view value);

  std::string_view document_;
  ReadOptions options_;
  const char* p_;
  const char* end_;
  DecodeError error_;
};

}  // namespace adsbox::codec
