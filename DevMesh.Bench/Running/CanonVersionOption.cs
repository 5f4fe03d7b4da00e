using System.CommandLine;
using DevMesh.Domain.Canonicalization;

namespace DevMesh.Bench.Running;

/// <summary><c>--canon-version</c>: the rules to measure.</summary>
internal static class CanonVersionOption
{
    public static Option<int> Create()
    {
        Option<int> version = new("--canon-version")
        {
            Description = $"Version of the rules: {string.Join(", ", Canonicalizers.Versions)}.",
            DefaultValueFactory = _ => Canonicalizers.DefaultVersion,
        };
        version.Validators.Add(result =>
        {
            int value = result.GetValueOrDefault<int>();
            if (!Canonicalizers.TryGet(value, out _))
            {
                result.AddError(Canonicalizers.Unknown($"{value}"));
            }
        });
        return version;
    }
}
