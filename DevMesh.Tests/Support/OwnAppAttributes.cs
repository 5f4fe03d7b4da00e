namespace DevMesh.Tests.Support;

/// <summary>A test that a running app cannot serve; <c>./devmesh test --against</c> lists it as skipped, with the reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OwnAppFactAttribute : FactAttribute
{
    /// <param name="reason">What the test needs.</param>
    public OwnAppFactAttribute(string reason) => Skip = OwnApp.SkipFor(reason);
}

/// <summary>As <see cref="OwnAppFactAttribute"/>, with data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OwnAppTheoryAttribute : TheoryAttribute
{
    /// <param name="reason">What the test needs.</param>
    public OwnAppTheoryAttribute(string reason) => Skip = OwnApp.SkipFor(reason);
}

/// <summary>Why tests need an app of their own.</summary>
internal static class OwnApp
{
    public const string Whole = "counts or lists all that is stored";

    public const string Settings = "needs settings of its own";

    public const string Database = "reads or writes the database itself";

    public const string Body = "the Functions host reads a body itself, to its end, before the app hears of it";

    public const string SelfHost = "the Functions host answers this itself, with a 404 without a body";

    public static string? SkipFor(string reason) => RunningApp.Address is null ? null : reason;
}
