#!/usr/bin/env bash
# The package as somebody else publishes with it: a program outside the repository, restored into an empty cache, as native code and as a
# trimmed program with its runtime; both also in a root that has the libraries of the container image runtime-deps and nothing else.
source "$(dirname "${BASH_SOURCE[0]}")/common.sh"

# What Microsoft's runtime-deps images have beyond files of data: libc6, libgcc-s1, libstdc++6 and zlib1g. Their libssl is for the network.
libraries=(libc.so.6 libm.so.6 libdl.so.2 libpthread.so.0 librt.so.1 libgcc_s.so.1 libstdc++.so.6 libz.so.1)
home="$work/소비자 시험"
expected=$'loss 0.00\n89012345 2'
[[ $(uname -sm) == 'Linux x86_64' ]] || skip_all "this machine is $(uname -sm)"
need gcc gcc libc6-dev

# The packages of the folder that the environment names, or the one of what is built here.
make_feed() {
    if [[ -n ${WEFT_PACKAGES:-} ]]; then
        cp -r "$WEFT_PACKAGES" "$home/feed"
    elif ! dotnet pack src/Runtime -c Release --no-build -p:BuildProjectReferences=false -o "$home/feed" > "$work/pack" 2>&1; then
        cat "$work/pack"
        fail 'packing'
        finish
    fi
}

# The native compiler and the runtime are packages: on the machine before the cache is empty, and with the machine's own sources. The empty
# cache has no blank in its path: .NET's own targets do not quote the libraries there that they hand to the linker.
prepare() {
    mkdir -p "$work/probe" "$home"
    cat > "$work/probe/Probe.csproj" << 'XML'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <RuntimeIdentifier>linux-x64</RuntimeIdentifier>
    <SelfContained>true</SelfContained>
    <PublishAot>true</PublishAot>
    <PublishTrimmed>true</PublishTrimmed>
  </PropertyGroup>
</Project>
XML

    for aot in true false; do
        dotnet restore "$work/probe" "-p:PublishAot=$aot" > "$work/restore" 2>&1 || skip_all "nothing to publish with: $(grep -m 1 error "$work/restore")"
    done

    local machine
    machine=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')
    cat > "$home/NuGet.config" << XML
<configuration>
  <config><add key="globalPackagesFolder" value="$work/packages" /></config>
  <fallbackPackageFolders><clear /></fallbackPackageFolders>
  <packageSources><clear /><add key="feed" value="feed" /><add key="machine" value="$machine" /></packageSources>
  <packageSourceMapping>
    <clear />
    <packageSource key="feed"><package pattern="Weft" /></packageSource>
    <packageSource key="machine"><package pattern="*" /></packageSource>
  </packageSourceMapping>
</configuration>
XML
    cp -r tests/Package.Tests/projects/Console "$home/"
    make_feed
    local package
    package=$(basename "$home"/feed/Weft.[0-9]*.nupkg .nupkg)
    sed -i "s|Include=\"Weft\"|& Version=\"${package#Weft.}\"|" "$home/Console/Console.csproj"
}

# publish_program NAME [OPTION ...]: the program in $work/NAME. A build before this one may have been for the other kind.
publish_program() {
    local name=$1
    shift
    rm -rf "$home/Console/bin" "$home/Console/obj"

    if ! dotnet publish "$home/Console" -c Release -r linux-x64 -o "$work/$name" -p:DebugType=none "$@" > "$work/publish" 2>&1; then
        cat "$work/publish"
        fail "publishing $name"
        finish
    fi

    if grep -qE ': (warning|error) ' "$work/publish"; then
        fail "publishing $name: $(grep -m 1 -E ': (warning|error) ' "$work/publish")"
    else
        pass "published $name without warnings, $(du -bcs "$work/$name"/* | tail -n 1 | cut -f 1) bytes in $(find "$work/$name" -type f | wc -l) files"
    fi
}

# check_program WHAT COMMAND ...: what the program prints is known.
check_program() {
    local what=$1 found status=0
    shift
    found=$("$@" 2>&1) || status=$?

    if ((status == 0)) && [[ $found == "$expected" ]]; then
        pass "$what: trains, saves, loads and goes on"
    else
        fail "$what: exit code $status, $found"
    fi
}

# A root for programs: libraries, the programs, and a folder that everybody may write to.
make_root() {
    local library path
    root="$work/root"
    mkdir -p "$root/lib64" "$root/lib" "$root/tmp" "$root/proc" "$root/dev"
    chmod 755 "$work"
    chmod 1777 "$root/tmp"
    cp -L /lib64/ld-linux-x86-64.so.2 "$root/lib64/"

    for library in "${libraries[@]}"; do
        path=$(ldconfig -p | awk -v name="$library" '$1 == name && /x86-64/ && !found++ { print $NF }')
        [[ -z $path ]] || cp -L "$path" "$root/lib/"
    done

    cp -r "$work/native" "$work/trimmed" "$root/"
}

# As a container: its root, /proc and /dev, which are mounted for this one process, and the images' user, who is no administrator.
in_root() {
    # shellcheck disable=SC2016
    env -i "PATH=$PATH" unshare --mount bash -c 'mount --bind /proc "$0/proc" && mount --bind /dev "$0/dev" &&
        LD_LIBRARY_PATH=/lib TMPDIR=/tmp exec chroot --userspec=1654:1654 "$0" "$@"' "$root" "$@"
}

prepare
publish_program native -p:PublishAot=true
publish_program trimmed --self-contained -p:PublishTrimmed=true
has_processor avx2 || { skip 'this processor has no AVX2 to run the native program on'; finish; }
check_program 'as native code' "$work/native/Console" "$work"
check_program 'trimmed, without an installed .NET' env DOTNET_ROOT=/nonexistent "$work/trimmed/Console" "$work"
make_root

if ! in_root /lib64/ld-linux-x86-64.so.2 --version > /dev/null 2> "$work/chroot"; then
    skip "no root of its own to run in: $(tail -n 1 "$work/chroot")"
    finish
fi

check_program 'as native code, with the libraries of runtime-deps alone' in_root /native/Console /tmp
check_program 'trimmed, with the libraries of runtime-deps alone' in_root /trimmed/Console /tmp
finish
