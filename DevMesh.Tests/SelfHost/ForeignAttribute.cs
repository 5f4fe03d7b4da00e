namespace Elsewhere;

/// <summary>An attribute of neither the project nor the runtime, such as one of ASP.NET Core MVC.</summary>
[AttributeUsage(AttributeTargets.All)]
public sealed class ForeignAttribute : Attribute;
