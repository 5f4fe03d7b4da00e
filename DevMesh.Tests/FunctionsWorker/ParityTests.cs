namespace DevMesh.Tests.FunctionsWorker;

/// <summary>Both ways of running serve the same functions.</summary>
public sealed class ParityTests
{
    private const string Renew = $"""
        {FunctionsMetadata.Path} is what the real worker build wrote last. Renew it where the Functions packages restore:
          dotnet publish DevMesh.Functions -c Release -p:FunctionsHost=true -o FOLDER
          cp FOLDER/functions.metadata {FunctionsMetadata.Path}
        """;

    [Fact]
    public void The_self_host_serves_what_the_real_worker_build_lists()
    {
        IReadOnlyList<string> written = FunctionsMetadata.Written(FunctionsMetadata.Golden);
        IReadOnlyList<string> served = FunctionsMetadata.Served();

        string[] difference =
        [
            .. written.Except(served, StringComparer.Ordinal).Select(line => $"only in the file:      {line}"),
            .. served.Except(written, StringComparer.Ordinal).Select(line => $"only in the self-host: {line}"),
        ];

        Assert.True(difference.Length == 0, $"{string.Join('\n', difference)}\n{Renew}");
        Assert.Equal(written, served);
        Assert.NotEmpty(served);
    }

    [Theory]
    [InlineData("\"logs/{id}\"", "\"logs/{number}\"")]
    [InlineData("\"get\"", "\"put\"")]
    [InlineData("\"Anonymous\"", "\"Function\"")]
    [InlineData("%SAFETY_NET_SCHEDULE%", "%RETENTION_SCHEDULE%")]
    [InlineData("%SAFETY_NET_SCHEDULE%", "%NO_SUCH%")]
    [InlineData("\"useMonitor\": false", "\"useMonitor\": true")]
    [InlineData("\"name\": \"Health\"", "\"name\": \"Healthy\"")]
    public void A_difference_in_any_part_shows(string part, string other)
    {
        string changed = FunctionsMetadata.Golden.Replace(part, other, StringComparison.Ordinal);
        Assert.NotEqual(FunctionsMetadata.Served(), FunctionsMetadata.Written(changed));
    }

    [Fact]
    public void A_binding_of_another_kind_is_told() =>
        Assert.Contains("queueTrigger", Assert.Throws<InvalidDataException>(() => FunctionsMetadata.Written(
            FunctionsMetadata.Golden.Replace("\"timerTrigger\"", "\"queueTrigger\"", StringComparison.Ordinal))).Message, StringComparison.Ordinal);
}
