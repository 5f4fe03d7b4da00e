namespace DevMesh.Functions.SelfHost.Attributes;

/// <summary>Marks a method as a function, under the name that the Azure Functions worker gives this attribute.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FunctionAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
