using System.Runtime.InteropServices;

namespace DevMesh.Shipper.Journal;

/// <summary>poll(2) on one descriptor, for input that may be a pipe, a terminal or a file.</summary>
internal static partial class Poll
{
    private const short Readable = 1;

    /// <returns>Whether a read would return at once, be it with the end of the input.</returns>
    public static bool WaitForInput(int descriptor, TimeSpan? timeout)
    {
        PollDescriptor poll = new() { Descriptor = descriptor, Events = Readable };
        int milliseconds = timeout is { } time ? (int)Math.Ceiling(time.TotalMilliseconds) : -1;
        return PollOne(ref poll, 1, milliseconds) != 0; // an error is found by the read
    }

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int PollOne(ref PollDescriptor descriptor, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
