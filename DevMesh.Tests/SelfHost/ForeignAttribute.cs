namespace Elsewhere;

/// <summary>An attribute of neither the project nor the runtime, such as one of ASP.NET Core MVC.</summary>
[AttributeUsage(AttributeTargets.All)]
public sealed class ForeignAttribute : Attribute;

// Named as the Azure Functions worker names its own, whose packages are absent from the default build.

/// <summary>Another trigger.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class QueueTriggerAttribute : Attribute;

/// <summary>An output binding.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class QueueOutputAttribute : Attribute;

/// <summary>An input binding.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class BlobInputAttribute : Attribute;

/// <summary>A policy of the host.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FixedDelayRetryAttribute : Attribute;
