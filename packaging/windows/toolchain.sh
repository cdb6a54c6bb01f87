# Sourced by build.sh, test.sh and .ci/run: the environment in which Debian's Rust and MinGW make programs
# for Windows. Debian's cargo and rustc stand before any of rustup's, because the two must be of one
# release to build the standard library from its source.
windows_here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"

export PATH=/usr/bin:/bin:/usr/sbin:/sbin
export RUSTC=/usr/bin/rustc RUSTDOC=/usr/bin/rustdoc
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS RUSTUP_TOOLCHAIN CARGO_INCREMENTAL
# The standard library for Windows is no Debian package, so cargo builds it from rust-web-src.
export RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=std,panic_unwind
export CARGO_BUILD_TARGET=x86_64-pc-windows-gnu
export CARGO_TARGET_X86_64_PC_WINDOWS_GNU_LINKER=x86_64-w64-mingw32-gcc-posix
export CC_x86_64_pc_windows_gnu=x86_64-w64-mingw32-gcc-posix
export CXX_x86_64_pc_windows_gnu=x86_64-w64-mingw32-g++-posix
export AR_x86_64_pc_windows_gnu=x86_64-w64-mingw32-ar
# Linked in, so that no libstdc++-6.dll and no libwinpthread-1.dll have to be shipped.
export CXXSTDLIB_x86_64_pc_windows_gnu=static:-bundle=stdc++
export CMAKE_TOOLCHAIN_FILE_x86_64_pc_windows_gnu="$windows_here/mingw.cmake"
# Function names stay for crash reports; line tables would triple the size.
export CARGO_PROFILE_RELEASE_DEBUG=false CARGO_PROFILE_RELEASE_STRIP=debuginfo
