using System.Runtime.InteropServices;

namespace DevMesh.Shipper.Journal;

/// <summary>libsystemd refused a call. The message is for the one who runs the shipper.</summary>
internal sealed class JournalException(string message) : IOException(message)
{
    /// <param name="result">A negative errno, or the success of the call.</param>
    public static void ThrowIfFailed(int result, string doing)
    {
        if (result < 0)
        {
            throw new JournalException($"{doing} failed: {Marshal.GetPInvokeErrorMessage(-result)}");
        }
    }
}
