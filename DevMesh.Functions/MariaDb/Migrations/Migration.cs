using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace DevMesh.Functions.MariaDb.Migrations;

/// <summary>One file of db/migrations, compiled in: <c>NNN_name.sql</c>.</summary>
/// <param name="Checksum">SHA-256 of the file, 64 hexadecimal digits.</param>
internal sealed record Migration(int Number, string Name, string Sql, string Checksum)
{
    private const string Prefix = "migrations/";

    /// <summary>All migrations in their order.</summary>
    public static IReadOnlyList<Migration> All { get; } = Load(typeof(Migration).Assembly);

    /// <summary>
    /// The statements of the file. One ends at a semicolon at the end of a line, which is all that the migrations need:
    /// they hold no stored routines.
    /// </summary>
    public IEnumerable<string> Statements()
    {
        StringBuilder statement = new();
        foreach (string line in Sql.Split('\n'))
        {
            if (line.TrimStart().StartsWith("--", StringComparison.Ordinal) || string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            statement.AppendLine(line);
            if (line.TrimEnd().EndsWith(';'))
            {
                yield return statement.ToString();
                statement.Clear();
            }
        }

        if (statement.Length > 0)
        {
            throw new InvalidDataException($"migration {Name}: the last statement does not end with a semicolon");
        }
    }

    private static List<Migration> Load(Assembly assembly) =>
        [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => Read(assembly, name))
            .OrderBy(migration => migration.Number)];

    private static Migration Read(Assembly assembly, string resource)
    {
        using StreamReader reader = new(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        string sql = reader.ReadToEnd().ReplaceLineEndings("\n");
        string name = Path.GetFileNameWithoutExtension(resource[Prefix.Length..]);
        return new Migration(
            int.Parse(name.AsSpan(0, 3)), name, sql, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))));
    }
}
