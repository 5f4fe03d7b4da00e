namespace DevMesh.Domain.Incidents.Kinds;

using static FailureKind;

/// <summary>Disks, file systems, and what is shared over the network.</summary>
internal static class StorageKinds
{
    public static readonly FailureKind[] All =
    [
        Root("disk full", "so that nothing can be written",
            "df -h, df -i, du -x -d1 on the full file system, and deleted files that are still open (lsof +L1)",
            "no space left on device", "enospc", "disk full", "disk is full", "filesystem is full", "file system is full",
                "not enough space on",
            "insufficient disk space", "errcode: 28", "errno: 28", "os error 28", "errno 28", "got error 28",
                "not enough free space",
            "low disk watermark", "high disk watermark", "flood stage disk watermark", "flood-stage watermark", "no free space"),
        Root("quota reached", "so that this user or pool can write no more", "quota -u, zfs get quota, or the limits of the pool",
            "disk quota exceeded", "quota exceeded", "edquot", "quota limit reached"),
        Root("disk failure", "so that reads and writes fail or take for ever",
            "smartctl -a, dmesg, cables, and a backup of what can still be read",
            "i/o error, dev", "buffer i/o error", "critical medium error", "unrecovered read error", "ata*exception emask",
                "ata*failed command",
            "smart failure", "failing smart", "prefailure attribute", "currently unreadable (pending) sectors",
                "offline uncorrectable sectors",
            "nvme*controller is down", "nvme*timeout, reset controller", "nvme*timeout, aborting", "nvme*device not ready",
                "print_req_error: i/o", "medium error",
            "device offlined", "rejecting i/o to offline device", "input/output error", "failed smart usage attribute",
            "hard resetting link", "removing after probe failure"),
        Root("array degraded", "so that the next failing disk loses data", "cat /proc/mdstat, mdadm --detail, zpool status",
            "disk failure on*disabling device", "degradedarray event", "md*operation continuing on", "raid*degraded",
                "pool*degraded", "zed*statechange*faulted",
            "state=faulted", "array*degraded", "fail event had been detected on md", "vdev*faulted"),
        Root("file system error", "so that the file system cannot be trusted",
            "dmesg, then a check of the file system while it is not mounted",
            "ext4-fs error", "xfs*corruption", "xfs*metadata i/o error", "btrfs*error", "btrfs critical",
                "structure needs cleaning", "bad superblock",
            "xfs*shutting down filesystem", "filesystem has been shut down", "corruption of in-memory data",
                "htree_dirblock_to_tree"),
        Root("read-only file system", "so that nothing can be written",
            "dmesg for what came before the remount, then smartctl -a",
            "remounting filesystem read-only", "read-only file system", "erofs", "remount-ro", "forced readonly",
                "aborting journal", "detected aborted journal"),
        Shared("file server away", "so that whatever uses its files waits",
            "the file server and the way to it, showmount -e, and mount | grep nfs",
            "nfs: server*not responding", "nfs4: state manager", "server*not responding, still trying", "stale file handle",
                "cifs*has not responded",
            "cifs vfs*error", "ceph*osd*down", "ceph*mon*lost", "iscsi*conn error", "iscsi*connection*timed out",
                "multipath*remaining active paths: 0",
            "mount.nfs: connection timed out", "mount.nfs*no route to host")
            with { Providers = ["nfs-server", "nfs-mountd", "nfsd", "nfs-ganesha", "smbd", "glusterd", "ceph-osd", "ceph-mon",
                "tgt", "iscsid"] },
        Root("backup failed", "so that there is no new copy", "the job's own log, and the space and keys at its target",
            "backup failed", "backup*fatal", "borg*repository*lock", "restic*fatal"),
    ];
}
