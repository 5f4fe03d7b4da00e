namespace DevMesh.Domain.Nodes;

/// <summary>How much a heartbeat may hold; fixed by the contract, so that the shipper can cut before it sends.</summary>
public static class HeartbeatLimits
{
    /// <summary>Bytes of the whole body.</summary>
    public const int MaxBytes = 1024 * 1024;

    /// <summary>Characters of the version.</summary>
    public const int MaxVersionLength = 64;

    /// <summary>Characters of the cursor.</summary>
    public const int MaxCursorLength = 1024;

    /// <summary>Characters of the last error.</summary>
    public const int MaxErrorLength = 4096;

    /// <summary>Names of rules.</summary>
    public const int MaxRules = 1000;

    /// <summary>Characters of the name of a rule.</summary>
    public const int MaxRuleLength = 128;

    /// <summary>Gaps; the latest are the ones to send.</summary>
    public const int MaxGaps = 100;

    /// <summary>Seconds of lag: more than a century.</summary>
    public const double MaxLag = 4e9;
}
