// SPDX-License-Identifier: Apache-2.0
// Nothing of its own: the targets that hold precompiled headers need a source.
int main() { return 0; }
