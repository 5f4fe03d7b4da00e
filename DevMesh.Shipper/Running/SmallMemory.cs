using System.Runtime.InteropServices;

namespace DevMesh.Shipper.Running;

/// <summary>Keeps the process small: it lives beside other programs' work, for months.</summary>
internal static partial class SmallMemory
{
    private const int ArenaMax = -8; // M_ARENA_MAX of mallopt(3)

    /// <summary>One heap for all threads instead of one each; they hardly ever allocate at the same time.</summary>
    public static void ShareHeap()
    {
        try
        {
            _ = SetOption(ArenaMax, 1);
        }
        catch (EntryPointNotFoundException)
        {
            // Not glibc; others have no such heaps.
        }
    }

    /// <summary>Gives back what the start needed and nothing else will: the rules' text, the command line, the settings.</summary>
    public static void ReturnStartUp() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
