using DevMesh.Bench.Templates;

namespace DevMesh.Tests.Bench.Templates;

public sealed class LabelledSetTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("devmesh-labelled-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Sets_are_read_by_name_with_quoted_fields_and_a_byte_order_mark()
    {
        Write("Beta", "Beta_2k.log_structured.csv", "LineId,EventTemplate,Content\r\n1,b <*>,b 1\r\n");
        Write("Alpha", "Alpha_2k.log_structured_corrected.csv",
            "\uFEFFLineId,Content,EventId,EventTemplate\n1,\"a, \"\"b\"\"\nc\",E1,\"a, <*>\"\n2,x,E2,");
        IReadOnlyList<LabelledSet> sets = LabelledSet.ReadAll(_folder);
        Assert.Equal(["Alpha", "Beta"], sets.Select(set => set.Name));
        Assert.Equal(["a, \"b\"\nc", "x"], sets[0].Messages);
        Assert.Equal(["a, <*>", ""], sets[0].Labels);
        Assert.Equal(["b 1"], sets[1].Messages);
    }

    [Fact]
    public void Corrected_labels_win()
    {
        Write("A", "A_2k.log_structured.csv", "Content,EventTemplate\nx,old\n");
        Write("A", "A_2k.log_structured_corrected.csv", "Content,EventTemplate\nx,new\n");
        Assert.Equal(["new"], Assert.Single(LabelledSet.ReadAll(_folder)).Labels);
    }

    [Fact]
    public void A_folder_without_sets_is_refused() =>
        Assert.Contains("_structured_corrected.csv", Assert.Throws<InvalidDataException>(() => LabelledSet.ReadAll(_folder)).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("Content,Template\nx,y\n", "has no column EventTemplate; it has: Content, Template")]
    [InlineData("Content,EventTemplate\n", "has no rows")]
    [InlineData("Content,EventTemplate\nx,y\nz\n", "row 3 has 1 of 2 fields")]
    [InlineData("", "has no column Content")]
    public void A_file_that_is_no_labelled_set_is_refused(string csv, string reason)
    {
        Write("A", "A_structured.csv", csv);
        string message = Assert.Throws<InvalidDataException>(() => LabelledSet.ReadAll(_folder)).Message;
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.Contains("A_structured.csv", message, StringComparison.Ordinal);
    }

    private void Write(string folder, string file, string text) =>
        File.WriteAllText(Path.Combine(_folder.CreateSubdirectory(folder).FullName, file), text);
}
