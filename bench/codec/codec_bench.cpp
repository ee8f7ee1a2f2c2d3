// Measures our codec, pugixml and the hand-written limit on one document.
//   codec_bench FILE ROUNDS [JOB]       one line a job: NAME SECONDS BYTES (median of the rounds, jobs taking turns). With JOB
//   only
//                                       that one (a decoder) runs: what it frees goes back to the system, each round meets fresh
//                                       pages
//   codec_bench FILE once JOB[,JOB]     runs the jobs once each, for callgrind
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "codec/codec.h"
#include "hand.h"

namespace {

using namespace adsbox;

struct Jobs {
  std::string document, json, soap_out, json_out, in_situ;
  const schema::ServiceInfo& service = *schema::find_service("CampaignManagement");
  const schema::TypeInfo& type = *schema::find_type(service, "GetKeywordsByAdGroupIdResponse");
  box<object> value;
  std::vector<hand::Keyword> hand_value;
  std::string hand_out;

  void fail(const char* what, const codec::DecodeError& e) const {
    std::fprintf(stderr, "%s: %s at %zu: %s; expected %s\n", what, e.path.c_str(), e.offset, e.value.c_str(), e.expected.c_str());
    std::exit(1);
  }
  box<object> decode_soap() const {
    box<object> out(create_object(schema::id_of(type)));
    codec::SoapReader reader(document);
    if (auto r = reader.open(); !r) fail("open", r.error());
    if (auto r = reader.read(type, *out); !r) fail("read", r.error());
    return out;
  }
  box<object> decode_json() const {
    box<object> out(create_object(schema::id_of(type)));
    if (auto r = codec::read_json(json, type, *out); !r) fail("read_json", r.error());
    return out;
  }
  std::size_t encode_soap() {
    soap_out.clear();
    codec::write_soap(soap_out, service, *value, {}, {});
    return soap_out.size();
  }
  std::size_t encode_json() {
    json_out.clear();
    codec::write_json(json_out, *value, {});
    return json_out.size();
  }
  /// What the jobs start from, and a check that they do the same work.
  bool prepare_all() {
    value = decode_soap();
    encode_json();
    json = json_out;
    hand_value = hand::Decoder(document).keywords();
    std::size_t keywords = 0;
    for (std::size_t at = 0; (at = document.find("<Keyword>", at)) != std::string::npos; at += 9) ++keywords;
    hand::Encoder().write(hand_out, head(), hand_value);
    if (hand_value.size() != keywords || hand_out != document)
      return std::fprintf(stderr, "the hand-written codec does not reproduce the document\n"), false;
    if (!equal_objects(*decode_json(), *value)) return std::fprintf(stderr, "JSON and SOAP disagree\n"), false;
    return true;
  }
  std::string_view head() const { return std::string_view(document).substr(0, document.find("<Keyword>")); }
};

struct Job {
  const char* name;
  std::function<void()> prepare;     // not measured
  std::function<std::size_t()> run;  // returns the bytes it read or wrote
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  Jobs j;
  std::ifstream file(argv[1], std::ios::binary | std::ios::ate);
  j.document.resize(static_cast<std::size_t>(file.tellg()));  // in one piece: callgrind counts this, too
  file.seekg(0).read(j.document.data(), static_cast<std::streamsize>(j.document.size()));
  const bool once = std::strcmp(argv[2], "once") == 0;
  const std::string wanted = once && argc > 3 ? "," + std::string(argv[3]) + "," : "";
  box<object> result;
  std::vector<hand::Keyword> hand_result;
  pugi::xml_document dom;
  const std::vector<Job> jobs = {
      {"soap_decode", [&] { result.reset(); }, [&] { return result = j.decode_soap(), j.document.size(); }},
      {"soap_encode", [] {}, [&] { return j.encode_soap(); }},
      {"json_encode", [] {}, [&] { return j.encode_json(); }},
      {"json_decode", [&] { result.reset(); }, [&] { return result = j.decode_json(), j.json.size(); }},
      {"pugixml_in_situ", [&] { dom.reset(), j.in_situ = j.document; },
       [&] { return dom.load_buffer_inplace(j.in_situ.data(), j.in_situ.size()) ? j.in_situ.size() : 0; }},
      {"hand_decode", [&] { hand_result = {}; },
       [&] { return hand_result = hand::Decoder(j.document).keywords(), j.document.size(); }},
      {"hand_encode", [] {}, [&] { return hand::Encoder().write(j.hand_out, j.head(), j.hand_value), j.hand_out.size(); }},
  };
  if (once) {
    // What a job starts from is made by another job, which the driver measures apart and subtracts.
    for (const auto& job : jobs) {
      if (wanted.find("," + std::string(job.name) + ",") == std::string::npos) continue;
      if (std::strstr(job.name, "_encode") != nullptr && !j.value.has_value())
        j.value = std::move(result), j.hand_value = std::move(hand_result);
      if (std::strcmp(job.name, "json_decode") == 0) j.json = j.json_out;
      job.prepare();
      if (job.run() == 0) return 1;
    }
    return 0;
  }
  const int rounds = std::atoi(argv[2]);
  const std::string_view only = argc > 3 ? argv[3] : "";
  if (only.empty()) {
    if (!j.prepare_all()) return 1;
  } else if (only.ends_with("_encode")) {
    j.value = j.decode_soap();
  }
  std::vector<std::vector<double>> times(jobs.size());
  std::vector<std::size_t> bytes(jobs.size());
  for (int round = 0; round <= rounds; ++round)  // the first is a warm-up
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      if (!only.empty() && only != jobs[i].name) continue;
      jobs[i].prepare();
      const auto begin = std::chrono::steady_clock::now();
      bytes[i] = jobs[i].run();
      const double took = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
      if (round > 0) times[i].push_back(took);
    }
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (times[i].empty()) continue;
    std::sort(times[i].begin(), times[i].end());
    std::printf("%s %.9f %zu\n", jobs[i].name, times[i][times[i].size() / 2], bytes[i]);
  }
}
