#include "journal/blocks.h"

#include <utility>

namespace adsbox::journal {

std::shared_ptr<char[]> Blocks::chunk() {
  constexpr std::size_t most_spare = 4;
  std::unique_ptr<char[]> bytes;
  {
    const std::scoped_lock lock(spare_->mutex);
    if (!spare_->chunks.empty()) {
      bytes = std::move(spare_->chunks.back());
      spare_->chunks.pop_back();
    }
  }
  if (!bytes) bytes = std::make_unique_for_overwrite<char[]>(chunk_bytes);
  return {bytes.release(), [spare = spare_](char* done) {
            std::unique_ptr<char[]> chunk(done);
            const std::scoped_lock lock(spare->mutex);
            if (spare->chunks.size() < most_spare) spare->chunks.push_back(std::move(chunk));
          }};
}

Blocks::Block Blocks::take(std::size_t size) {
  if (size > chunk_bytes) return {std::shared_ptr<char[]>(new char[size]), size};
  const std::scoped_lock lock(mutex_);
  std::size_t rest = 0;
  if (chunk_bytes - used_ < size) {
    rest = chunk_bytes - used_;
    current_ = chunk();
    used_ = 0;
  }
  char* const at = current_.get() + used_;
  used_ += size;
  return {std::shared_ptr<char[]>(current_, at), size + rest};
}

}  // namespace adsbox::journal
