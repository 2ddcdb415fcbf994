#!/usr/bin/env bash
# Runs a command of a folder of linux-x64 files on an emulated processor with AVX-512: Bochs boots Debian's kernel with the folder in its
# first file system. Prints what the command prints and ends with its exit code, or with 124 when the machine does not come that far.
#
#   avx512-bochs.sh FOLDER COMMAND
#
# Environment: MODEL, a processor that Bochs knows (tigerlake), MEGS of memory (768), TIMEOUT in seconds (300), CACHE for the kernel.
# Needs bochs bochsbios busybox-static cpio isolinux syslinux-common xorriso, and apt-get download for the kernel, which is unpacked, not
# installed.
set -Eeuo pipefail
trap 'echo "${0##*/}, line $LINENO: exit code $? of $BASH_COMMAND" >&2' ERR

folder=$(realpath "$1")
command=$2
cache=${CACHE:-/var/tmp/weft-bochs}
libraries=(libc.so.6 libm.so.6 libgcc_s.so.1 libpthread.so.0 libdl.so.2 librt.so.1 libstdc++.so.6)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

find_kernel() {
    find "$cache/boot" -name 'vmlinuz-*' 2> /dev/null | head -n 1
}

fetch_kernel() {
    local package
    package=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
    (
        cd "$work"
        apt-get download "$package" > download 2>&1 || { tail -n 1 download; exit 1; }
        dpkg --fsys-tarfile "${package}"_*.deb | tar x -C "$cache" --wildcards './boot/vmlinuz-*'
    )
}

# The first file system: busybox, the C library and the folder. Its first process runs the command and switches the machine off.
write_file_system() {
    local root=$work/root library
    mkdir -p "$root"/{bin,proc,sys,dev,tmp,lib64,lib/x86_64-linux-gnu,payload}
    cp /bin/busybox "$root/bin/"
    ln -s busybox "$root/bin/sh"
    cp -r "$folder/." "$root/payload/"

    for library in "${libraries[@]}"; do
        [[ ! -e /lib/x86_64-linux-gnu/$library ]] || cp -L "/lib/x86_64-linux-gnu/$library" "$root/lib/x86_64-linux-gnu/"
    done

    cp -L /lib64/ld-linux-x86-64.so.2 "$root/lib64/"
    printf '%s\n' "$command" > "$root/run.sh"

    # The serial line is slow: what it holds must have left before the power is off.
    cat > "$root/init" << 'EOF'
#!/bin/sh
busybox=/bin/busybox
$busybox mount -t proc proc /proc
$busybox mount -t sysfs sys /sys
$busybox mount -t devtmpfs dev /dev
$busybox mount -t tmpfs tmp /tmp
$busybox --install -s /bin
export PATH=/bin HOME=/tmp
exec > /dev/ttyS0 2>&1 < /dev/null
cd /payload
echo "@@BEGIN"
sh /run.sh
echo "@@END $?"
sleep 1
$busybox poweroff -f
EOF
    chmod +x "$root/init"
    (cd "$root" && find . | cpio -o -H newc --quiet | gzip -1) > "$work/disc/initrd.gz"
}

# clearcpuid: the kernel finds the sizes that Bochs 2.7 reports for XSAVEC, XSAVES and PKU inconsistent, and would switch AVX off; fast short
# string moves fault without end. The clock's speed is given, because measuring it takes half of the time to boot.
write_disc() {
    mkdir -p "$work/disc/isolinux"
    write_file_system
    cp "$(find_kernel)" "$work/disc/vmlinuz"
    cp /usr/lib/ISOLINUX/isolinux.bin /usr/lib/syslinux/modules/bios/ldlinux.c32 "$work/disc/isolinux/"
    cat > "$work/disc/isolinux/isolinux.cfg" << 'EOF'
DEFAULT linux
PROMPT 0
LABEL linux
  KERNEL /vmlinuz
  INITRD /initrd.gz
  APPEND console=ttyS0,115200 loglevel=1 clearcpuid=xsavec,xsaves,pku,fsrm mitigations=off nokaslr nosmp tsc=reliable tsc_early_khz=1000000 lpj=4000000 no_timer_check random.trust_cpu=on cryptomgr.notests=1 initcall_blacklist=trace_eval_init panic=-1
EOF
    xorriso -as mkisofs -quiet -o "$work/disc.iso" -b isolinux/isolinux.bin -c isolinux/boot.cat \
        -no-emul-boot -boot-load-size 4 -boot-info-table "$work/disc" 2> "$work/xorriso" || { cat "$work/xorriso"; return 1; }
}

# ips: the clock passes a second every so many instructions, as on a real processor, though the emulation takes longer. On a slow clock a
# thread that .NET suspends with signals, some 10 us apart, gets no further than handling them.
write_machine() {
    cat > "$work/bochsrc" << EOF
display_library: rfb, options="timeout=0"
romimage: file=/usr/share/bochs/BIOS-bochs-latest, options=fastboot
vgaromimage: file=/usr/share/bochs/VGABIOS-lgpl-latest
megs: ${MEGS:-768}
cpu: model=${MODEL:-tigerlake}, count=1, ips=1000000000, reset_on_triple_fault=0, ignore_bad_msrs=1
clock: sync=none, time0=utc
ata0: enabled=1, ioaddr1=0x1f0, ioaddr2=0x3f0, irq=14
ata0-master: type=cdrom, path=$work/disc.iso, status=inserted
boot: cdrom
com1: enabled=1, mode=file, dev=$work/serial
log: $work/bochs.log
panic: action=fatal
error: action=ignore
info: action=ignore
debug: action=ignore
speaker: enabled=0
sound: waveoutdrv=dummy
plugin_ctrl: speaker=0, parallel=0, gameport=0
EOF

    # Debian's Bochs is the debugger's build: "c" lets the machine run.
    printf 'c\nquit\n' > "$work/debugger"
}

# In a network of its own, where the user may make one: the display listens on a port that nobody shall connect to.
boot() {
    local network=(unshare -n)
    unshare -n true 2> /dev/null || network=()
    : > "$work/serial"
    (cd "$work" && timeout "${TIMEOUT:-300}" "${network[@]}" bochs -q -f bochsrc -rc debugger > bochs.out 2>&1 < /dev/null) || true
    tr -d '\r' < "$work/serial" > "$work/output"
}

# Whether the machine came as far as the command.
began() {
    grep -q '^@@BEGIN' "$work/output"
}

# Of several machines that start at once, one fetches the kernel.
mkdir -p "$cache"
(
    flock 9
    [[ -n $(find_kernel) ]] || fetch_kernel
) 9> "$cache/lock"
write_disc
write_machine
boot

# A machine that did not come as far as the command says nothing about it.
began || boot

if ! grep -q '^@@END' "$work/output"; then
    echo "The emulated machine did not finish:"
    tail -n 5 "$work/output" "$work/bochs.out" "$work/bochs.log" 2> /dev/null || true
    exit 124
fi

sed -n '/^@@BEGIN/,/^@@END/p' "$work/output" | sed '/^@@/d'
exit "$(sed -n 's/^@@END //p' "$work/output")"
