namespace DevMesh.Domain.Incidents.Kinds;

/// <summary>
/// The kinds of failure that are known, in the words that programs log. The first kind that fits a message is its kind: what is
/// harmless stands first, and causes stand before what follows from them, so a refused connection for want of files is about
/// files.
/// </summary>
internal static class FailureKinds
{
    /// <summary>Longer messages are dumps; what went wrong stands at their beginning.</summary>
    private const int MostCharacters = 1000;

    /// <summary>Kinds that are told by words, in their order.</summary>
    private static readonly FailureKind[] ByWords =
    [
        .. BenignKinds.All, .. PassingKinds.All, .. RecoveryKinds.All,
        .. LimitKinds.All, .. DeviceKinds.All, .. MachineKinds.All, .. StorageKinds.All, .. FileSystemKinds.All,
        .. SharedStorageKinds.All, .. NetworkKinds.All, .. NamingKinds.All, .. CertificateKinds.All,
        .. DatabaseKinds.All, .. DatabaseGroupKinds.All, .. BrokerKinds.All, .. ContainerKinds.All, .. ClusterKinds.All,
        .. AccessKinds.All, .. MailKinds.All, .. WebKinds.All, .. ProgramKinds.All, .. JobKinds.All,
        .. ServiceKinds.All, .. ChangeKinds.All, .. SymptomKinds.All,
    ];

    private static readonly PatternIndex Index =
        new(ByWords.SelectMany((kind, place) => kind.Patterns.Select(pattern => (pattern, place))));

    public static IReadOnlyList<FailureKind> All { get; } = [.. HandKinds.All, .. ByWords];

    private static readonly Dictionary<FailureKind, int> Places =
        ByWords.Select((kind, place) => KeyValuePair.Create(kind, place)).ToDictionary();

    /// <summary>Where a kind stands in the order: causes before what follows from them. What people do stands last.</summary>
    public static int PlaceOf(FailureKind kind) => Places.GetValueOrDefault(kind, int.MaxValue);

    /// <returns>Null when no kind fits.</returns>
    public static FailureKind? Of(string message)
    {
        string beginning = (message.Length > MostCharacters ? message[..MostCharacters] : message).ToLowerInvariant();
        return HandKinds.Of(beginning) ?? (Index.FirstIn(beginning) is { } place ? ByWords[place] : null);
    }
}
