using DevMesh.Domain.Access;

namespace DevMesh.Functions.Access;

/// <summary>What a key must allow to call an HTTP function. Every one has this, or <see cref="OpenToAllAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RequiresScopeAttribute(Scope scope) : Attribute
{
    public Scope Scope { get; } = scope;
}

/// <summary>An HTTP function that needs no key.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OpenToAllAttribute : Attribute;
