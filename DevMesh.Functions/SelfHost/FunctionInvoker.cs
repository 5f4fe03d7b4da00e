using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace DevMesh.Functions.SelfHost;

/// <summary>Calls a function's method on a new instance of its class, as the worker does.</summary>
internal sealed class FunctionInvoker
{
    private readonly MethodInfo _method;
    private readonly ObjectFactory? _create;

    public FunctionInvoker(MethodInfo method)
    {
        _method = method;
        _create = method.IsStatic ? null : ActivatorUtilities.CreateFactory(method.DeclaringType!, Type.EmptyTypes);
    }

    /// <summary>Makes an instance only to see that its class has every service that it asks for.</summary>
    /// <exception cref="InvalidOperationException">A service is missing.</exception>
    public void CheckServices(IServiceProvider services) => _create?.Invoke(services, null);

    /// <exception cref="Exception">What the method itself throws before its first await.</exception>
    public object? Invoke(IServiceProvider services, object?[] arguments) =>
        _method.Invoke(_create?.Invoke(services, null), BindingFlags.DoNotWrapExceptions, null, arguments, null);
}
