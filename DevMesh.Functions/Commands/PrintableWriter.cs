using System.Text;
using DevMesh.Domain.Logs;

namespace DevMesh.Functions.Commands;

/// <summary>Passes text on with everything written out that a terminal would obey; ends of lines stay.</summary>
internal sealed class PrintableWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value) =>
        inner.Write(string.Join('\n', (value ?? "").Split('\n').Select(Printable.Of)));

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Flush() => inner.Flush();
}
