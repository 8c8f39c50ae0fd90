// SPDX-License-Identifier: Apache-2.0
#include "metrics/gateway/snapshot.h"

#include <algorithm>

#include "metrics/exposition/text_writer.h"

namespace gatepost::metrics {
namespace {

template <typename Visit>
void forEach(const Snapshot::FamilyPages& family, Visit visit) {
    for (const Snapshot::PagePointer& page : family.pages)
        for (const HeldFamilyPointer& held : page->held)
            if (held && !visit(*held)) return;
}

std::string_view nameOf(const Snapshot::FamilyPages& family) {
    std::string_view name;
    forEach(family, [&](const HeldFamily& held) {
        name = held.name;
        return false;
    });
    return name;
}

/// Of the groups' helps the first that there is, as good a choice as the Pushgateway's random one.
std::string_view helpOf(const Snapshot::FamilyPages& family) {
    std::string_view help;
    forEach(family, [&](const HeldFamily& held) {
        help = held.help;
        return help.empty();
    });
    return help;
}

void appendSamples(std::string& out, const Snapshot::FamilyPages& family) {
    forEach(family, [&](const HeldFamily& held) {
        out += held.samples;
        return true;
    });
}

void appendOwn(std::string& out, const OwnFamily& own) {
    appendHeader(out, own.name, own.type, own.help);
    out += own.samples;
}

}  // namespace

std::vector<OwnFamily> ownFamilies(const Exposition& exposition) {
    std::vector<OwnFamily> own;
    own.reserve(exposition.families().size());
    for (const Family& family : exposition.families()) {
        OwnFamily& last = own.emplace_back();
        last.name = family.name;
        last.type = family.type;
        if (family.hasHelp) last.help = family.help;
        metrics::appendSamples(last.samples, exposition, family);
    }
    std::ranges::sort(own, {}, &OwnFamily::name);
    return own;
}

Snapshot::Snapshot(std::vector<FamilyPages> families, std::size_t bytes)
    : m_families(std::move(families)),
      m_bytes(bytes) {}

void Snapshot::render(std::string& out, std::span<const OwnFamily> own) const {
    std::size_t more = m_bytes;
    for (const OwnFamily& family : own)
        more += family.samples.size() + family.help.size() + 2 * family.name.size() + 40;
    out.reserve(out.size() + more);
    auto next = own.begin();
    for (const FamilyPages& family : m_families) {
        const std::string_view name = nameOf(family);
        if (name.empty()) continue;
        for (; next != own.end() && next->name < name; ++next) appendOwn(out, *next);
        if (next != own.end() && next->name == name) {
            appendOwn(out, *next++);
        } else {
            appendHeader(out, name, family.type, helpOf(family));
        }
        appendSamples(out, family);
    }
    for (; next != own.end(); ++next) appendOwn(out, *next);
}

std::string Snapshot::text(std::span<const OwnFamily> own) const {
    std::string text;
    render(text, own);
    return text;
}

}  // namespace gatepost::metrics
