# Shared by the scripts beside it: where the checkout is and how it is built.
# shellcheck shell=bash
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Clones of the project share the compiler cache, wherever they lie.
export CCACHE_BASEDIR="$root" CCACHE_NOHASHDIR=1

# build_preset PRESET [TARGET...]: quiet unless it fails.
build_preset() {
    local preset=$1 targets=() log
    shift
    [ $# -eq 0 ] || targets=(--target "$@")
    mkdir -p "$root/build"
    log="$root/build/$preset.log"
    (cd "$root" && cmake --preset "$preset" && cmake --build --preset "$preset" "${targets[@]}") \
        >"$log" 2>&1 || { tail -n 100 "$log" >&2; echo "building $preset failed: $log" >&2; return 1; }
}
