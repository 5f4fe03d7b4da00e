using System.Net;
using DevMesh.Domain.Access;
using DevMesh.Functions.Http;
using DevMesh.Functions.Settings;

namespace DevMesh.Functions.Access;

/// <summary>Checks the key of a request against the scope of its function, the same under both hosts.</summary>
internal sealed partial class AccessGate(
    AccessPolicy policy,
    FunctionScopes scopes,
    KeyRing keys,
    KeyUse use,
    FailedAttempts failures,
    ClientAddress addresses,
    DevMeshSettings settings,
    TimeProvider clock,
    ILogger<AccessGate> logger) : IAccessGate
{
    public async ValueTask<Problem?> CheckAsync(HttpContext context, string function, CancellationToken ct)
    {
        IPAddress address = addresses.Of(context);
        if (scopes.Of(function) is not { } needed)
        {
            new Caller(Key: null, address).PutInto(context);
            return null;
        }

        KeySet known = await keys.ReadAsync(ct);
        if (policy == AccessPolicy.OpenWithoutKeys && !known.AnyEverMade)
        {
            if (settings.OpenAccess is not true && ForeignPage.HeaderOf(context.Request) is { } header)
            {
                Log.ForeignPage(logger, RequestId.Of(context), address, header);
                return AccessProblems.ForeignPage(header);
            }

            new Caller(Key: null, address).PutInto(context);
            return null;
        }

        bool isGiven = AuthorizationHeader.TryRead(context.Request.Headers.Authorization, out ApiKey? given, out string? problem);
        DateTime now = clock.GetUtcNow().UtcDateTime;
        if ((isGiven ? known.Find(given!, now) : null) is not { } key)
        {
            // Also where no key was sent: nobody is told that a key is missing or wrong while none can be looked up.
            known = await keys.ReadAgainAsync(ct);
            if ((isGiven ? known.Find(given!, now) : null) is not { } late)
            {
                return Refuse(context, address, given, problem);
            }

            key = late;
        }

        use.Note(key.Id);
        if (Scopes.Allows(key.Scope, needed))
        {
            new Caller(key, address).PutInto(context);
            return null;
        }

        Log.WrongScope(
            logger, RequestId.Of(context), key.Name, key.Id, address, Scopes.NameOf(key.Scope), function, Scopes.NameOf(needed));
        return AccessProblems.WrongScope(key.Scope, needed);
    }

    /// <summary>Also counts. An address that fails on and on is not logged each time, so that it cannot fill the log.</summary>
    private Problem Refuse(HttpContext context, IPAddress address, ApiKey? given, string? problem)
    {
        string counted = ClientAddress.CountedBy(address);
        FailedAttempt attempt = failures.Note(counted);
        if (attempt.Wait is { } wait)
        {
            return AccessProblems.TooManyFailures(counted, settings.AuthFailureLimit, settings.AuthFailureWindow, wait);
        }

        if (given is null)
        {
            Log.NoKey(logger, RequestId.Of(context), address, problem!);
        }
        else
        {
            Log.WrongKey(logger, RequestId.Of(context), given.Id, address);
        }

        if (attempt.Count == settings.AuthFailureLimit)
        {
            Log.LimitReached(logger, counted, attempt.Count, settings.AuthFailureWindow);
        }

        return given is null ? AccessProblems.NoKey(problem!) : AccessProblems.WrongKey();
    }
}
