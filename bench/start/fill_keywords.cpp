// Puts keywords into the sandbox of a data directory, to measure a start over a large store:   fill_keywords DIRECTORY COUNT
#include <cstdio>
#include <cstdlib>
#include <string>

#include "adsbox/campaign_management.h"
#include "world/entities.h"
#include "world/manager.h"

int main(int argc, char** argv) {
  using namespace adsbox;
  if (argc < 3) return 2;
  auto manager = world::Manager::open({.directory = argv[1], .environments = {world::Environment::sandbox}});
  if (!manager) return std::fprintf(stderr, "%s\n", manager.error().c_str()), 1;
  auto& store = (*manager)->defaults()->find("sandbox")->store();
  const long count = std::atol(argv[2]);
  constexpr long batch = 20'000, of_ad_group = 1'000;
  for (long from = 0; from < count; from += batch)
    store.write([&](store::Writer& w) {
      for (long n = from; n < from + batch && n < count; ++n) {
        campaign_management::Keyword keyword;
        keyword.text = "granny's green tea " + std::to_string(n);
        keyword.final_urls.push_back("https://www.teahouse.example/leaves/green?kw=" + std::to_string(n));
        const std::string key(keyword.text.view());
        world::save<campaign_management::Keyword>(w, {70'000'000'000 + n, 180000001, 9'000'000 + n / of_ad_group, 0, n, key, {}},
                                                  keyword);
      }
      return true;
    });
}
