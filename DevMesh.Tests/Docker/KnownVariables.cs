using DevMesh.Functions.Settings;

namespace DevMesh.Tests.Docker;

/// <summary>The variables that containers may be given: settings of the app, and these, each with who reads it.</summary>
internal static class KnownVariables
{
    private static readonly Dictionary<string, string> OfOthers = new(StringComparer.Ordinal)
    {
        ["ASPNETCORE_URLS"] = "ASP.NET Core in the Functions host: where it listens",
        ["AzureFunctionsJobHost__Logging__Console__IsEnabled"] = "the Functions host: its log goes to the console",
        ["AzureWebJobsDisableHomepage"] = "the Functions host: no page of its own at /",
        ["AzureWebJobsScriptRoot"] = "the Functions host: where the app lies",
        ["AzureWebJobsSecretStorageType"] = "the Functions host: its own keys are kept in files, not in a storage account",
        ["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"] = "the Functions host: how large a body may be",
        ["FUNCTIONS_SECRETS_PATH"] = "the Functions host: the folder of those files",
        ["FUNCTIONS_WORKER_RUNTIME"] = "the Functions host: which worker it starts",
        ["HOME"] = "ASP.NET Core: where it keeps what it makes for itself",
        ["TZ"] = "every program: schedules are in UTC",
        ["MARIADB_AUTO_UPGRADE"] = "the image of MariaDB: system tables follow a newer version",
        ["MARIADB_DATABASE"] = "the image of MariaDB: made at the first start",
        ["MARIADB_INITDB_SKIP_TZINFO"] = "the image of MariaDB: no time zone but UTC is used",
        ["MARIADB_PASSWORD_FILE"] = "the image of MariaDB: the password of MARIADB_USER",
        ["MARIADB_ROOT_HOST"] = "the image of MariaDB: from where root may come",
        ["MARIADB_ROOT_PASSWORD_FILE"] = "the image of MariaDB: the password of root",
        ["MARIADB_USER"] = "the image of MariaDB: made at the first start",
        ["OLLAMA_HOST"] = "the command line of Ollama: the server it speaks to",
    };

    public static void AssertKnown(IEnumerable<string> names)
    {
        HashSet<string> known =
        [
            .. OfOthers.Keys,
            .. Setting.All.Select(each => each.Name),
            .. Setting.All.Select(GivenSetting.FileNameOf).OfType<string>(),
        ];
        Assert.Empty(names.Except(known, StringComparer.Ordinal));
    }
}
