#include <openssl/evp.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <string>

#include "codec/codec.h"
#include "files/address.h"
#include "files/files.h"
#include "files/part.h"
#include "identity/secrets.h"

namespace adsbox::files {
namespace {

struct BlobError {
  int status;
  std::string_view code, message;
};

constexpr BlobError no_world = {404, "ContainerNotFound", "There is no such container here."};
constexpr BlobError no_file = {404, "BlobNotFound", "There is no such file here."};
constexpr BlobError no_signature = {404, "ResourceNotFound", "There is nothing to see without a signed address."};
constexpr BlobError wrong_verb = {405, "UnsupportedHttpVerb", "A file of this address can be read only."};
constexpr BlobError changed = {412, "ConditionNotMet", "The file does not meet a condition in a header of this request."};
constexpr BlobError beyond = {416, "InvalidRange", "The file has none of the bytes that the range asks for."};
constexpr BlobError refused = {403, "AuthenticationFailed",
                               "The server could not accept this address. Ask the operation that issued it for another one."};

void refuse(const BlobError& error, std::string_view detail, std::int64_t now, const Exchange& exchange,
            net::Response& response) {
  response.status = error.status;
  response.content_type = "application/xml";
  response.set("x-ms-error-code", std::string(error.code));
  auto& out = response.body;
  out = "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>";
  out.append(error.code).append("</Code><Message>").append(error.message);
  out.append("\nRequestId:").append(exchange.tracking_id).append("\nTime:").append(utc_text(now)).append("</Message>");
  if (!detail.empty()) out.append("<AuthenticationErrorDetail>").append(detail).append("</AuthenticationErrorDetail>");
  out.append("</Error>");
}

/// MD5, which the blobs tell of what they hold.
std::string digest(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), out.data(), &size, EVP_md5(), nullptr);
  return {reinterpret_cast<const char*>(out.data()), size};
}

/// Fifteen hexadecimal digits as in the blobs' own, here of what the file is made of.
std::string etag_of(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string tag = "\"0x";
  for (std::size_t i = 0; i < 8; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    tag += digits[byte >> 4];
    tag += digits[byte & 15];
  }
  tag.back() = '"';
  return tag;
}

/// A file of the disk is told by when it was changed: it may be too long to be read for that.
std::optional<Version> version_of(const std::string& path, std::int64_t modified) {
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0) return std::nullopt;
  const auto changed = std::to_string(info.st_mtim.tv_sec) + "." + std::to_string(info.st_mtim.tv_nsec);
  const auto size = static_cast<std::uint64_t>(info.st_size);
  return Version{etag_of(digest(changed + " " + std::to_string(size))), modified != 0 ? modified : info.st_mtim.tv_sec, size};
}

/// The parts of "/files/WORLD/FOLDER/NAME".
struct Path {
  std::string_view world, folder, name;
  explicit Path(std::string_view path) {
    path.remove_prefix(std::min(path.size(), root.size()));
    for (auto* part : {&world, &folder}) {
      const auto slash = std::min(path.find('/'), path.size());
      *part = path.substr(0, slash);
      path.remove_prefix(std::min(path.size(), slash + 1));
    }
    name = path;
  }
};

/// The file, or as much of it as is asked for.
template <class Fail>
void give(Content& content, const net::Request& request, net::Response& response, Fail&& fail) {
  const auto modified = content.modified / DateTime::ticks_per_second;
  std::string md5;
  std::optional<Version> version;
  if (content.file) {
    version = version_of(*content.file, modified);
    if (!version) return fail(no_file);
  } else {
    const auto bytes = digest(content.body);
    codec::base64_append(md5, bytes);
    version = Version{etag_of(bytes), modified, content.body.size()};
  }
  response.set("Accept-Ranges", "bytes");
  const auto range = [&](const std::string& bytes) {
    response.set("Content-Range", "bytes " + bytes + "/" + std::to_string(version->size));
  };
  const auto part = wanted_part(request, *version);
  if (part.answer == Part::Answer::condition_failed) return fail(changed);
  if (part.answer == Part::Answer::unsatisfiable) {
    range("*");
    return fail(beyond);
  }
  response.set("ETag", version->etag);
  if (version->modified != 0) response.set("Last-Modified", header_time(version->modified));
  response.set("x-ms-blob-type", "BlockBlob");
  if (part.answer == Part::Answer::not_modified) {
    response.status = 304;
    return;
  }
  const bool whole = part.answer == Part::Answer::whole;
  response.content_type = content.content_type;
  if (!md5.empty()) response.set(whole ? "Content-MD5" : "x-ms-blob-content-md5", std::move(md5));
  response.file = std::move(content.file);
  response.body = std::move(content.body);
  if (whole) return;
  response.status = 206;
  range(std::to_string(part.from) + "-" + std::to_string(part.from + part.size - 1));
  if (response.file) {
    response.file_from = part.from;
    response.file_bytes = part.size;
  } else {
    response.body = response.body.substr(part.from, part.size);
  }
}

}  // namespace

bool is_address(std::string_view path) {
  return path.starts_with(root);
}

std::shared_ptr<world::World> world_of(const world::Manager& manager, std::string_view path) {
  const Path parts(path);
  const auto worlds = manager.find(parts.world);
  if (worlds == nullptr) return nullptr;
  return {worlds, &worlds->first()};
}

void answer(world::World* world, std::span<const Folder> folders, const net::Request& request, net::Response& response,
            const Exchange& exchange) {
  response.set("x-ms-request-id", exchange.tracking_id);
  response.set("x-ms-version", std::string(storage_version));
  const auto now = world != nullptr ? world->clock().ticks() : exchange.ticks;
  const auto fail = [&](const BlobError& error, std::string_view detail = {}) { refuse(error, detail, now, exchange, response); };
  if (world == nullptr) return fail(no_world);
  if (request.method != "GET" && request.method != "HEAD") return fail(wrong_verb);
  std::string expiry, signed_by;
  for (auto& [name, value] : net::parse_form(request.query)) {
    if (name == "se") expiry = std::move(value);
    if (name == "sig") signed_by = std::move(value);
  }
  if (signed_by.empty()) return fail(no_signature);
  if (!identity::equal_secrets(signature(*world, request.path, expiry), signed_by))
    return fail(refused, "The signature is not that of this file and this end in this world.");
  // Both are written alike, so that the texts are ordered as the times are.
  if (const auto present = utc_text(now); expiry <= present)
    return fail(refused, "The address held until " + expiry + "; it is " + present + ".");
  const Path parts(request.path);
  const auto folder = std::ranges::find(folders, parts.folder, &Folder::name);
  auto content = folder != folders.end() ? folder->source(*world, parts.name) : std::nullopt;
  if (!content) return fail(no_file);
  give(*content, request, response, fail);
}

}  // namespace adsbox::files
