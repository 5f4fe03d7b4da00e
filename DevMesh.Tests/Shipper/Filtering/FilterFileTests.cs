using DevMesh.Shipper.Filtering;

namespace DevMesh.Tests.Shipper.Filtering;

public sealed class FilterFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("devmesh-filter-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_AFileWithAByteOrderMark_TakesIt() =>
        Assert.Single(Read([0xEF, 0xBB, 0xBF, .. "rules: [{name: a, action: drop, match: all}]"u8], [])!.Rules);

    [Fact]
    public void Read_BytesThatAreNotUtf8_TellsTheFirst() =>
        AssertError([.. "rules: []\n# gr"u8, 0xFC, .. "n\n"u8], 2, 5, "the byte 0xfc is not UTF-8");

    [Fact]
    public void Read_ACutOffCharacter_TellsItsBeginning() => AssertError([.. "# ü"u8, 0xC3], 1, 4, "the byte 0xc3 is not UTF-8");

    [Fact]
    public void Read_Utf16_IsRefused() => AssertError([0xFF, 0xFE, (byte)'r', 0], 1, 1, "the byte 0xff is not UTF-8");

    [Fact]
    public void Read_AnEmptyFile_IsAnError() => AssertError([], 1, 1, "the file is empty");

    [Fact]
    public void Read_AnEndlessFile_IsRefused() => AssertError(new byte[(1024 * 1024) + 1], 0, 0, "it is larger than 1 MiB");

    [Fact]
    public void Read_AMissingFile_IsAnError()
    {
        AssertError(Path.Combine(_folder, "missing.yaml"), "there is no such file");
        AssertError(Path.Combine(_folder, "missing", "missing.yaml"), "there is no such file");
    }

    [Fact]
    public void Read_ADirectory_IsAnError() => AssertError(_folder, "it is a directory");

    private static void AssertError(string path, string message)
    {
        List<FilterError> errors = [];
        Assert.Null(FilterFile.Read(path, errors));
        Assert.StartsWith($"f: {message}", Assert.Single(errors).At("f"), StringComparison.Ordinal);
    }

    private void AssertError(byte[] content, int line, int column, string message)
    {
        List<FilterError> errors = [];
        Assert.Null(Read(content, errors));
        FilterError error = Assert.Single(errors);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Equal((line, column), (error.Line, error.Column));
    }

    private FilterRules? Read(byte[] content, List<FilterError> errors)
    {
        string path = Path.Combine(_folder, "rules.yaml");
        File.WriteAllBytes(path, content);
        return FilterFile.Read(path, errors);
    }
}
