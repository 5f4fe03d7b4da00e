namespace DevMesh.Domain.Access;

/// <summary>What a key allows, and what a function asks for.</summary>
public enum Scope
{
    /// <summary>Send the logs and the heartbeats of one node.</summary>
    Ingest = 1,

    /// <summary>Ask whatever can be asked without changing anything.</summary>
    Read = 2,

    /// <summary>Everything, for every node.</summary>
    Admin = 3,
}

/// <summary>Scopes as they are written and compared.</summary>
public static class Scopes
{
    public const string Accepted = "ingest, read, admin";

    /// <summary>Its name, in lower case.</summary>
    public static string NameOf(Scope scope) => scope switch
    {
        Scope.Ingest => "ingest",
        Scope.Read => "read",
        Scope.Admin => "admin",
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, message: null),
    };

    public static bool TryParse(string text, out Scope scope)
    {
        foreach (Scope each in Enum.GetValues<Scope>())
        {
            if (NameOf(each) == text)
            {
                scope = each;
                return true;
            }
        }

        scope = default;
        return false;
    }

    /// <summary>Whether a key of scope <paramref name="held"/> may do what asks for <paramref name="needed"/>.</summary>
    public static bool Allows(Scope held, Scope needed) => held == Scope.Admin || held == needed;
}
