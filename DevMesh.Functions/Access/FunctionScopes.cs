using System.Reflection;
using DevMesh.Domain.Access;

namespace DevMesh.Functions.Access;

/// <summary>What each HTTP function asks for, by its name, as its attributes say under either host.</summary>
internal sealed class FunctionScopes
{
    private readonly Dictionary<string, Scope?> _scopes;

    private FunctionScopes(Dictionary<string, Scope?> scopes) => _scopes = scopes;

    public IReadOnlyDictionary<string, Scope?> All => _scopes;

    /// <exception cref="AccessException">Functions do not say what they ask for; it names all of them.</exception>
    public static FunctionScopes Find(IEnumerable<Type> types)
    {
        Dictionary<string, Scope?> scopes = new(StringComparer.OrdinalIgnoreCase);
        List<string> errors = [];
        foreach (MethodInfo method in types.SelectMany(type => type.GetMethods()))
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is not { } function
                || !method.GetParameters().Any(each => each.IsDefined(typeof(HttpTriggerAttribute))))
            {
                continue;
            }

            Scope? scope = method.GetCustomAttribute<RequiresScopeAttribute>()?.Scope;
            if (scope is null == !method.IsDefined(typeof(OpenToAllAttribute)))
            {
                errors.Add(
                    $"function {function.Name} ({method.DeclaringType!.Name}.{method.Name}): who may call it is not said; "
                    + "accepted: one of [RequiresScope(…)] and [OpenToAll]");
            }

            scopes[function.Name] = scope;
        }

        return errors.Count == 0 ? new FunctionScopes(scopes) : throw new AccessException(string.Join('\n', errors));
    }

    /// <summary>
    /// Null for a function that is open to all. One that is not known is for admins, so that nothing is open by omission.
    /// </summary>
    public Scope? Of(string function) => _scopes.TryGetValue(function, out Scope? scope) ? scope : Scope.Admin;
}
