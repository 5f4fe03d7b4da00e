using DevMesh.Shipper.Shipping;
using DevMesh.Tests.Support;

namespace DevMesh.Tests.Shipper.Shipping;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_made_and_replaced_and_nothing_else_is_left()
    {
        AtomicFile.Write(_folder["a"], "a long first text"u8);
        AtomicFile.Write(_folder["a"], "second"u8);

        Assert.Equal("second", File.ReadAllText(_folder["a"]));
        Assert.Equal([_folder["a"]], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void What_a_crash_left_half_written_is_no_hindrance()
    {
        File.WriteAllText(_folder["a"], "old");
        File.WriteAllText(_folder["a.new"], "half of a much longer tex");

        AtomicFile.Write(_folder["a"], "new"u8);

        Assert.Equal("new", File.ReadAllText(_folder["a"]));
    }

    [Fact]
    public void A_write_that_cannot_be_begun_leaves_the_old_content()
    {
        File.WriteAllText(_folder["a"], "old");
        Directory.CreateDirectory(_folder["a.new"]); // where the temporary file would be

        Assert.ThrowsAny<Exception>(() => AtomicFile.Write(_folder["a"], "new"u8));

        Assert.Equal("old", File.ReadAllText(_folder["a"]));
    }

    [Fact]
    public void A_directory_that_is_missing_is_an_error_that_names_it()
    {
        Exception error = Assert.ThrowsAny<IOException>(() => AtomicFile.Write(_folder["no/a"], "x"u8));

        Assert.Contains(_folder["no"], error.Message, StringComparison.Ordinal);
    }
}
