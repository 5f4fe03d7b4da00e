using DevMesh.Domain.Canonicalization;
using DevMesh.Domain.Templates;

namespace DevMesh.Functions.MariaDb;

/// <summary>A row of log_templates as Dapper fills it; see <see cref="Columns"/>.</summary>
internal sealed class TemplateRow
{
    public const string Columns =
        "id, canonical_text, canon_hash, canon_version, embedding_model, embedding_dim, first_seen, last_seen, created_at, updated_at";

    public ulong Id { get; set; }

    public string Canonical_text { get; set; } = "";

    public byte[] Canon_hash { get; set; } = [];

    public string Canon_version { get; set; } = "";

    public string? Embedding_model { get; set; }

    public int? Embedding_dim { get; set; }

    public DateTime First_seen { get; set; }

    public DateTime Last_seen { get; set; }

    public DateTime Created_at { get; set; }

    public DateTime Updated_at { get; set; }

    public Template ToTemplate() => new(
        (long)Id,
        Canonical_text,
        CanonHash.FromBytes(Canon_hash),
        Canon_version,
        Embedding_model,
        Embedding_dim,
        DateTime.SpecifyKind(First_seen, DateTimeKind.Utc),
        DateTime.SpecifyKind(Last_seen, DateTimeKind.Utc),
        DateTime.SpecifyKind(Created_at, DateTimeKind.Utc),
        DateTime.SpecifyKind(Updated_at, DateTimeKind.Utc));
}
