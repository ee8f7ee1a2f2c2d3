#include <algorithm>
#include <ctime>
#include <string>

#include "files/address.h"
#include "files/files.h"
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

std::string header_time(std::int64_t ticks) {
  const auto seconds = static_cast<std::time_t>(ticks / DateTime::ticks_per_second);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  char text[40];
  return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts)};
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
  response.content_type = content->content_type;
  response.set("x-ms-blob-type", "BlockBlob");
  if (content->modified != 0) response.set("Last-Modified", header_time(content->modified));
  response.body = std::move(content->body);
  response.file = std::move(content->file);
}

}  // namespace adsbox::files
