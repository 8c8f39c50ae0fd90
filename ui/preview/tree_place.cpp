// SPDX-License-Identifier: Apache-2.0
#include "ui/preview/tree_place.h"

namespace gatepost::ui {
namespace {

constexpr int kApplicationBits = 14;
constexpr int kGroupBits = 22;
constexpr int kFamilyBits = 24;
constexpr int kLevelShift = kApplicationBits + kGroupBits + kFamilyBits;

unsigned cut(quintptr id, int shift, int bits) {
    return static_cast<unsigned>((id >> shift) & ((quintptr{1} << bits) - 1));
}

}  // namespace

quintptr packed(unsigned level, unsigned a, unsigned g, unsigned f) {
    return (quintptr{level} << kLevelShift) | (quintptr{f} << (kApplicationBits + kGroupBits)) |
           (quintptr{g} << kApplicationBits) | a;
}

TreePlace placeOf(const QModelIndex& index) {
    if (!index.isValid()) return {};
    const auto id = index.internalId();
    const auto row = static_cast<unsigned>(index.row());
    TreePlace place;
    place.level = static_cast<int>(id >> kLevelShift);
    place.a = cut(id, 0, kApplicationBits);
    place.g = cut(id, kApplicationBits, kGroupBits);
    place.f = cut(id, kApplicationBits + kGroupBits, kFamilyBits);
    switch (place.level) {
        case 0: place.a = row; break;
        case 1: place.g = row; break;
        case 2: place.f = row; break;
        default: place.r = row; break;
    }
    return place;
}

}  // namespace gatepost::ui
