// Memory for what the journal copies. Entries come and go in the order of their age, at the rate of the requests: out of the
// heap, blocks made by one thread and freed by another would leave holes between all else and pages to be faulted in anew.
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace adsbox::journal {

/// Thread-safe. Blocks may outlive it.
class Blocks {
 public:
  static constexpr std::size_t chunk_bytes = std::size_t{1} << 20;

  struct Block {
    std::shared_ptr<char[]> bytes;
    std::size_t taken = 0;  // of the chunks, the rest of one that it did not fit into included
  };
  /// Of any size; larger than a chunk: a chunk of its own.
  Block take(std::size_t size);

 private:
  /// Chunks that no block uses any more. A few are kept: the journal needs one for each that it lets go.
  struct Spare {
    std::mutex mutex;
    std::vector<std::unique_ptr<char[]>> chunks;
  };
  std::shared_ptr<char[]> chunk();

  std::mutex mutex_;
  std::shared_ptr<char[]> current_;
  std::size_t used_ = chunk_bytes;
  std::shared_ptr<Spare> spare_ = std::make_shared<Spare>();
};

}  // namespace adsbox::journal
