// SPDX-License-Identifier: Apache-2.0
// What OpenSSL reads from and writes to: a non-blocking socket by recv() and send(), which
// remembers whether the last read has emptied it. OpenSSL's own does read() and write(), which are
// dearer, and keeps to itself how much came. One thread. SSL_set_bio() takes what is made.
#pragma once

#include <string_view>

struct bio_st;

namespace gatepost::proxy {

/// Null: no memory. The descriptor stays the caller's.
[[nodiscard]] bio_st* makeSocketBio(int fd);
/// Of the reads from here on isDrained() tells. One of before says nothing: more may have come
/// since, by an event that is over.
void beginRead(bio_st* bio);
/// Whether the last one had room for more than came: the next bytes are an event again.
[[nodiscard]] bool isDrained(bio_st* bio);
/// What came first, as much of it as a protocol is known by.
[[nodiscard]] std::string_view beginning(bio_st* bio);

}  // namespace gatepost::proxy
