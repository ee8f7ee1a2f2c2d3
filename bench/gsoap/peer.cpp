// The peer: what a C++ user builds today from the same WSDL with gSOAP.
//   peer serve PORT        keep-alive HTTP server, a thread a connection: GetCampaignsByAccountId answers 100 campaigns
//   peer codec FILE ROUNDS GetKeywordsByAdGroupIdResponse read into gSOAP's classes and written again; prints NAME SECONDS BYTES
//   a round
#include PEER_HEADER
#include PEER_NAMESPACES

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <thread>

namespace {

template <class T>
T* made(soap* s, T value) {
  auto* p = static_cast<T*>(soap_malloc(s, sizeof(T)));
  *p = value;
  return p;
}
std::string* made(soap* s, const char* value) {
  auto* p = soap_new_std__string(s, -1);
  *p = value;
  return p;
}

class Server : public PEER_SERVICE {
 public:
  using PEER_SERVICE::PEER_SERVICE;
  // The generated copy shares the soap context, which accept() then overwrites while it serves.
  PEER_SERVICE* copy() override { return new Server(soap_copy(this->soap)); }

  int GetCampaignsByAccountId(_cm__GetCampaignsByAccountIdRequest*, _cm__GetCampaignsByAccountIdResponse& answer) override {
    auto* s = this->soap;
    answer.Campaigns = soap_new_cm__ArrayOfCampaign(s, -1);
    for (int i = 0; i < 100; ++i) {
      auto* c = soap_new_cm__Campaign(s, -1);
      auto* scheme = soap_new_cm__EnhancedCpcBiddingScheme(s, -1);
      scheme->Type = made(s, "EnhancedCpc");
      c->BiddingScheme = scheme;
      c->AudienceAdsBidAdjustment = made<int>(s, 0);
      c->BudgetType = made(s, cm__BudgetLimitType(1));
      c->DailyBudget = made<double>(s, 10 + i);
      c->Id = made<LONG64>(s, 510000000 + i);
      c->Name = made(s, ("Tea leaves " + std::to_string(i)).c_str());
      c->Status = made(s, cm__CampaignStatus(0));
      c->TimeZone = made(s, "PacificTimeUSCanadaTijuana");
      c->TrackingUrlTemplate = made(s, "https://track.teahouse.example/?season={_season}&code={_code}&u={lpurl}");
      c->CampaignType = made(s, cm__CampaignType(1));
      c->Languages = soap_new_ar__ArrayOfstring(s, -1);
      c->Languages->string.push_back("All");
      answer.Campaigns->Campaign.push_back(c);
    }
    return SOAP_OK;
  }
};

int serve(int port) {
  std::signal(SIGPIPE, SIG_IGN);  // a client that leaves during an answer
  Server server;
  soap_init2(server.soap, SOAP_IO_KEEPALIVE | SOAP_C_UTFSTRING, SOAP_IO_KEEPALIVE | SOAP_C_UTFSTRING);
  server.soap->max_keep_alive = 1 << 30;
  server.soap->bind_flags = SO_REUSEADDR;
  if (!soap_valid_socket(server.bind("127.0.0.1", port, 128))) return 1;
  for (;;) {
    if (!soap_valid_socket(server.accept())) continue;
    auto* one = server.copy();
    std::thread([one] {
      one->serve();
      one->destroy();
      auto* s = one->soap;
      delete one;
      soap_free(s);
    }).detach();
  }
}

double since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

int codec(const char* path, int rounds) {
  std::ifstream file(path, std::ios::binary);
  const std::string document((std::istreambuf_iterator<char>(file)), {});
  for (int round = 0; round < rounds; ++round) {
    soap* s = soap_new1(SOAP_C_UTFSTRING);
    soap_set_namespaces(s, namespaces);
    std::istringstream in(document);
    s->is = &in;
    _cm__GetKeywordsByAdGroupIdResponse value;
    value.soap_default(s);
    auto begin = std::chrono::steady_clock::now();
    if (soap_begin_recv(s) || soap_envelope_begin_in(s) || soap_recv_header(s) || soap_body_begin_in(s) ||
        value.soap_get(s, "cm:GetKeywordsByAdGroupIdResponse", nullptr) == nullptr || value.Keywords == nullptr) {
      soap_print_fault(s, stderr);
      return 1;
    }
    std::printf("gsoap_decode %.9f %zu\n", since(begin), document.size());
    std::ostringstream out;
    s->is = nullptr;
    s->os = &out;
    s->mode |= SOAP_IO_BUFFER;
    begin = std::chrono::steady_clock::now();
    if (soap_begin_send(s) || soap_envelope_begin_out(s) || soap_putheader(s) || soap_body_begin_out(s) ||
        value.soap_put(s, "cm:GetKeywordsByAdGroupIdResponse", nullptr) || soap_body_end_out(s) || soap_envelope_end_out(s) ||
        soap_end_send(s)) {
      soap_print_fault(s, stderr);
      return 1;
    }
    std::printf("gsoap_encode %.9f %zu\n", since(begin), out.str().size());
    soap_destroy(s);
    soap_end(s);
    soap_free(s);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string mode = argc > 2 ? argv[1] : "";
  if (mode == "serve") return serve(std::atoi(argv[2]));
  if (mode == "codec") return codec(argv[2], argc > 3 ? std::atoi(argv[3]) : 3);
  return 2;
}
