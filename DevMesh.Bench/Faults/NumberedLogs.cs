using System.Net;
using System.Net.Sockets;
using DevMesh.Bench.Traffic;

namespace DevMesh.Bench.Faults;

/// <summary>
/// Messages that carry their number, so that the table can be compared with what was sent without asking anything that is under
/// test. Every fortieth begins a kind that was not there before. The number is in the address: the one value of each message.
/// </summary>
/// <param name="series">A word that no other series has, nor any of its templates.</param>
internal sealed class NumberedLogs(string series)
{
    private const int PerKind = 40;
    private const int Network = 10 << 24;
    private const int Numbers = 1 << 24;

    // Numbers of six digits and more are values to search for, too.
    private const int Shown = 1000;

    /// <param name="number">Below 16,777,216.</param>
    public string Message(int number) =>
        $"job {number % Shown} of {Kind(number)} ended on 10.{number >> 16}.{(number >> 8) & 255}.{number & 255}";

    /// <summary>The template that the message must have, by the published rules: what varies is a placeholder, words stay.</summary>
    public string Template(int number) => $"job <number> of {Kind(number)} ended on <ip>";

    /// <returns>The number of a message; null for one that is not of this kind.</returns>
    public static int? NumberOf(string message)
    {
        ReadOnlySpan<char> last = message.AsSpan(message.LastIndexOf(' ') + 1);
        if (!IPAddress.TryParse(last, out IPAddress? address) || address.AddressFamily != AddressFamily.InterNetwork)
        {
            return null;
        }

        int number = IPAddress.NetworkToHostOrder(BitConverter.ToInt32(address.GetAddressBytes())) - Network;
        return number is >= 0 and < Numbers ? number : null;
    }

    private string Kind(int number) => $"{series} {PlainWord.Of(number / PerKind)}";
}
