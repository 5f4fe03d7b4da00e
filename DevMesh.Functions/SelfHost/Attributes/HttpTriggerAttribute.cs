namespace DevMesh.Functions.SelfHost.Attributes;

/// <summary>Who may call a function, as the Functions host sees it. DevMesh uses <see cref="Anonymous"/> alone.</summary>
public enum AuthorizationLevel
{
    Anonymous = 0,
    User = 1,
    Function = 2,
    System = 3,
    Admin = 4,
}

/// <summary>Marks the request of an HTTP function, in the shape of the Azure Functions worker's attribute.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods) : Attribute
{
    public AuthorizationLevel AuthLevel { get; } = authLevel;

    /// <summary>The HTTP methods that are answered; none means all of them.</summary>
    public string[]? Methods { get; } = methods;

    /// <summary>The route after the prefix of host.json, with parameters in braces; the function's name when absent.</summary>
    public string? Route { get; set; }
}
