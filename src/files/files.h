// Files that clients download by a temporary address: catalogues, reports, bulk files. Whoever has the address gets the file, as
// with Azure's blobs: the address carries its end and a signature with the world's key, so that nothing needs to be remembered of
// it and it outlives a restart. What lies behind a name is told by a Source, one a folder:
//
//   registry.serve({"geolocations", read_geo_locations});                 // where the operations are registered
//   const auto address = files::issue(call.world, call.base_url, "geolocations", "2.0/en/GeoLocations.csv");
//   address.url;  // http://localhost:8080/files/sandbox/geolocations/2.0/en/GeoLocations.csv?sv=...&se=...&sr=b&sp=r&sig=...
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "adsbox/values.h"
#include "exchange/exchange.h"
#include "net/http.h"
#include "world/manager.h"
#include "world/world.h"

namespace adsbox::files {

/// What a download gives.
struct Content {
  std::string_view content_type = "application/octet-stream";  // a constant
  std::string body;
  std::optional<std::string> file;  // a path instead of the body, streamed
  std::int64_t modified = 0;        // ticks; 0 = that of the path
};

/// The file of that name in a folder; nothing when there is none. Runs on the thread of the request.
using Source = std::optional<Content> (*)(world::World& world, std::string_view name);

struct Folder {
  std::string_view name;  // "geolocations"
  Source source;
};

/// How long an address holds, by the world's clock.
inline constexpr std::int64_t lifetime = 15 * 60 * DateTime::ticks_per_second;

struct Address {
  std::string url;
  DateTime expires;  // UTC
};

/// The address of a file of this world from now on. `base_url`: of this server as the client sees it. `name` may have slashes.
[[nodiscard]] Address issue(world::World& world, std::string_view base_url, std::string_view folder, std::string_view name);

/// Whether the path is an address of files: "/files/...".
[[nodiscard]] bool is_address(std::string_view path);
/// The world that the path names; nullptr when there is none.
[[nodiscard]] std::shared_ptr<world::World> world_of(const world::Manager& manager, std::string_view path);
/// Answers a request for a file of that world: with the file or the part of it that a range asks for, or with an error as Azure's
/// blobs word them. nullptr: no such world.
void answer(world::World* world, std::span<const Folder> folders, const net::Request& request, net::Response& response,
            const Exchange& exchange);

/// `text` as a gzip file; the same text gives the same bytes.
[[nodiscard]] std::string gzip(std::string_view text);

}  // namespace adsbox::files
