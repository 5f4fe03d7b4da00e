using System.Text;

namespace DevMesh.Bench.Templates;

/// <summary>
/// Rows of comma-separated values (RFC 4180): quoted fields may hold commas, line ends and doubled quotes.
/// </summary>
internal static class CsvReader
{
    public static IEnumerable<List<string>> Read(TextReader reader)
    {
        List<string> row = [];
        StringBuilder field = new();
        bool quoted = false;
        int c;
        while ((c = reader.Read()) >= 0)
        {
            if (quoted)
            {
                if (c != '"')
                {
                    field.Append((char)c);
                }
                else if (reader.Peek() == '"')
                {
                    field.Append((char)reader.Read());
                }
                else
                {
                    quoted = false;
                }
            }
            else if (c == '"' && field.Length == 0)
            {
                quoted = true;
            }
            else if (c == ',' || c == '\n')
            {
                row.Add(field.ToString());
                field.Clear();
                if (c == '\n')
                {
                    yield return row;
                    row = [];
                }
            }
            else if (c != '\r' || reader.Peek() != '\n')
            {
                field.Append((char)c);
            }
        }

        if (field.Length > 0 || row.Count > 0)
        {
            row.Add(field.ToString());
            yield return row;
        }
    }
}
