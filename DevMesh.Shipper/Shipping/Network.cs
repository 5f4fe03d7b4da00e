using System.Net.Sockets;

namespace DevMesh.Shipper.Shipping;

internal static class Network
{
    /// <summary>
    /// Whether there was no answer, or half of one. The socket's own exception comes out of the client when a connection is reset
    /// at the moment at which it is made.
    /// </summary>
    public static bool HasFailed(Exception exception) => exception is HttpRequestException or IOException or SocketException;

    /// <summary>What happened, in the words of the system where it has some.</summary>
    public static string Describe(Exception exception) => (exception.InnerException ?? exception).Message;
}
