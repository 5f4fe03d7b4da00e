namespace DevMesh.Bench.Traffic.Programs;

/// <summary>The kernel: firewall, memory, disks, network devices, NVIDIA's driver.</summary>
internal static class Kernel
{
    private static readonly Origin Log = new(null, "kernel");

    public static readonly Episode[] Firewall =
    [
        new(20, Log.Warning("[UFW BLOCK] IN=ens18 OUT= MAC={mac}:00:1b:21:3c:9d:f8:08:00 SRC={wan} DST={self} LEN={one:40|44|52|60} TOS=0x00 "
            + "PREC=0x00 TTL={int:38-250} ID={int:1-65535} PROTO=TCP SPT={port} DPT={one:23|22|445|3389|8080|5900|6379|2323|81|1433} "
            + "WINDOW={one:1024|65535|14600|29200} RES=0x00 SYN URGP=0 ")),
        new(4, Log.Warning("[UFW BLOCK] IN=ens18 OUT= MAC={mac}:00:1b:21:3c:9d:f8:08:00 SRC={wan} DST={self} LEN={int:60-540} TOS=0x00 "
            + "PREC=0x00 TTL={int:38-250} ID={int:1-65535} DF PROTO=UDP SPT={port} DPT={one:53|123|161|389|1900|5060} LEN={int:40-520} ")),
        new(2, Log.Warning("[UFW BLOCK] IN=ens18 OUT= MAC=01:00:5e:00:00:01:{mac}:08:00 SRC=10.0.10.1 DST=224.0.0.1 LEN=32 TOS=0x00 PREC=0xC0 "
            + "TTL=1 ID=0 DF PROTO=2 ")),
        new(1, Log.Warning("[UFW BLOCK] IN=ens18 OUT= MAC={mac}:00:1b:21:3c:9d:f8:08:00 SRC={wan} DST={self} LEN=84 TOS=0x00 PREC=0x00 "
            + "TTL={int:38-250} ID={int:1-65535} PROTO=ICMP TYPE=8 CODE=0 ID={int:1-65535} SEQ={int:1-900} ")),
        new(1, Log.Warning("[UFW BLOCK] IN=ens18 OUT= MAC=33:33:00:00:00:fb:{mac}:86:dd SRC=fe80:0000:0000:0000:be24:11ff:fe{hex:2}:{hex:4} "
            + "DST=ff02:0000:0000:0000:0000:0000:0000:00fb LEN={int:60-400} TC=0 HOPLIMIT=255 FLOWLBL={int:1-900000} PROTO=UDP SPT=5353 DPT=5353 LEN={int:40-380} ")),
        new(0.5, Log.Info("[UFW AUDIT] IN=docker0 OUT=ens18 MAC={mac}:02:42:ac:11:00:02:08:00 SRC=172.17.0.{int:2-30} DST={wan} LEN=60 TOS=0x00 "
            + "PREC=0x00 TTL=63 ID={int:1-65535} DF PROTO=TCP SPT={port} DPT=443 WINDOW=64240 RES=0x00 SYN URGP=0 ")),
    ];

