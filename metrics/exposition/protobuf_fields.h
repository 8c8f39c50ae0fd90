// SPDX-License-Identifier: Apache-2.0
// The fields of a protobuf message as Go takes them where protozero does not: groups (wire types 3
// and 4), which no message of ours has, and the numbers from 19000 to 19999 are unknown fields like
// others, and a message field that is sent in pieces is all of them, one after another. What no
// message may have is a MalformedMessage. Views are into the body; protozero's exceptions pass
// through. google.golang.org/protobuf/encoding/protowire (ConsumeFieldValue).
#pragma once

#include <optional>
#include <protozero/exception.hpp>
#include <protozero/pbf_reader.hpp>
#include <vector>

namespace gatepost::metrics {

/// `what()` is a sentence.
class MalformedMessage : public protozero::exception {
public:
    explicit MalformedMessage(const char* sentence) : m_sentence(sentence) {}
    [[nodiscard]] const char* what() const noexcept override { return m_sentence; }

private:
    const char* m_sentence;
};

/// How many groups may stand in each other: protowire's DefaultRecursionLimit and the outermost.
inline constexpr std::size_t kMostNestedGroups = 10'001;

/// pbf_reader::next() on the next field that it can say; those before it are passed over.
[[nodiscard]] bool nextField(protozero::pbf_reader& reader);

/// An optional message field with all that it was sent in.
class Pieces {
public:
    void add(protozero::pbf_reader piece) {
        if (!m_first)
            m_first = piece;
        else if (piece.length() > 0)
            m_more.push_back(piece);
    }
    [[nodiscard]] bool empty() const { return !m_first; }
    /// Calls `field(reader)` on each field, which it must take or skip.
    template <typename Field>
    void forEachField(const Field& field) const {
        if (!m_first) return;
        readOne(*m_first, field);
        for (const protozero::pbf_reader& piece : m_more) readOne(piece, field);
    }

private:
    template <typename Field>
    static void readOne(protozero::pbf_reader reader, const Field& field) {
        while (nextField(reader)) field(reader);
    }

    std::optional<protozero::pbf_reader> m_first;
    std::vector<protozero::pbf_reader> m_more;
};

}  // namespace gatepost::metrics
