using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Templates;
using DevMesh.Functions.MariaDb.Migrations;

namespace DevMesh.Functions.MariaDb;

/// <summary>Fills the cache of template ids at start.</summary>
internal sealed class TemplateCatalogWarmUp(TemplateCatalog catalog, ICanonicalizer canonicalizer) : IAfterMigration
{
    public Task RunAsync(CancellationToken ct) => catalog.WarmAsync(canonicalizer.Version, ct);
}