    public static readonly Episode[] Machine =
    [
        new(0.35, Log.Warning("{one:python3|java|node|ollama} invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj={int:0-900}"),
            Log.Info("oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=docker-{cid64}.scope,mems_allowed=0,"
                + "oom_memcg=/system.slice/docker-{cid64}.scope,task_memcg=/system.slice/docker-{cid64}.scope,task={one:python3|java|node},pid={int:1000-99999},uid=1000"),
            Log.Error("Memory cgroup out of memory: Killed process {int:1000-99999} ({one:python3|java|node}) total-vm:{int:900000-40000000}kB, "
                + "anon-rss:{int:500000-30000000}kB, file-rss:0kB, shmem-rss:0kB, UID:1000 pgtables:{int:900-60000}kB oom_score_adj:0")),
        new(0.2, Log.Error("Out of memory: Killed process {int:1000-99999} ({one:mariadbd|postgres|ollama|prometheus}) total-vm:{int:900000-90000000}kB, "
            + "anon-rss:{int:500000-60000000}kB, file-rss:{int:4-9000}kB, shmem-rss:0kB, UID:{int:101-999} pgtables:{int:900-90000}kB oom_score_adj:0")),
        new(0.25, Log.Error("blk_update_request: I/O error, dev {disk}, sector {int:100000-3900000000} op 0x0:(READ) flags 0x80700 phys_seg {int:1-32} prio class 2"),
            Log.Error("Buffer I/O error on dev {disk}1, logical block {int:100000-390000000}, async page read")),
        new(0.15, Log.Error("ata{int:1-6}.00: exception Emask 0x0 SAct 0x{hex:8} SErr 0x0 action 0x6 frozen"),
            Log.Error("ata{int:1-6}.00: failed command: READ FPDMA QUEUED"), Log.Info("ata{int:1-6}: hard resetting link")),
        new(0.15, Log.Critical("EXT4-fs error (device {disk}1): ext4_find_entry:{int:1400-1700}: inode #{int:1000-9000000}: comm {one:rsync|dockerd|postgres}: reading directory lblock 0")),
        new(0.2, Log.Info("EXT4-fs ({disk}1): mounted filesystem {uuid} r/w with ordered data mode. Quota mode: none.")),
        new(0.15, Log.Warning("nvme nvme0: I/O {int:1-900} QID {int:1-16} timeout, aborting")),
        new(0.2, Log.Warning("INFO: task {one:jbd2/sda1-8|kworker/u16:2|mariadbd|postgres}:{int:100-99999} blocked for more than {one:120|241|362} seconds.")),
        new(0.3, Log.Info("{one:python3|node|php-fpm8.2}[{int:1000-99999}]: segfault at {hex:12} ip 0000{hex:12} sp 0000{hex:12} error 4 in libc.so.6[{hex:12}+155000]")),
        new(0.2, Log.Warning("perf: interrupt took too long ({int:2500-9000} > {int:2400-8900}), lowering kernel.perf_event_max_sample_rate to {int:20000-80000}")),
        new(0.2, Log.Warning("TCP: request_sock_TCP: Possible SYN flooding on port {one:0.0.0.0:80|0.0.0.0:443|[::]:8080}. Sending cookies.")),
        new(0.2, Log.Warning("nf_conntrack: nf_conntrack: table full, dropping packet")),
        new(0.2, Log.Warning("mce: CPU{int:0-31}: Core temperature above threshold, cpu clock throttled (total events = {int:1-9000})")),
        new(0.4, Log.Notice("audit: type=1400 audit({int:1795000000-1795200000}.{int:100-999}:{int:100-90000}): apparmor=\"DENIED\" operation=\"open\" "
            + "profile=\"docker-default\" name=\"/proc/{int:1000-99999}/maps\" pid={int:1000-99999} comm=\"node_exporter\" requested_mask=\"r\" denied_mask=\"r\" fsuid=65534 ouid=0")),
        new(0.2, Log.Info("clocksource: timekeeping watchdog on CPU{int:0-31}: Marking clocksource 'tsc' as unstable because the skew is too large")),
        new(0.2, Log.Info("usb 1-{int:1-8}: new high-speed USB device number {int:2-40} using xhci_hcd")),
        new(0.3, Log.Info("e1000e 0000:00:1f.6 eno1: NIC Link is Up 1000 Mbps Full Duplex, Flow Control: Rx/Tx")),
    ];

    public static readonly Episode[] Bridges =
    [
        new(3, Log.Info("docker0: port {int:1-12}({veth}) entered blocking state"), Log.Info("docker0: port {int:1-12}({veth}) entered disabled state"),
            Log.Info("{veth}: entered allmulticast mode"), Log.Info("{veth}: entered promiscuous mode"),
            Log.Info("eth0: renamed from {veth}"), Log.Info("IPv6: ADDRCONF(NETDEV_CHANGE): {veth}: link becomes ready"),
            Log.Info("docker0: port {int:1-12}({veth}) entered forwarding state")),
        new(1.5, Log.Info("br-{hex:12}: port {int:1-12}({veth}) entered disabled state"), Log.Info("{veth} (unregistering): left promiscuous mode")),
    ];

    public static readonly Episode[] Nvidia =
    [
        new(0.5, Log.Error("NVRM: Xid (PCI:0000:01:00): 31, pid={int:1000-99999}, name=ollama_llama_se, Ch 00000008, intr 00000000. MMU Fault: ENGINE GRAPHICS "
            + "GPCCLIENT_T1_0 faulted @ 0x7f{hex:2}_{hex:8}. Fault is of type FAULT_PDE ACCESS_TYPE_VIRT_READ")),
        new(0.4, Log.Error("NVRM: Xid (PCI:0000:01:00): 13, pid={int:1000-99999}, name=python3, Graphics Exception: ESR 0x{hex:6}=0x{hex:8}")),
        new(0.2, Log.Error("NVRM: Xid (PCI:0000:01:00): 79, pid='<unknown>', name=<unknown>, GPU has fallen off the bus."),
            Log.Error("NVRM: GPU 0000:01:00.0: GPU has fallen off the bus.")),
        new(0.3, Log.Error("NVRM: Xid (PCI:0000:01:00): 43, pid={int:1000-99999}, name=ollama_llama_se, Ch 00000010")),
        new(0.2, Log.Info("NVRM: loading NVIDIA UNIX x86_64 Kernel Module  550.127.05  Tue Oct  8 03:22:07 UTC 2024")),
        new(0.2, Log.Info("nvidia-modeset: Loading NVIDIA Kernel Mode Setting Driver for UNIX platforms  550.127.05")),
        new(0.3, Log.Warning("NVRM: API mismatch: the client has the version 550.127.05, but this kernel module has the version 550.120.")),
    ];
}
