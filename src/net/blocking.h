// A handler's word to the server that it is about to wait.
#pragma once

namespace adsbox::net {

/// Call it from a handler before something that takes longer than a switch of threads (a store commit, a wait for a file):
/// the other connections of this I/O thread go on at once in another thread. Without it the server notices by itself, one to two
/// milliseconds later. Costs nothing when there is no other connection, and nothing outside of a handler.
void about_to_block() noexcept;

}  // namespace adsbox::net
